#include "tests/conformance/rtpengine/random_spellings.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace rtpe::lane {
namespace {

using bencode::Value;

constexpr auto flags = std::to_array<std::string_view>({"SIP-source-address",
                                                        "trust-address",
                                                        "asymmetric",
                                                        "force-asymmetric",
                                                        "unidirectional",
                                                        "strict-source",
                                                        "media-handover",
                                                        "reset",
                                                        "port-latching",
                                                        "no-port-latching",
                                                        "generate-mid",
                                                        "strip-extmap",
                                                        "record-call",
                                                        "no-RTCP-attribute",
                                                        "full-RTCP-attribute",
                                                        "generate-RTCP",
                                                        "trickle-ICE",
                                                        "ICE-reject",
                                                        "reject-ICE",
                                                        "loop-protect",
                                                        "original-sendrecv",
                                                        "inject-DTMF",
                                                        "detect-DTMF",
                                                        "passthrough",
                                                        "no-passthrough",
                                                        "pad-crypto",
                                                        "RTCP-mirror",
                                                        "mirror-RTCP",
                                                        "replace-origin",
                                                        "replace-session-connection",
                                                        "replace-zero-address",
                                                        "rtcp-mux-offer",
                                                        "rtcp-mux-require",
                                                        "rtcp-mux-demux",
                                                        "SDES-off",
                                                        "SDES-pad",
                                                        "SDES-lifetime",
                                                        "SDES-unencrypted_srtcp",
                                                        "SDES-no-AES_CM_128_HMAC_SHA1_80",
                                                        "OSRTP-offer",
                                                        "OSRTP-accept",
                                                        "T38-decode",
                                                        "T.38-force",
                                                        "T38-no-V.17",
                                                        "T38-FEC",
                                                        "endpoint-learning-off",
                                                        "ICE-force",
                                                        "DTLS-off",
                                                        "debug"});

struct Key {
  std::string_view name;
  std::string_view values;  ///< separated by '|'; with a '*' in front they are elements of a list
};
constexpr auto keys = std::to_array<Key>(
    {{"ICE", "force|remove|optional|default|force-relay|force_relay|Force|on"},
     {"ICE-lite", "off|forward|fw|backward|bkw|both|on"},
     {"DTLS", "off|no|disabled|passive|active|Passive"},
     {"DTLS-reverse", "passive|active|off"},
     {"DTLS-fingerprint", "sha-1|sha-256|SHA-1"},
     {"SDES", "*off|no|disable|pad|lifetime|unencrypted_srtp|UNENCRYPTED_SRTCP|Off"},
     {"OSRTP", "*offer|accept|on"},
     {"rtcp-mux", "*offer|require|demux|accept|reject|Offer"},
     {"replace", "*origin|session-connection|session connection|zero-address|sdp-version|SDP version|username|Origin"},
     {"T.38", "*decode|force|no-ecm|fec|Force"},
     {"transport-protocol", "RTP/AVP|RTP/SAVP|rtp/savpf|UDP/TLS/RTP/SAVPF|accept|RTP/FOO"},
     {"media-address", "192.0.2.77|[2001:db8::77]|2001:db8::77|[192.0.2.77]"},
     {"address-family", "IP4|IP6|ip6|IPv6"},
     {"passthrough", "on|off|yes|no|enabled|disable|true"},
     {"ptime", "20|30"},
     {"generate-RTCP", "on|off"},
     {"record-call", "yes|off"},
     {"interface", "internal|external"},
     {"media-echo", "both|forward|on"},
     {"drop-traffic", "start|stop|on"}});

/// Mostly as it stands; hyphens may be blanks, underscores or nothing, letters in another case.
std::string respelt(Dice& dice, std::string_view text) {
  std::string out(text);
  if (dice.percent(30)) std::ranges::replace(out, '-', dice.percent(70) ? ' ' : '_');
  if (dice.percent(20))
    std::ranges::transform(out, out.begin(), [](unsigned char letter) { return std::tolower(letter); });
  else if (dice.percent(5))
    std::ranges::transform(out, out.begin(), [](unsigned char letter) { return std::toupper(letter); });
  return out;
}

std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (;;) {
    const std::size_t end = text.find('|');
    out.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
}

void add_key(Dice& dice, Request& request) {
  const Key& key = dice.one_of(keys);
  const bool is_list = key.values.starts_with('*');
  const auto values = parts_of(key.values.substr(is_list ? 1 : 0));
  const std::string name = respelt(dice, key.name);
  if (std::ranges::any_of(request, [&](const auto& pair) { return pair.first == name; })) return;
  if (is_list)
    request.emplace_back(name, Value::List{dice.one_of(values)});
  else
    request.emplace_back(name, dice.one_of(values));
}

constexpr auto key_tails = std::to_array<std::string_view>({"|2^31",
                                                            "|2^48",
                                                            "|2^49",
                                                            "|2^0",
                                                            "|1048576",
                                                            "|0",
                                                            "|2^31|1:4",
                                                            "|1:4",
                                                            "|1:0",
                                                            "|x:4",
                                                            "|1:4|2^31",
                                                            "|2^20|7:1",
                                                            "|70000:2",
                                                            "|2^31|",
                                                            "x",
                                                            "=",
                                                            "==",
                                                            ";inline:x",
                                                            "|1:4;inline:x|2:4",
                                                            " UNENCRYPTED_SRTP",
                                                            " KDR=3  WSH=64",
                                                            " unencrypted_srtcp",
                                                            " ",
                                                            "|4294967296:8",
                                                            "|99"});

constexpr auto candidates = std::to_array<std::string_view>(
    {"3 1 tcp 1518280447 198.51.100.4 9 typ host tcptype active", "3 1 udp 2113937151 host.local 4444 typ host",
     "3 1 udp 1677729535 192.0.2.44 4444 typ srflx",
     "3 1 udp 1677729535 192.0.2.44 4444 typ srflx raddr 0.0.0.0 rport 0",
     "3 1 UDP 2122252543 2001:db8::4 4444 typ host generation 0 network-id 1", "3 2 udp 100 192.0.2.44 4444 typ host",
     "3 1 udp 100 192.0.2.44 4444 typ relay raddr 1.1.1.1 rport 5", "3 1 Udp 100 192.0.2.44 4444 typ host",
     "3 1 udp 100 192.0.2.44 4444 typ prflx raddr 1.1.1.1", "3 1 udp x 192.0.2.44 4444 typ host",
     "3  1 udp 100 192.0.2.44 4444 typ host", "3 1 udp 100 192.0.2.44 4444 typ HOST", "3 1 udp 100 192.0.2.44 4444"});

constexpr auto last_lines = std::to_array<std::string_view>(
    {"a=rtcp:9 IN IP4 0.0.0.0\r\n", "a=rtcp:4999 IN IP4 192.0.2.55\r\n", "a=rtcp:4999 IN IP6 [2001:db8::9]\r\n",
     "a=rtcp:9x\r\n", "a=rtcp:9 IN IP4 host.example\r\n", "a=rtcp:65536\r\n",
     "m=message 4799 TCP/MSRP *\r\na=mid:m1\r\n", "m=audio 65535 RTP/AVP 0\r\n",
     "m=video 0 RTP/AVP 34\r\nc=IN IP4 0.0.0.0\r\n",
     "m=audio 4798 RTP/AVP 0\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:late\r\n", "m=audio 4797 RTP/AVP 0\r\na=rtcp-mux\r\n",
     "\r\na=after:the end\r\n", "\ra=carriage return\r\n"});

/// Replaces the ends of lines that begin with `start`, each by chance.
template <class Edit>
void edit_lines(std::string& sdp, std::string_view start, Edit edit) {
  for (std::size_t at = 0; (at = sdp.find(start, at)) != std::string::npos;) {
    const std::size_t end = std::min(sdp.find("\r\n", at), sdp.size());
    const std::string line = edit(sdp.substr(at, end - at));
    sdp.replace(at, end - at, line);
    at += line.size();
  }
}

}  // namespace

void add_respelt_flags(Dice& dice, Turn turn, Request& request) {
  Value::List list;
  const int count = dice.between(0, 3);
  for (int i = 0; i < count; ++i) list.emplace_back(respelt(dice, dice.one_of(flags)));
  if (!list.empty()) request.emplace_back("flags", std::move(list));
  const int wanted = dice.between(0, turn == Turn::answer ? 1 : 2);
  for (int i = 0; i < wanted; ++i) add_key(dice, request);
  if (dice.percent(30))
    request.emplace_back(dice.percent(80) ? "received-from" : "received from",
                         Value::List{dice.percent(80) ? "IP4" : "ip4", "192.0.2.99"});
}

void add_flags_of_odd_lines(Dice& dice, Request& request) {
  const auto word = [&](std::string_view key, std::string_view values, int percent) {
    if (dice.percent(percent)) request.emplace_back(key, dice.one_of(parts_of(values)));
  };
  word("ICE", "optional|force|remove|force-relay|default", 50);
  word("transport-protocol", "RTP/AVP|RTP/SAVP|RTP/SAVPF", 30);
  word("DTLS", "off", 70);
  word("interface", "internal|external|nowhere", 30);
  word("passthrough", "yes|no", 15);
  word("address-family", "IP4|IP6", 15);
  if (dice.percent(20)) request.emplace_back("direction", Value::List{"internal", "external"});
  if (dice.percent(20)) request.emplace_back("received-from", Value::List{"IP4", "192.0.2.99"});
  Value::List list;
  for (const std::string_view flag : {"reset", "trickle-ICE", "full-rtcp-attribute", "generate-mid"})
    if (dice.percent(8)) list.emplace_back(flag);
  if (dice.percent(10) && request.back().first == "received-from") list.emplace_back("SIP-source-address");
  if (!list.empty()) request.emplace_back("flags", std::move(list));
  if (dice.percent(10)) request.emplace_back("replace", Value::List{"zero-address"});
}

std::string with_odd_lines(Dice& dice, std::string sdp) {
  edit_lines(sdp, "a=crypto:", [&](std::string line) {
    if (!dice.percent(50)) return line;
    if (dice.percent(15)) return line.replace(line.find(' '), 1, "  ");
    return line.substr(0, line.find('|')) + std::string(dice.one_of(key_tails));
  });
  edit_lines(sdp, "a=candidate:", [&](std::string line) {
    return dice.percent(50) ? line : "a=candidate:" + std::string(dice.one_of(candidates));
  });
  edit_lines(sdp, "c=IN IP6 ",
             [&](std::string line) { return dice.percent(50) ? line : "c=IN IP6 [" + line.substr(9) + "]"; });
  if (dice.percent(40)) sdp += dice.one_of(last_lines);
  if (dice.percent(2)) sdp.insert(0, "\r\n");
  return sdp;
}

}  // namespace rtpe::lane
