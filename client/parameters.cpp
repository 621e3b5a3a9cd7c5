#include "client/parameters.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace rtpe {
namespace {

constexpr std::int64_t int_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t int_min = std::numeric_limits<std::int32_t>::min();
constexpr std::int64_t u32_max = std::numeric_limits<std::uint32_t>::max();

struct Number {
  std::string_view name;
  std::int64_t Parameters::* field;
  std::int64_t least, most;
  std::string_view why;  ///< what lies behind the range
};

/// behaviour.md sections 12 and 14.
constexpr std::array numbers = {
    Number{"rtpengine_disable_tout", &Parameters::rtpengine_disable_tout, 0, int_max, "seconds"},
    Number{"aggressive_redetection", &Parameters::aggressive_redetection, 0, 1, "0 off, 1 on"},
    Number{"rtpengine_tout_ms", &Parameters::rtpengine_tout_ms, 0, int_max, "milliseconds"},
    Number{"rtpengine_retr", &Parameters::rtpengine_retr, 0, int_max, "number of sends"},
    Number{"queried_nodes_limit", &Parameters::queried_nodes_limit, 0, 30,
           "the module has room for 30 nodes and corrupts its memory beyond"},
    Number{"rtpengine_allow_op", &Parameters::rtpengine_allow_op, int_min, int_max, "0, 1 or 2"},
    Number{"control_cmd_tos", &Parameters::control_cmd_tos, -1, 255, "-1 leaves the socket alone"},
    Number{"setid_default", &Parameters::setid_default, 0, u32_max, "a set id"},
    Number{"hash_table_size", &Parameters::hash_table_size, int_min, 1 << 24, "rows; less than 1 counts as 1"},
    Number{"hash_table_tout", &Parameters::hash_table_tout, 0, int_max, "seconds"},
    Number{"hash_algo", &Parameters::hash_algo, int_min, int_max, "0 byte sum, 1 SHA-1, 2 CRC-32"},
    Number{"ping_mode", &Parameters::ping_mode, 0, 1, "0 skips the startup pings"},
    Number{"ping_interval", &Parameters::ping_interval, 0, int_max, "seconds; 0 is none"},
    Number{"write_sdp_pv_mode", &Parameters::write_sdp_pv_mode, int_min, int_max,
           "0 writes the variable only, anything else the body too"},
    Number{"enable_dmq", &Parameters::enable_dmq, 0, 1, "1 replicates the call table"},
    Number{"server_id", &Parameters::server_id, int_min, int_max, "Kamailio core parameter"},
};

struct Text {
  std::string_view name;
  std::string Parameters::* field;
};

constexpr std::array texts = {
    Text{"force_send_interface", &Parameters::force_send_interface},
    Text{"extra_id_pv", &Parameters::extra_id_pv},
    Text{"setid_avp", &Parameters::setid_avp},
    Text{"rtp_inst_pvar", &Parameters::rtp_inst_pvar},
    Text{"write_sdp_pv", &Parameters::write_sdp_pv},
    Text{"read_sdp_pv", &Parameters::read_sdp_pv},
    Text{"media_duration", &Parameters::media_duration},
    Text{"db_url", &Parameters::db_url},
    Text{"table_name", &Parameters::table_name},
    Text{"setid_col", &Parameters::setid_col},
    Text{"url_col", &Parameters::url_col},
    Text{"weight_col", &Parameters::weight_col},
    Text{"disabled_col", &Parameters::disabled_col},
    Text{"wsapi", &Parameters::wsapi},
    Text{"event_callback", &Parameters::event_callback},
};

/// Names of the DTMF event family, and whether they came with 6.1 only.
struct DtmfName {
  std::string_view name;
  bool since_6_1;
};
constexpr std::array dtmf_names = {
    DtmfName{"dtmf_events_sock", false},
    DtmfName{"dtmf_event_callid", false},
    DtmfName{"dtmf_event_source_tag", false},
    DtmfName{"dtmf_event_timestamp", false},
    DtmfName{"dtmf_event", false},
    DtmfName{"dtmf_event_source_label", true},
    DtmfName{"dtmf_event_tags", true},
    DtmfName{"dtmf_event_type", true},
    DtmfName{"dtmf_event_source_ip", true},
    DtmfName{"dtmf_event_duration", true},
    DtmfName{"dtmf_event_volume", true},
};

/// Whether the release has a parameter that came after 5.6 (section 14).
bool has_parameter(const Personality& personality, std::string_view name) {
  if (name == "ping_mode") return personality.ping_mode_parameter;
  if (name == "ping_interval") return personality.ping_timer;
  if (name == "write_sdp_pv_mode") return personality.sip_message_type;
  if (name == "enable_dmq" || name == "event_callback") return personality.subscribe_functions;
  const auto dtmf = std::ranges::find(dtmf_names, name, &DtmfName::name);
  if (dtmf == dtmf_names.end()) return true;
  return dtmf->since_6_1 ? personality.subscribe_functions : personality.ping_mode_parameter;
}

/// mos_min_pv, mos_min_at_A_pv, ..., mos_B_label_pv.
const std::vector<std::string>& mos_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const std::string_view kind : {"min", "max", "average"})
      for (const std::string_view field :
           {"", "_at", "_packetloss", "_jitter", "_roundtrip", "_roundtrip_leg", "_samples"}) {
        if (field == (kind == "average" ? "_at" : "_samples")) continue;
        for (const std::string_view leg : {"", "_A", "_B"})
          out.push_back(fmt::format("mos_{}{}{}_pv", kind, field, leg));
      }
    out.emplace_back("mos_A_label_pv");
    out.emplace_back("mos_B_label_pv");
    return out;
  }();
  return names;
}

bool is_literal_address(const std::string& text) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 || inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1;
}

std::unexpected<Error> refused_parameter(std::string_view name, std::string message) {
  return std::unexpected(Error{.message = std::move(message), .place = std::string(name)});
}

/// What rtp_inst_pvar, write_sdp_pv, read_sdp_pv and media_duration take (section 2.4; measured); another one stops
/// Kamailio's start.
bool is_assignable(std::string_view variable) {
  for (const std::string_view kind : {"$avp(", "$(avp(", "$xavp(", "$(xavp(", "$var(", "$(var(", "$vz(", "$shv("})
    if (variable.starts_with(kind) && variable.ends_with(')')) return true;
  return false;
}

Expected<void> check_text(std::string_view name, const std::string& value) {
  constexpr std::array assigned = {"rtp_inst_pvar", "write_sdp_pv", "read_sdp_pv", "media_duration"};
  if (std::ranges::find(assigned, name) != assigned.end() && !value.empty() && !is_assignable(value))
    return refused_parameter(name, fmt::format("\"{}\" is no AVP, XAVP or script variable", value));
  if (name == "setid_avp" && !value.empty() && !value.starts_with("$avp(") && !value.starts_with("$(avp("))
    return refused_parameter(name, fmt::format("\"{}\" is no AVP", value));
  if (name == "wsapi" && !value.empty() && value != "lwsc")
    return refused_parameter(name, fmt::format("\"{}\" is no WebSocket API; the only one is \"lwsc\"", value));
  if (name == "force_send_interface" && !value.empty() && !is_literal_address(value))
    return refused_parameter(name, fmt::format("\"{}\" is not a literal IPv4 or IPv6 address", value));
  return {};
}

}  // namespace

Parameters Parameters::defaults_of(const Personality& personality) {
  Parameters parameters;
  parameters.aggressive_redetection = personality.default_aggressive_redetection;
  parameters.hash_algo = personality.default_hash_algo;
  parameters.ping_interval = personality.default_ping_interval_s;
  return parameters;
}

Expected<void> Parameters::set(std::string_view name, const std::variant<std::int64_t, std::string>& value) {
  const auto* number = std::get_if<std::int64_t>(&value);
  const auto* text = std::get_if<std::string>(&value);
  for (const Number& known : numbers) {
    if (known.name != name) continue;
    if (!number) return refused_parameter(name, "needs a whole number");
    if (*number < known.least || *number > known.most)
      return refused_parameter(
          name, fmt::format("{} is out of range {}..{} ({})", *number, known.least, known.most, known.why));
    this->*known.field = *number;
    given.emplace(name);
    return {};
  }
  const bool is_mos = std::ranges::find(mos_names(), name) != mos_names().end();
  const auto known = std::ranges::find(texts, name, &Text::name);
  const bool is_dtmf = std::ranges::find(dtmf_names, name, &DtmfName::name) != dtmf_names.end();
  if (name != "rtpengine_sock" && !is_mos && !is_dtmf && known == texts.end())
    return refused_parameter(name, "no such parameter");
  if (!text) return refused_parameter(name, "needs a string");
  if (name == "rtpengine_sock") {
    if (!text->empty()) rtpengine_sock.push_back(*text);
  } else if (is_mos) {
    mos.insert_or_assign(std::string(name), *text);
  } else if (is_dtmf) {
    dtmf.insert_or_assign(std::string(name), *text);
  } else {
    if (auto checked = check_text(name, *text); !checked) return checked;
    this->*known->field = *text;
  }
  given.emplace(name);
  return {};
}

std::variant<std::int64_t, std::string> Parameters::value(std::string_view name) const {
  if (const auto number = std::ranges::find(numbers, name, &Number::name); number != numbers.end())
    return this->*number->field;
  if (const auto text = std::ranges::find(texts, name, &Text::name); text != texts.end()) return this->*text->field;
  for (const auto* family : {&mos, &dtmf})
    if (const auto found = family->find(name); found != family->end()) return found->second;
  return std::string();
}

bool Parameters::operator==(const Parameters& other) const {
  return rtpengine_sock == other.rtpengine_sock &&
         std::ranges::all_of(names(), [&](std::string_view name) { return value(name) == other.value(name); });
}

Expected<void> Parameters::check_name(std::string_view name, const Personality& personality) {
  if (has_parameter(personality, name)) return {};
  const auto since =
      std::ranges::find_if(personalities(), [&](const auto& known) { return has_parameter(known, name); });
  return refused_parameter(
      name, fmt::format("{} does not know this parameter; it came with {}", personality.name, since->name));
}

Expected<void> Parameters::check_release(const Personality& personality) const {
  for (const auto& name : given)
    if (auto known = check_name(name, personality); !known) return known;
  return {};
}

const std::vector<std::string_view>& Parameters::names() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> out = {"rtpengine_sock"};
    for (const Number& number : numbers) out.push_back(number.name);
    for (const Text& text : texts) out.push_back(text.name);
    for (const DtmfName& dtmf_name : dtmf_names) out.push_back(dtmf_name.name);
    out.insert(out.end(), mos_names().begin(), mos_names().end());
    return out;
  }();
  return all;
}

}  // namespace rtpe
