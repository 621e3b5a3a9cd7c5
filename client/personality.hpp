// Released versions as data: what differs between them is a field here, never an `if (version)` elsewhere.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace rtpe {

/// What the middle field of a cookie is, and where its last field begins.
enum class CookieKind : std::uint8_t {
  process_id,          ///< the process' id; numbers from 0
  random_per_process,  ///< a random number of the process; numbers from a random one
  random_per_command,  ///< a new random number for every command; numbers from a random one
};

/// Where `flags` stands among the keys.
enum class FlagsPlace : std::uint8_t {
  after_direction,
  at_the_end,  ///< behind sip-message-type
};

/// The observable switches of one Kamailio release of the rtpengine module. 5.6, 6.0 and 6.1 are measured on the
/// release that is named; 5.7 and 5.8 are read from what changed between, and no program has confirmed them
/// (docs/releases.md).
struct Personality {
  std::string_view name;               ///< "kamailio-5.6"
  std::string_view release;            ///< release that was looked at, "5.6.3"
  bool known_node_tried_once = false;  ///< [>=5.6.4, 5.7] a tried known-call node is not tried again (3.4)
  bool to_tag_for_media_commands =
      false;                          ///< [>=5.7] block/unblock/silence/forwarding send to-tag when directional (6.2)
  bool received_from_flag = false;    ///< [>=5.7] `received-from=ADDRESS` at the end replaces the source address
  bool codec_accept_consume = false;  ///< [>=5.8] codec-accept, codec-consume prefixes
  bool rewrite_part_content_length = false;    ///< [>=5.8] multipart: a part's own Content-Length is rewritten
  bool mos_integers_20_bytes = false;          ///< [>=5.8] integer MOS texts are not cut at 7 characters (10)
  CookieKind cookie = CookieKind::process_id;  ///< random per process in 5.8.8 (not proven), per command in 6.1.5
  bool ping_mode_parameter = false;            ///< [>=5.8] modparam ping_mode exists
  bool second_argument_via_branch = false;     ///< [>=6.0] second script argument; raw flags go as `rtpp-flags`
  bool sip_message_type = false;               ///< [>=6.0] `sip-message-type` key and the 6.0 key order (6.1)
  FlagsPlace flags_place = FlagsPlace::after_direction;  ///< at the end in 6.1.5
  bool fragment_needs_flags = false;          ///< [6.0.1] `fragment` only beside a flags argument that the module reads
  bool read_sdp_pv_keeps_body = false;        ///< [>=6.0] read_sdp_pv: only the SDP in the body is replaced; none: -1
  bool rpc_sockets_at_first_command = false;  ///< [>=6.0] the RPC process opens them late, and pings all nodes then
  bool ping_timer = false;                  ///< [>=6.0] background pings; selection never pings while ping_interval > 0
  bool ping_timer_holds_lock = false;       ///< [6.0.1] new calls of the set wait while the timer pings
  bool ping_timer_skips_permanent = false;  ///< [6.1.5] the timer leaves manually disabled nodes alone
  bool rpc_ping_enables = false;            ///< [>=6.0] a successful RPC ping sets (0,0) unless permanent
  bool show_active = false;                 ///< [>=6.0] RPC show: boolean disabled + active, recheck_ticks -1
  bool legacy_hash_is_crc32 = false;        ///< [>=6.1] hash_algo 0 behaves as 2
  bool table_dummy_head = true;             ///< [<6.1] rows start with a dummy element
  bool subscribe_functions = false;         ///< [>=6.1] subscribe, unsubscribe, connect script functions
  bool directional_flag_sent = false;       ///< [>=6.1] one-party commands: `directional` is the last of the flags
  std::uint32_t default_aggressive_redetection = 1;  ///< 0 since 6.0
  std::uint32_t default_hash_algo = 0;               ///< 2 since 6.1
  std::uint32_t default_ping_interval_s = 0;         ///< 60 since 6.0; 0: none
};

/// kamailio-5.6 (default), 5.7, 5.8, 6.0, 6.1.
[[nodiscard]] std::span<const Personality> personalities();
/// By name; nullptr when unknown.
[[nodiscard]] const Personality* find_personality(std::string_view name);

}  // namespace rtpe
