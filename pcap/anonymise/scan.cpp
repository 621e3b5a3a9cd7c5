#include "pcap/anonymise/scan.hpp"

#include <string>

#include "base/ascii.hpp"

namespace rtpe::capture {
namespace {

/// Words of SIP, SDP and NG, each between blanks.
constexpr std::string_view protocol_words =
    " sip sips tel udp tcp tls invite ack bye cancel options register update prack info refer notify "
    "subscribe message publish from to via contact route branch tag call-id callid audio video image "
    "application inactive sendrecv sendonly recvonly rtpmap fmtp ptime candidate fingerprint setup active "
    "passive actpass crypto inline group bundle mid rtcp rtcp-mux ssrc cname msid host srflx prflx relay "
    "typ local offer answer delete query ping pong result command error warning created address flags "
    "replace origin session-connection user phone transport anonymous invalid default proxy server client "
    "session null none true false internal external pub priv public private ipv4 ipv6 ip4 ip6 opus pcmu "
    "pcma telephone-event method digest username realm nonce response algorithm expires supported allow "
    "content-type sdp rtp avp savp savpf avpf rtpengine kamailio alias lr ftag received rport isup early "
    "text plain xml ";

bool is_hex(char letter) { return is_digit(letter) || (lower(letter) >= 'a' && lower(letter) <= 'f'); }

/// "10.0.0.1" with what follows; 0: none.
std::size_t ipv4_length(std::string_view text) {
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (at >= text.size() || text[at] != '.') return 0;
      ++at;
    }
    unsigned value = 0;
    const std::size_t begin = at;
    while (at < text.size() && at - begin < 3 && is_digit(text[at])) value = value * 10 + (text[at++] - '0');
    if (at == begin || value > 255 || (at - begin > 1 && text[begin] == '0')) return 0;
  }
  const bool goes_on =
      at < text.size() && (is_digit(text[at]) || (text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1])));
  return goes_on ? 0 : at;
}

std::size_t ipv6_length(std::string_view text) {
  std::size_t end = 0, colons = 0;
  while (end < text.size() && end < 46 && (is_hex(text[end]) || text[end] == ':' || text[end] == '.')) {
    colons += text[end] == ':' ? 1 : 0;
    ++end;
  }
  if (colons < 2 || (end < text.size() && is_word_letter(text[end]))) return 0;
  while (end > 0 && (text[end - 1] == '.' || (text[end - 1] == ':' && (end < 2 || text[end - 2] != ':')))) --end;
  return end;
}

}  // namespace

bool is_word_letter(char letter) {
  const char small = lower(letter);
  return is_digit(letter) || (small >= 'a' && small <= 'z') || static_cast<unsigned char>(letter) >= 0x80;
}

std::optional<AddressInText> address_at_place(std::string_view text, std::size_t at) {
  const char first = text[at];
  if (!is_hex(first) && first != ':') return std::nullopt;
  const char before = at > 0 ? text[at - 1] : ' ';
  if (is_word_letter(before) || before == '.') return std::nullopt;
  if (is_digit(first)) {
    if (const std::size_t length = ipv4_length(text.substr(at)); length > 0)
      if (const auto address = parse_address(text.substr(at, length))) return AddressInText{length, *address};
  }
  if (before == ':') return std::nullopt;
  const std::size_t length = ipv6_length(text.substr(at));
  if (length < 2) return std::nullopt;
  const auto address = parse_address(text.substr(at, length));
  if (!address || !address->is_v6) return std::nullopt;
  return AddressInText{length, *address};
}

bool is_protocol_word(std::string_view word) {
  if (word.find(' ') != std::string_view::npos || word.empty()) return false;
  std::string wanted = " ";
  for (const char letter : word) wanted += lower(letter);
  return protocol_words.find(wanted + " ") != std::string_view::npos;
}

std::size_t scheme_end(std::string_view text, std::size_t at) {
  if (at > 0 && is_word_letter(text[at - 1])) return 0;
  for (const std::string_view scheme : {"sip:", "sips:", "tel:"})
    if (text.size() - at > scheme.size() && equal_ignoring_case(text.substr(at, scheme.size()), scheme))
      return at + scheme.size();
  return 0;
}

std::string_view uri_user(std::string_view text, std::size_t at) {
  const bool is_tel = at >= 4 && equal_ignoring_case(text.substr(at - 4, 4), "tel:");
  const auto rest = text.substr(at, 256);
  const auto end = rest.find_first_of(is_tel ? ";>, \t\r\n\"" : "@>, \t\r\n\"");
  if (is_tel) return rest.substr(0, end);
  if (end == std::string_view::npos || rest[end] != '@') return {};
  auto user = rest.substr(0, end);
  user = user.substr(0, user.find(':'));  // a password behind it is no name
  return user.substr(0, user.find(';'));
}

}  // namespace rtpe::capture
