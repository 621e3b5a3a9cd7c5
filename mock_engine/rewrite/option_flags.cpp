// Names of flags and list elements.
#include "mock_engine/rewrite/option_flags.hpp"

#include <algorithm>
#include <array>
#include <optional>

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
    {"fragment", Flag::fragment},
    {"port-latching", Flag::port_latching},
    {"no-port-latching", Flag::no_port_latching},
    {"generate-mid", Flag::generate_mid},
    {"strip-extmap", Flag::strip_extmap},
    {"record-call", Flag::record_call},
    {"no-rtcp-attribute", Flag::no_rtcp_attribute},
    {"full-rtcp-attribute", Flag::full_rtcp_attribute},
    {"generate-RTCP", Flag::generate_rtcp},
    {"trickle-ICE", Flag::trickle_ice},
    {"trickle-ice", Flag::trickle_ice},
    {"ICE-reject", Flag::reject_ice},
    {"reject-ICE", Flag::reject_ice},
    {"loop-protect", Flag::loop_protect},
    {"original-sendrecv", Flag::original_sendrecv},
    {"reuse-codecs", Flag::reuse_codecs},
    {"no-codec-renegotiation", Flag::reuse_codecs},
    {"single-codec", Flag::single_codec},
    {"allow-transcoding", Flag::allow_transcoding},
    {"inject-DTMF", Flag::inject_dtmf},
    {"detect-DTMF", Flag::detect_dtmf},
    {"passthrough", Flag::passthrough},
    {"no-passthrough", Flag::no_passthrough},
    {"fatal", Flag::fatal},
});

constexpr auto replace_names = std::to_array<Name<Replace>>({
    {"origin", Replace::origin},
    {"session-connection", Replace::session_connection},
    {"session-name", Replace::session_name},
    {"username", Replace::username},
    {"sdp-version", Replace::sdp_version},
    {"SDP-version", Replace::sdp_version},
    {"zero-address", Replace::zero_address},
});

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
});

constexpr auto t38_names = std::to_array<Name<T38>>({
    {"decode", T38::decode},
    {"force", T38::force},
    {"stop", T38::stop},
    {"no-ECM", T38::no_ecm},
    {"no-ecm", T38::no_ecm},
    {"no-V.17", T38::no_v17},
    {"no-V17", T38::no_v17},
    {"no-V.27ter", T38::no_v27ter},
    {"no-V27ter", T38::no_v27ter},
    {"no-V.29", T38::no_v29},
    {"no-V29", T38::no_v29},
    {"no-V.34", T38::no_v34},
    {"no-V34", T38::no_v34},
    {"no-IAF", T38::no_iaf},
    {"FEC", T38::fec},
});

/// `flags` elements that stand for an element of another list.
constexpr auto aliases = std::to_array<Name<void (*)(Options&, std::string_view)>>({
    {"SDES-", read_sdes},
    {"OSRTP-", read_osrtp},
    {"T38-", read_t38},
    {"T.38-", read_t38},
    {"t38-", read_t38},
    {"t.38-", read_t38},
    {"rtcp-mux-", read_rtcp_mux},
    {"replace-", read_replace},
    {"from-tags-", [](Options& options, std::string_view text) { options.from_tags.push_back(text); }},
    {"transcode-", [](Options& options, std::string_view text) { add_codec_wish(options, "transcode", text); }},
});

/// "codec-<list>-<name>"; in the name a double hyphen stands for '='.
void read_codec_alias(Options& options, std::string_view text) {
  const std::size_t hyphen = text.find('-');
  if (hyphen == std::string_view::npos) return;
  const std::string_view name = text.substr(hyphen + 1);
  std::string_view codec = name;
  if (name.find("--") != std::string_view::npos) {
    std::string& owned = options.owned.emplace_back(name);
    for (std::size_t at = owned.find("--"); at != std::string::npos; at = owned.find("--", at + 1))
      owned.replace(at, 2, 1, '=');
    codec = owned;
  }
  add_codec_wish(options, text.substr(0, hyphen), codec);
}

}  // namespace

void read_flag(Options& options, std::string_view text) {
  if (const auto flag = find_name(flag_names, text)) return options.flags.set(*flag);
  if (same("trust-address", text)) return options.flags.clear(Flag::sip_source_address);
  if (same("always-transcode", text)) return add_codec_wish(options, "accept", "all");
  if (same("pad-crypto", text)) return options.sdes.set(Sdes::pad);
  if (begins_with(text, "codec-")) return read_codec_alias(options, text.substr(6));
  for (const auto& alias : aliases)
    if (begins_with(text, alias.text)) return alias.value(options, text.substr(alias.text.size()));
}

void read_replace(Options& options, std::string_view text) {
  if (const auto value = find_name(replace_names, text)) options.replace.set(*value);
}

void read_rtcp_mux(Options& options, std::string_view text) {
  if (const auto value = find_name(rtcp_mux_names, text)) options.rtcp_mux.set(*value);
}

void read_sdes(Options& options, std::string_view text) {
  if (const auto value = find_name(sdes_names, text)) return options.sdes.set(*value);
  if (!text.starts_with("no-")) return;
  if (const auto suite = suite_of(text.substr(3))) options.suites_off |= 1U << *suite;
}

void read_osrtp(Options& options, std::string_view text) {
  if (text == "offer") options.osrtp.set(Osrtp::offer);
  if (text == "accept") options.osrtp.set(Osrtp::accept);
}

void read_t38(Options& options, std::string_view text) {
  if (const auto value = find_name(t38_names, text)) options.t38.set(*value);
}

void add_codec_wish(Options& options, std::string_view list, std::string_view codec) {
  CodecWishes& wishes = options.codec;
  if (list == "strip") wishes.strip.push_back(codec);
  if (list == "offer") wishes.offer.push_back(codec);
  if (list == "except") wishes.except.push_back(codec);
  if (list == "transcode") wishes.transcode.push_back(codec);
  if (list == "mask") wishes.mask.push_back(codec);
  if (list == "set") wishes.set.push_back(codec);
  if (list == "accept") wishes.accept.push_back(codec);
  if (list == "consume") wishes.consume.push_back(codec);
}

}  // namespace rtpe::mock
