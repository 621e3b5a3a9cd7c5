// The first bytes of a stream say what it carries.
#include <algorithm>

#include "base/ascii.hpp"
#include "pcap/packet/byte_order.hpp"
#include "pcap/stream/stream_messages.hpp"

namespace rtpe::capture {
namespace {

using Protocol = StreamMessages::Protocol;

/// A first line "WORD ... NAME/digit": request lines of SIP and HTTP.
Protocol request_line(std::string_view bytes) {
  const auto word = static_cast<std::size_t>(
      std::find_if(bytes.begin(), bytes.end(), [](char c) { return c < 'A' || c > 'Z'; }) - bytes.begin());
  if (word == bytes.size()) return word <= 20 ? Protocol::unknown : Protocol::other;
  if (word < 2 || word > 20 || bytes[word] != ' ') return Protocol::other;
  const auto end = bytes.find('\n');
  if (end == std::string_view::npos) return bytes.size() < 4096 ? Protocol::unknown : Protocol::other;
  const auto line = bytes.substr(0, end);
  if (line.find(" SIP/2.0") != std::string_view::npos) return Protocol::sip;
  return line.find(" HTTP/1.") != std::string_view::npos ? Protocol::http : Protocol::other;
}

Protocol ng(std::string_view bytes) {
  const auto blank = bytes.substr(0, StreamMessages::cookie_at_most + 1).find(' ');
  if (blank == std::string_view::npos) {
    const bool is_word = std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > ' ' && c < 0x7f; });
    return is_word && bytes.size() <= 128 ? Protocol::unknown : Protocol::other;
  }
  if (blank == 0) return Protocol::other;
  const auto value = bytes.substr(blank + 1);
  if (value.empty() || value == "d") return Protocol::unknown;
  return value[0] == 'd' && is_digit(value[1]) ? Protocol::ng : Protocol::other;
}

/// Frames of a WebSocket whose opening was not captured: text or binary, unfragmented, and no longer than what came.
bool is_web_socket(std::string_view bytes) {
  if (bytes.size() < 8 || (byte_at(bytes, 0) != 0x81 && byte_at(bytes, 0) != 0x82)) return false;
  const bool is_masked = (byte_at(bytes, 1) & 0x80U) != 0;
  std::size_t length = byte_at(bytes, 1) & 0x7fU, header = 2;
  if (length == 126) length = u16_at(bytes, 2), header = 4;
  if (length < 8 || byte_at(bytes, 1) % 128 == 127) return false;
  return header + (is_masked ? 4 : 0) + length <= bytes.size();
}

}  // namespace

StreamMessages::Protocol protocol_of(std::string_view bytes) {
  if (bytes.empty()) return Protocol::unknown;
  if (bytes.size() >= 3 && byte_at(bytes, 0) >= 20 && byte_at(bytes, 0) <= 23 && byte_at(bytes, 1) == 3 &&
      byte_at(bytes, 2) <= 4)
    return Protocol::tls;
  if (bytes.starts_with("HEP3")) return Protocol::hep;
  if (bytes.starts_with("SIP/2.0 ")) return Protocol::sip;
  if (bytes.starts_with("HTTP/1.")) return Protocol::http;
  if (is_web_socket(bytes)) return Protocol::websocket;
  const auto text = request_line(bytes);
  if (text == Protocol::sip || text == Protocol::http) return text;
  const auto as_ng = ng(bytes);
  if (as_ng == Protocol::ng) return as_ng;
  if (text == Protocol::unknown || as_ng == Protocol::unknown) return Protocol::unknown;
  return Protocol::other;
}

}  // namespace rtpe::capture
