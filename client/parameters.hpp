// Kamailio's modparams under their own names, defaults and units (behaviour.md section 14).
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "client/personality.hpp"

namespace rtpe {

struct Parameters {
  std::vector<std::string> rtpengine_sock;
  std::int64_t rtpengine_disable_tout = 60;  ///< s
  std::int64_t aggressive_redetection = 1;
  std::int64_t rtpengine_tout_ms = 1000;  ///< ms
  std::int64_t rtpengine_retr = 5;        ///< number of sends
  std::int64_t queried_nodes_limit = 30;  ///< at most 30
  std::int64_t rtpengine_allow_op = 0;
  std::int64_t control_cmd_tos = -1;
  std::string force_send_interface;
  std::string extra_id_pv, setid_avp, rtp_inst_pvar, write_sdp_pv, read_sdp_pv, media_duration;
  std::int64_t setid_default = 0;
  std::int64_t hash_table_size = 256;
  std::int64_t hash_table_tout = 3600;  ///< s
  std::int64_t hash_algo = 0;
  std::string db_url, table_name = "rtpengine", setid_col = "setid", url_col = "url", weight_col = "weight",
                      disabled_col = "disabled";
  std::string wsapi;
  std::map<std::string, std::string, std::less<>> mos;  ///< mos_min_pv ... mos_B_label_pv by name
  std::int64_t ping_mode = 1;                           ///< [>=5.8]
  std::int64_t ping_interval = 0;                       ///< s [>=6.0]
  std::int64_t write_sdp_pv_mode = 0;                   ///< [>=6.0]
  std::int64_t enable_dmq = 0;                          ///< [>=6.1] replication of the call table among peers
  std::string event_callback;                           ///< [>=6.1] KEMI function for DTMF events; not simulated
  std::map<std::string, std::string, std::less<>>
      dtmf;                    ///< [>=5.8] dtmf_events_sock, dtmf_event_callid ...; not simulated
  std::int64_t server_id = 0;  ///< Kamailio core parameter: first field of the cookie

  std::set<std::string, std::less<>> given;  ///< names that set() took: a release refuses those it does not know

  /// Defaults of that release.
  [[nodiscard]] static Parameters defaults_of(const Personality& personality);
  /// Sets one parameter by its modparam name; unknown names and values out of range are refused with the reason.
  /// rtpengine_sock appends, as modparam does.
  Expected<void> set(std::string_view name, const std::variant<std::int64_t, std::string>& value);
  /// Error: a name in `given` that the release does not have, with the release that brought it.
  Expected<void> check_release(const Personality& personality) const;
  /// The same for one name.
  static Expected<void> check_name(std::string_view name, const Personality& personality);
  /// Values that the module takes without a word though nothing works with them, or not as written; and what the lab
  /// does not simulate. To be read as one sentence: "rtpengine_retr 0 sends nothing: ...".
  struct Warning {
    std::string_view name;
    std::string message;
  };
  [[nodiscard]] std::vector<Warning> warnings() const;
  /// The value of a parameter by its modparam name; names() has them. Not for rtpengine_sock, of which there are
  /// several.
  [[nodiscard]] std::variant<std::int64_t, std::string> value(std::string_view name) const;
  /// The same values; which of them were given does not count.
  bool operator==(const Parameters& other) const;
  /// All names, for "nearest valid key" suggestions.
  [[nodiscard]] static const std::vector<std::string_view>& names();
};

}  // namespace rtpe
