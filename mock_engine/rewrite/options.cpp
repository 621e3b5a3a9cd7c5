// The keys of a request dictionary; flags are in option_flags.cpp.
#include "mock_engine/rewrite/options.hpp"

#include <algorithm>
#include <array>

#include "client/sdp/values.hpp"
#include "mock_engine/rewrite/known_words.hpp"
#include "mock_engine/rewrite/option_flags.hpp"
#include "mock_engine/rewrite/proxy_flags.hpp"
#include "mock_engine/rewrite/sdes.hpp"

namespace rtpe::mock {
namespace {

using bencode::View;

/// An integer, or a string that begins with one.
std::optional<std::int64_t> number_of(View value) {
  if (const auto number = value.integer()) return number;
  auto text = value.string();
  return text ? sdp::read_leading_number(*text) : std::nullopt;
}

void read_text(View value, std::string_view& text, bool& given) {
  const auto string = value.string();
  if (!string) return;
  text = *string;
  given = true;
}

void read_direction_words(Options& options, View value) {
  if (value.kind() != bencode::Kind::list) return;
  std::size_t index = 0;
  for (const View element : value) {
    if (index == 0) options.direction_from = element.string().value_or("");
    if (index == 1) options.direction_to = element.string().value_or("");
    ++index;
  }
}

std::optional<Family> family_of(std::string_view name) {
  if (name == "IP4") return Family::ipv4;
  if (name == "IP6") return Family::ipv6;
  return std::nullopt;
}

void read_received_from(Options& options, View value) {
  if (value.kind() != bencode::Kind::list || value.size() < 2) return;
  auto element = value.begin();
  const auto family = family_of((*element).string().value_or(""));
  ++element;
  const auto address = (*element).string();
  if (family && address) options.received_from = Address::parse(*address, *family);
}

template <class Value>
struct Word {
  std::string_view text;
  Value value;
};

/// The value of a key that is one of a few words; others are reported.
template <class Table, class Use>
void read_word(Options& options, View value, std::string_view key, const Table& words, Use use) {
  const auto text = value.string();
  if (!text) return;
  for (const auto& word : words)
    if (word.text == *text) return use(word.value);
  report_unknown(options, key, *text);
}

void read_ice(Options& options, View value) {
  static constexpr auto words = std::to_array<Word<IceMode>>({{"remove", IceMode::remove},
                                                              {"force", IceMode::force},
                                                              {"default", IceMode::automatic},
                                                              {"optional", IceMode::optional},
                                                              {"force-relay", IceMode::force_relay},
                                                              {"force_relay", IceMode::force_relay},
                                                              {"force relay", IceMode::force_relay}});
  read_word(options, value, "ICE", words, [&](IceMode mode) { options.ice = mode; });
}

void read_ice_lite(Options& options, View value) {
  static constexpr auto words = std::to_array<Word<IceLite>>({{"off", IceLite::off},
                                                              {"none", IceLite::off},
                                                              {"no", IceLite::off},
                                                              {"forward", IceLite::forward},
                                                              {"offer", IceLite::forward},
                                                              {"fwd", IceLite::forward},
                                                              {"fw", IceLite::forward},
                                                              {"backward", IceLite::backward},
                                                              {"backwards", IceLite::backward},
                                                              {"reverse", IceLite::backward},
                                                              {"answer", IceLite::backward},
                                                              {"back", IceLite::backward},
                                                              {"bkw", IceLite::backward},
                                                              {"bk", IceLite::backward},
                                                              {"both", IceLite::both}});
  read_word(options, value, "ICE-lite", words, [&](IceLite lite) { options.ice_lite = lite; });
}

void read_dtls_role(Options& options, View value) {
  static constexpr auto words = std::to_array<Word<std::optional<DtlsRole>>>({{"passive", DtlsRole::passive},
                                                                              {"active", DtlsRole::active},
                                                                              {"off", std::nullopt},
                                                                              {"no", std::nullopt},
                                                                              {"disable", std::nullopt},
                                                                              {"disabled", std::nullopt}});
  read_word(options, value, "DTLS", words, [&](std::optional<DtlsRole> role) {
    options.dtls_off |= !role;
    if (role) options.dtls = *role;
  });
}

void read_dtls_reverse(Options& options, View value) {
  static constexpr auto words =
      std::to_array<Word<DtlsRole>>({{"passive", DtlsRole::passive}, {"active", DtlsRole::active}});
  read_word(options, value, "DTLS-reverse", words, [&](DtlsRole role) { options.dtls_reverse = role; });
}

void read_passthrough(Options& options, View value) {
  static constexpr auto words = std::to_array<Word<Flag>>({{"on", Flag::passthrough},
                                                           {"yes", Flag::passthrough},
                                                           {"enable", Flag::passthrough},
                                                           {"enabled", Flag::passthrough},
                                                           {"off", Flag::no_passthrough},
                                                           {"no", Flag::no_passthrough},
                                                           {"disable", Flag::no_passthrough},
                                                           {"disabled", Flag::no_passthrough}});
  read_word(options, value, "passthrough", words, [&](Flag flag) { options.flags.set(flag); });
}

/// Nothing of the word shows in signalling, but unknown ones are reported.
template <std::size_t Count>
void check_word(Options& options, View value, std::string_view key, const std::array<std::string_view, Count>& words) {
  const auto text = value.string();
  if (text && std::ranges::find(words, *text) == words.end()) report_unknown(options, key, *text);
}
void read_media_echo(Options& options, View value) {
  static constexpr auto nowhere = std::to_array<std::string_view>({"blackhole", "sinkhole"});
  static constexpr auto forward = std::to_array<std::string_view>({"forward", "fwd", "fw"});
  static constexpr auto back =
      std::to_array<std::string_view>({"backward", "backwards", "reverse", "back", "bkw", "bk"});
  const auto text = value.string();
  const auto is_one_of = [&](const auto& words) { return text && std::ranges::find(words, *text) != words.end(); };
  if (is_one_of(nowhere)) options.media_echo = MediaEcho::nowhere;
  if (is_one_of(forward)) options.media_echo = MediaEcho::forward;
  if (is_one_of(back)) options.media_echo = MediaEcho::backwards;
  if (text == "both") options.media_echo = MediaEcho::both;
  if (text && options.media_echo == MediaEcho::none) report_unknown(options, "media-echo", *text);
}
void read_drop_traffic(Options& options, View value) {
  static constexpr auto words = std::to_array<std::string_view>({"start", "stop"});
  check_word(options, value, "drop-traffic", words);
}
void read_dtmf_block(Options& options, View value) {
  static constexpr auto words =
      std::to_array<std::string_view>({"off", "drop", "silence", "tone", "random", "zero", "DTMF", "dtmf"});
  check_word(options, value, "DTMF-security", words);
}

void read_protocol(Options& options, View value) {
  const auto text = value.string().value_or("");
  options.protocol = protocol_of(text);
  options.protocol_accept = text == "accept";
}

void read_media_address(Options& options, View value) {
  const auto text = value.string().value_or("");
  const auto address = Address::parse(text);
  if (!address || address->is_unspecified()) return;
  options.media_address = address;
  options.media_address_text = address->family == Family::ipv4 ? text : options.owned.emplace_back(address->text());
}

void read_ptime(View value, std::uint32_t& ptime) {
  const auto number = number_of(value);
  if (number && *number > 0 && *number <= UINT16_MAX) ptime = static_cast<std::uint32_t>(*number);
}

void read_codec_lists(Options& options, View value) {
  if (value.kind() != bencode::Kind::dictionary) return;
  for (auto entry = value.begin(); entry != value.end(); ++entry) read_codec_list(options, entry.key(), *entry);
}

void read_record_call(Options& options, View value) {
  const auto text = value.string().value_or("");
  if (text == "yes" || text == "on") options.flags.set(Flag::record_call);
  if (text == "no" || text == "off") options.flags.set(Flag::no_record_call);
}

using Handler = void (*)(Options&, View);
struct Key {
  std::string_view name;
  Handler read;
};

template <auto Read>
void list(Options& options, View value) {
  for_each_string(value, [&](std::string_view text) { Read(options, text); });
}
template <std::string_view Options::* Field>
void text(Options& options, View value) {
  options.*Field = value.string().value_or(options.*Field);
}
template <std::string_view Options::* Field, bool Options::* Given>
void given_text(Options& options, View value) {
  read_text(value, options.*Field, options.*Given);
}

/// Media commands of 12.5 look for it, all others give it.
void read_to_label(Options& options, View value) {
  const bool is_looked_for = options.later_flags && options.mode == OperationMode::control;
  (is_looked_for ? text<&Options::to_label> : text<&Options::set_label>)(options, value);
}

void read_supports(Options& options, std::string_view text) { options.supports_load_limit |= text == "load limit"; }
void read_from_tag(Options& options, std::string_view text) { options.from_tags.push_back(text); }

void read_fingerprint(Options& options, View value) {
  options.fingerprint = fingerprint_hash_of(value.string().value_or(""));
}
void read_address_family(Options& options, View value) {
  if (const auto known = family_of(value.string().value_or(""))) options.address_family = known;
}
void read_ptime_forwards(Options& options, View value) { read_ptime(value, options.ptime); }
void read_ptime_reverse(Options& options, View value) { read_ptime(value, options.ptime_reverse); }
void read_generate_rtcp(Options& options, View value) {
  if (value.string() == "on") options.flags.set(Flag::generate_rtcp);
  if (value.string() == "on" || value.string() == "off") options.generate_rtcp = value.string() == "on";
}
constexpr Handler read_call_id = given_text<&Options::call_id, &Options::has_call_id>;
constexpr Handler read_sdp = given_text<&Options::sdp, &Options::has_sdp>;

/// Null: nothing of it shows in signalling.
constexpr auto known_keys = std::to_array<Key>({
    {"call-id", read_call_id},
    {"call-ID", read_call_id},
    {"call id", read_call_id},
    {"call ID", read_call_id},
    {"from-tag", given_text<&Options::from_tag, &Options::has_from_tag>},
    {"to-tag", given_text<&Options::to_tag, &Options::has_to_tag>},
    {"via-branch", given_text<&Options::via_branch, &Options::has_via_branch>},
    {"sdp", read_sdp},
    {"SDP", read_sdp},
    {"flags", list<read_flag>},
    {"replace", list<read_replace>},
    {"direction", read_direction_words},
    {"received-from", read_received_from},
    {"received from", read_received_from},
    {"ICE", read_ice},
    {"ice", read_ice},
    {"ICE-lite", read_ice_lite},
    {"ice-lite", read_ice_lite},
    {"ICE lite", read_ice_lite},
    {"ice lite", read_ice_lite},
    {"transport-protocol", read_protocol},
    {"transport protocol", read_protocol},
    {"media-address", read_media_address},
    {"media address", read_media_address},
    {"address-family", read_address_family},
    {"address family", read_address_family},
    {"rtcp-mux", list<read_rtcp_mux>},
    {"RTCP-mux", list<read_rtcp_mux>},
    {"SDES", list<read_sdes_option>},
    {"sdes", list<read_sdes_option>},
    {"OSRTP", list<read_osrtp>},
    {"osrtp", list<read_osrtp>},
    {"DTLS", read_dtls_role},
    {"dtls", read_dtls_role},
    {"DTLS-reverse", read_dtls_reverse},
    {"DTLS reverse", read_dtls_reverse},
    {"dtls-reverse", read_dtls_reverse},
    {"dtls reverse", read_dtls_reverse},
    {"DTLS-fingerprint", read_fingerprint},
    {"DTLS fingerprint", read_fingerprint},
    {"dtls-fingerprint", read_fingerprint},
    {"dtls fingerprint", read_fingerprint},
    {"codec", read_codec_lists},
    {"ptime", read_ptime_forwards},
    {"ptime-reverse", read_ptime_reverse},
    {"ptime reverse", read_ptime_reverse},
    {"reverse-ptime", read_ptime_reverse},
    {"reverse ptime", read_ptime_reverse},
    {"label", text<&Options::label>},
    {"from-label", text<&Options::label>},
    {"set-label", text<&Options::set_label>},
    {"to-label", read_to_label},
    {"address", text<&Options::address>},
    {"interface", text<&Options::interface>},
    {"metadata", text<&Options::metadata>},
    {"record call", read_record_call},
    {"record-call", read_record_call},
    {"supports", list<read_supports>},
    {"T.38", list<read_t38>},
    {"T38", list<read_t38>},
    {"t.38", list<read_t38>},
    {"t38", list<read_t38>},
    {"generate RTCP", read_generate_rtcp},
    {"generate rtcp", read_generate_rtcp},
    {"generate-RTCP", read_generate_rtcp},
    {"generate-rtcp", read_generate_rtcp},
    {"passthrough", read_passthrough},
    {"passthru", read_passthrough},
    {"from-tags", list<read_from_tag>},
    {"endpoint-learning", list<read_endpoint_learning>},
    {"endpoint learning", list<read_endpoint_learning>},
    {"media-echo", read_media_echo},
    {"media echo", read_media_echo},
    {"drop-traffic", read_drop_traffic},
    {"drop traffic", read_drop_traffic},
    {"DTMF-security", read_dtmf_block},
    {"DTMF security", read_dtmf_block},
    {"dtmf-security", read_dtmf_block},
    {"dtmf security", read_dtmf_block},
    {"DTMF-security-trigger", read_dtmf_block},
    {"DTMF security trigger", read_dtmf_block},
    {"dtmf-security-trigger", read_dtmf_block},
    {"dtmf security trigger", read_dtmf_block},
    {"DTMF-security-trigger-end", read_dtmf_block},
    {"DTMF security trigger end", read_dtmf_block},
    {"dtmf-security-trigger-end", read_dtmf_block},
    {"dtmf security trigger end", read_dtmf_block},
    {"command", nullptr},
    {"TOS", nullptr},
    {"tos", nullptr},
    {"delay-buffer", nullptr},
    {"delay buffer", nullptr},
    {"DTMF-delay", nullptr},
    {"DTMF delay", nullptr},
    {"dtmf-delay", nullptr},
    {"dtmf delay", nullptr},
    {"trigger", nullptr},
    {"trigger-end", nullptr},
    {"trigger end", nullptr},
    {"end-trigger", nullptr},
    {"end trigger", nullptr},
    {"trigger-end-time", nullptr},
    {"trigger end time", nullptr},
    {"trigger-end-digits", nullptr},
    {"trigger end digits", nullptr},
    {"xmlrpc-callback", nullptr},
    {"XMLRPC-callback", nullptr},
    {"volume", nullptr},
    {"frequency", nullptr},
    {"code", nullptr},
    {"digit", nullptr},
    {"file", nullptr},
    {"blob", nullptr},
    {"db-id", nullptr},
    {"duration", nullptr},
    {"pause", nullptr},
    {"repeat-times", nullptr},
});

/// Sorted by length, so that a key is compared with those of its own length.
constexpr auto keys = [] {
  auto table = known_keys;
  std::ranges::sort(table, {}, [](const Key& key) { return key.name.size(); });
  return table;
}();

/// Where the keys of each length begin.
constexpr auto lengths = [] {
  std::array<std::uint8_t, 28> begins{};
  for (const Key& key : keys)
    for (std::size_t length = key.name.size() + 1; length < begins.size(); ++length) ++begins[length];
  return begins;
}();
static_assert(keys.back().name.size() + 1 < lengths.size());

/// Null for an unknown key.
const Key* find_key(std::string_view name) {
  if (name.size() + 1 >= lengths.size()) return nullptr;
  for (std::size_t i = lengths[name.size()]; i < lengths[name.size() + 1]; ++i)
    if (keys[i].name.back() == name.back() && keys[i].name == name) return &keys[i];
  return nullptr;
}

}  // namespace

std::vector<std::string_view> known_keys_of(const Personality& personality) {
  std::vector<std::string_view> names;
  for (const Key& key : known_keys) names.push_back(key.name);
  if (personality.later_flags) names.insert(names.end(), later_keys().begin(), later_keys().end());
  return names;
}

void read_key(Options& options, std::string_view name, View value) {
  if (const Key* key = find_key(name)) {
    if (key->read != nullptr) key->read(options, value);
  } else if (!options.later_flags || !read_later_key(options, name, value)) {
    report_unknown(options, name, value.string().value_or(""));
  }
}

}  // namespace rtpe::mock
