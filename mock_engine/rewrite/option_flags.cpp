#include "mock_engine/rewrite/option_flags.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "mock_engine/rewrite/known_words.hpp"
#include "mock_engine/rewrite/sdes.hpp"

namespace rtpe::mock {
namespace {

template <class Value>
struct Name {
  std::string_view text;
  Value value;
};

char hyphenated(char letter) { return letter == ' ' ? '-' : letter; }
bool same(std::string_view name, std::string_view text) { return std::ranges::equal(name, text, {}, {}, hyphenated); }
bool begins_with(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && same(prefix, text.substr(0, prefix.size()));
}

template <class Table>
auto find_name(const Table& table, std::string_view text) -> std::optional<decltype(table[0].value)> {
  for (const auto& name : table)
    if (same(name.text, text)) return name.value;
  return std::nullopt;
}

constexpr auto flag_names = std::to_array<Name<Flag>>({
    {"SIP-source-address", Flag::sip_source_address},
    {"sip-source-address", Flag::sip_source_address},
    {"asymmetric", Flag::asymmetric},
    {"unidirectional", Flag::unidirectional},
    {"strict-source", Flag::strict_source},
    {"media-handover", Flag::media_handover},
    {"reset", Flag::reset},
    {"all", Flag::all},
    {"egress", Flag::egress},
    {"SIPREC", Flag::siprec},
    {"siprec", Flag::siprec},
    {"RTCP-mirror", Flag::rtcp_mirror},
    {"mirror-RTCP", Flag::rtcp_mirror},
    {"rtcp-mirror", Flag::rtcp_mirror},
    {"mirror-rtcp", Flag::rtcp_mirror},
    {"fragment", Flag::fragment},
    {"port-latching", Flag::port_latching},
    {"no-port-latching", Flag::no_port_latching},
    {"generate-mid", Flag::generate_mid},
    {"strip-extmap", Flag::strip_extmap},
    {"record-call", Flag::record_call},
    {"no-rtcp-attribute", Flag::no_rtcp_attribute},
    {"no-RTCP-attribute", Flag::no_rtcp_attribute},
    {"full-rtcp-attribute", Flag::full_rtcp_attribute},
    {"full-RTCP-attribute", Flag::full_rtcp_attribute},
    {"generate-RTCP", Flag::generate_rtcp},
    {"generate-rtcp", Flag::generate_rtcp},
    {"trickle-ICE", Flag::trickle_ice},
    {"trickle-ice", Flag::trickle_ice},
    {"ICE-reject", Flag::reject_ice},
    {"reject-ICE", Flag::reject_ice},
    {"ice-reject", Flag::reject_ice},
    {"reject-ice", Flag::reject_ice},
    {"loop-protect", Flag::loop_protect},
    {"original-sendrecv", Flag::original_sendrecv},
    {"reuse-codecs", Flag::reuse_codecs},
    {"no-codec-renegotiation", Flag::reuse_codecs},
    {"single-codec", Flag::single_codec},
    {"allow-transcoding", Flag::allow_transcoding},
    {"inject-DTMF", Flag::inject_dtmf},
    {"inject-dtmf", Flag::inject_dtmf},
    {"detect-DTMF", Flag::detect_dtmf},
    {"detect-dtmf", Flag::detect_dtmf},
    {"passthrough", Flag::passthrough},
    {"no-passthrough", Flag::no_passthrough},
});

/// Known, but nothing of them shows in signalling.
constexpr auto silent_flags = std::to_array<std::string_view>(
    {"debug", "debugging", "no-redis-update", "no-jitter-buffer", "pierce-NAT", "pierce-nat", "NAT-wait", "nat-wait",
     "asymmetric-codecs", "symmetric-codecs", "reorder-codecs"});

constexpr auto replace_names = std::to_array<Name<Replace>>({
    {"origin", Replace::origin},
    {"session-connection", Replace::session_connection},
    {"session-name", Replace::session_name},
    {"username", Replace::username},
    {"sdp-version", Replace::sdp_version},
    {"SDP-version", Replace::sdp_version},
    {"zero-address", Replace::zero_address},
});

/// New in 12.5.
constexpr auto later_replace_names = std::to_array<Name<Replace>>(
    {{"force-increment-sdp-ver", Replace::force_sdp_version}, {"origin-full", Replace::session_id}});

constexpr auto rtcp_mux_names = std::to_array<Name<RtcpMux>>({
    {"offer", RtcpMux::offer},
    {"require", RtcpMux::require},
    {"demux", RtcpMux::demux},
    {"accept", RtcpMux::accept},
    {"reject", RtcpMux::reject},
});

constexpr auto sdes_names = std::to_array<Name<Sdes>>({
    {"off", Sdes::off},
    {"no", Sdes::off},
    {"disable", Sdes::off},
    {"disabled", Sdes::off},
    {"unencrypted_srtp", Sdes::unencrypted_srtp},
    {"unencrypted_srtcp", Sdes::unencrypted_srtcp},
    {"unauthenticated_srtp", Sdes::unauthenticated_srtp},
    {"encrypted_srtp", Sdes::encrypted_srtp},
    {"encrypted_srtcp", Sdes::encrypted_srtcp},
    {"authenticated_srtp", Sdes::authenticated_srtp},
    {"lifetime", Sdes::lifetime},
    {"pad", Sdes::pad},
    {"static", Sdes::is_static},
    {"UNENCRYPTED_SRTP", Sdes::unencrypted_srtp},
    {"UNENCRYPTED_SRTCP", Sdes::unencrypted_srtcp},
    {"UNAUTHENTICATED_SRTP", Sdes::unauthenticated_srtp},
    {"ENCRYPTED_SRTP", Sdes::encrypted_srtp},
    {"ENCRYPTED_SRTCP", Sdes::encrypted_srtcp},
    {"AUTHENTICATED_SRTP", Sdes::authenticated_srtp},
});

constexpr auto osrtp_names = std::to_array<Name<Osrtp>>({{"offer", Osrtp::offer}, {"accept", Osrtp::accept}});
/// New in 12.5. Nothing of `offer-legacy` and `accept-legacy` shows in SDP.
constexpr auto later_osrtp_names =
    std::to_array<Name<Osrtp>>({{"offer-RFC", Osrtp::offer}, {"accept-RFC", Osrtp::accept}});

constexpr auto endpoint_learning_names = std::to_array<std::string_view>({"off", "immediate", "delayed", "heuristic"});

constexpr auto t38_names = std::to_array<Name<T38>>({
    {"decode", T38::decode},  {"force", T38::force},          {"stop", T38::stop},
    {"no-ECM", T38::no_ecm},  {"no-ecm", T38::no_ecm},        {"no-v.17", T38::no_v17},
    {"no-v17", T38::no_v17},  {"no-v.27ter", T38::no_v27ter}, {"no-v27ter", T38::no_v27ter},
    {"no-v.29", T38::no_v29}, {"no-v29", T38::no_v29},        {"no-v.34", T38::no_v34},
    {"no-v34", T38::no_v34},  {"no-iaf", T38::no_iaf},        {"no-V.17", T38::no_v17},
    {"no-V17", T38::no_v17},  {"no-V.27ter", T38::no_v27ter}, {"no-V27ter", T38::no_v27ter},
    {"no-V.29", T38::no_v29}, {"no-V29", T38::no_v29},        {"no-V.34", T38::no_v34},
    {"no-V34", T38::no_v34},  {"no-IAF", T38::no_iaf},        {"FEC", T38::fec},
    {"fec", T38::fec},
});

using Reader = void (*)(Options&, std::string_view);

/// Which commands know a word of `flags`. Keys are the same for all.
enum class Scope : std::uint8_t {
  always,
  offers,  ///< offer, publish, subscribe request
  later,   ///< Personality::later_flags
};

struct Alias {
  std::string_view prefix;
  Scope scope;
  Reader read;
};

template <std::vector<std::string_view> CodecWishes::* List>
void read_codec(Options& options, std::string_view codec) {
  if (codec.empty()) return;
  if (codec.find("--") != std::string_view::npos) {  // stands for '=', which Kamailio's flags cannot hold
    std::string& owned = options.owned.emplace_back(codec);
    for (std::size_t at = owned.find("--"); at != std::string::npos; at = owned.find("--", at + 1))
      owned.replace(at, 2, 1, '=');
    codec = owned;
  }
  (options.codec.*List).push_back(codec);
}

/// The lists of the dictionary `codec`.
constexpr auto codec_lists = std::to_array<Name<Reader>>({
    {"strip", read_codec<&CodecWishes::strip>},
    {"offer", read_codec<&CodecWishes::offer>},
    {"except", read_codec<&CodecWishes::except>},
    {"transcode", read_codec<&CodecWishes::transcode>},
    {"mask", read_codec<&CodecWishes::mask>},
    {"set", read_codec<&CodecWishes::set>},
    {"accept", read_codec<&CodecWishes::accept>},
    {"consume", read_codec<&CodecWishes::consume>},
});

/// `flags` elements that stand for an element of another list.
constexpr auto aliases = std::to_array<Alias>({
    {"SDES-", Scope::always, read_sdes_option},
    {"OSRTP-", Scope::always, read_osrtp},
    {"codec-strip-", Scope::always, read_codec<&CodecWishes::strip>},
    {"codec-offer-", Scope::always, read_codec<&CodecWishes::offer>},
    {"codec-except-", Scope::always, read_codec<&CodecWishes::except>},
    {"codec-set-", Scope::always, read_codec<&CodecWishes::set>},
    {"codec-accept-", Scope::always, read_codec<&CodecWishes::accept>},
    {"codec-consume-", Scope::always, read_codec<&CodecWishes::consume>},
    {"codec-transcode-", Scope::offers, read_codec<&CodecWishes::transcode>},
    {"transcode-", Scope::offers, read_codec<&CodecWishes::transcode>},
    {"codec-mask-", Scope::offers, read_codec<&CodecWishes::mask>},
    {"T38-", Scope::offers, read_t38},
    {"T.38-", Scope::offers, read_t38},
    {"endpoint-learning-", Scope::always, read_endpoint_learning},
    {"replace-", Scope::later, read_replace},
    {"rtcp-mux-", Scope::later, read_rtcp_mux},
    {"from-tags-", Scope::always, [](Options& options, std::string_view text) { options.from_tags.push_back(text); }},
});

bool is_in_scope(Scope scope, const Options& options) {
  if (scope == Scope::later) return options.later_flags;
  return scope == Scope::always || options.mode == OperationMode::offer || options.mode == OperationMode::other;
}

const Alias* find_alias(std::string_view text, const Options& options) {
  for (const Alias& alias : aliases)
    if (begins_with(text, alias.prefix) && is_in_scope(alias.scope, options)) return &alias;
  return nullptr;
}

/// The same with hyphens for blanks.
std::string_view hyphenated_text(Options& options, std::string_view text) {
  if (text.find(' ') == std::string_view::npos) return text;
  std::string& owned = options.owned.emplace_back(text);
  std::ranges::replace(owned, ' ', '-');
  return owned;
}

/// New in 12.5; nothing of them shows in signalling.
constexpr auto later_silent_flags = std::to_array<std::string_view>(
    {"directional", "block-egress", "block-short", "static-codecs", "allow-asymmetric-codecs", "discard-recording",
     "exclude-recording", "skip-recording-db", "early-media", "fatal", "audio-player", "player", "recording-vsc"});

/// The same, but something of them shows and is not played here (docs/mock-engine-differences.md).
constexpr auto later_unplayed_flags = std::to_array<std::string_view>({"webrtc", "WebRTC", "inactive", "to-tag"});

template <class Table>
bool contains(const Table& names, std::string_view text) {
  return std::ranges::any_of(names, [text](std::string_view name) { return same(name, text); });
}

template <class Table, class Set>
void read_element(Options& options, const Table& table, Set& set, std::string_view key, std::string_view text) {
  if (const auto value = find_name(table, text))
    set.set(*value);
  else
    report_unknown(options, key, hyphenated_text(options, text));
}

template <class Table>
void add_names(std::vector<std::string_view>& names, const Table& table) {
  for (const auto& name : table) names.push_back(name.text);
}

}  // namespace

std::vector<std::string_view> known_flags_of(const Personality& personality) {
  std::vector<std::string_view> names{"trust-address", "always-transcode", "pad-crypto"};
  add_names(names, flag_names);
  names.insert(names.end(), silent_flags.begin(), silent_flags.end());
  if (!personality.later_flags) return names;
  names.insert(names.end(), later_silent_flags.begin(), later_silent_flags.end());
  names.insert(names.end(), later_unplayed_flags.begin(), later_unplayed_flags.end());
  return names;
}

std::vector<std::string_view> known_elements_of(std::string_view list) {
  std::vector<std::string_view> names;
  if (list == "replace") add_names(names, replace_names);
  if (list == "rtcp-mux") add_names(names, rtcp_mux_names);
  if (list == "SDES") add_names(names, sdes_names);
  if (list == "OSRTP") add_names(names, osrtp_names);
  if (list == "T.38") add_names(names, t38_names);
  if (list == "codec") add_names(names, codec_lists);
  return names;
}

void report_unknown(Options& options, std::string_view key, std::string_view text) {
  if (options.unknown.size() >= most_unknown) return;
  std::string& out = options.unknown.emplace_back(key);
  if (!key.empty()) out += '=';
  out += text;
}

void read_flag(Options& options, std::string_view text) {
  if (const auto flag = find_name(flag_names, text)) return options.flags.set(*flag);
  if (same("trust-address", text)) return options.flags.clear(Flag::sip_source_address);
  if (same("always-transcode", text)) return options.codec.accept.push_back("all");
  if (same("pad-crypto", text)) return options.sdes.set(Sdes::pad);
  if (contains(silent_flags, text)) return;
  if (options.later_flags && (contains(later_silent_flags, text) || contains(later_unplayed_flags, text))) return;
  const Alias* alias = find_alias(text, options);
  if (alias == nullptr) return report_unknown(options, {}, hyphenated_text(options, text));
  alias->read(options, hyphenated_text(options, text).substr(alias->prefix.size()));
}

void read_replace(Options& options, std::string_view text) {
  const auto later = options.later_flags ? find_name(later_replace_names, text) : std::nullopt;
  if (later) {
    options.replace.set(*later);
    if (later == Replace::session_id)  // the whole o= line
      for (const Replace part : {Replace::origin, Replace::username, Replace::sdp_version}) options.replace.set(part);
    return;
  }
  read_element(options, replace_names, options.replace, "replace", text);
}

void read_rtcp_mux(Options& options, std::string_view text) {
  read_element(options, rtcp_mux_names, options.rtcp_mux, "rtcp-mux", text);
}

namespace {

/// "A;B"
void read_suite_order(Options& options, std::string_view names) {
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(';'));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    for (std::uint8_t suite = 0; suite < suites().size(); ++suite)
      if (suites()[suite].name == name) options.suites_first.push_back(suite);
  }
}

/// New in 12.5; false: none of them.
bool read_later_sdes_option(Options& options, std::string_view text) {
  if (text == "nonew") {
    options.sdes.set(Sdes::nonew);
  } else if (begins_with(text, "only-")) {
    options.suites_only = options.suites_only.value_or(0);
    if (const auto suite = suite_of(text.substr(5))) *options.suites_only |= 1U << *suite;
  } else if (begins_with(text, "order:")) {
    read_suite_order(options, text.substr(6));
  } else {
    return false;
  }
  return true;
}

}  // namespace

void read_sdes_option(Options& options, std::string_view text) {
  if (options.later_flags && read_later_sdes_option(options, text)) return;
  if (!begins_with(text, "no-")) return read_element(options, sdes_names, options.sdes, "SDES", text);
  if (const auto suite = suite_of(text.substr(3))) options.suites_off |= 1U << *suite;
}

void read_osrtp(Options& options, std::string_view text) {
  if (options.later_flags && (text == "offer-legacy" || text == "accept-legacy")) return;
  const auto later = options.later_flags ? find_name(later_osrtp_names, text) : std::nullopt;
  if (later) return options.osrtp.set(*later);
  read_element(options, osrtp_names, options.osrtp, "OSRTP", text);
}

void read_t38(Options& options, std::string_view text) { read_element(options, t38_names, options.t38, "T.38", text); }

void read_endpoint_learning(Options& options, std::string_view text) {
  if (!contains(endpoint_learning_names, text)) report_unknown(options, "endpoint-learning", text);
}

void read_codec_list(Options& options, std::string_view list, bencode::View codecs) {
  const auto known = std::ranges::find(codec_lists, list, &Name<Reader>::text);
  if (known == codec_lists.end()) return report_unknown(options, "codec", list);
  for_each_string(codecs, [&](std::string_view codec) { known->value(options, codec); });
}

}  // namespace rtpe::mock
