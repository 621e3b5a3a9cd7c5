#include "pcap/stream/stream_messages.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.hpp"
#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t head_at_most = 64 * 1024;
constexpr unsigned strikes_at_most = 4;

/// The value of a header line, blanks around it removed; empty: no such line. `short_name` may be empty.
std::string_view header(std::string_view head, std::string_view name, std::string_view short_name = {}) {
  while (!head.empty()) {
    const auto end = std::min(head.find('\n'), head.size());
    auto line = head.substr(0, end);
    head.remove_prefix(std::min(end + 1, head.size()));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    auto key = line.substr(0, colon);
    while (!key.empty() && key.back() == ' ') key.remove_suffix(1);
    if (!equal_ignoring_case(key, name) && (short_name.empty() || !equal_ignoring_case(key, short_name))) continue;
    auto value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\r')) value.remove_suffix(1);
    return value;
  }
  return {};
}

std::optional<std::size_t> length_in(std::string_view text) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Bytes up to and with the empty line behind a head; npos: not all there.
std::size_t head_length(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  return end == std::string_view::npos ? end : end + 4;
}

}  // namespace

void StreamMessages::take(const Sink& sink, std::size_t length, Transport transport) {
  sink({.transport = transport, .bytes = std::string_view(bytes_).substr(0, length)});
  bytes_.erase(0, length);
  strikes_ = 0;
}

StreamMessages::Step StreamMessages::ng(const Sink& sink) {
  const auto blank = bytes_.find(' ');
  if (blank == std::string::npos) return bytes_.size() <= cookie_at_most ? Step::incomplete : Step::wrong;
  if (blank == 0 || blank > cookie_at_most) return Step::wrong;
  const auto value = std::string_view(bytes_).substr(blank + 1);
  if (value.empty()) return Step::incomplete;
  if (value.front() != 'd') return Step::wrong;
  const auto state = extent_.feed(value);
  if (state == BencodeExtent::State::invalid) return Step::wrong;
  if (state == BencodeExtent::State::incomplete) return Step::incomplete;
  const std::size_t length = blank + 1 + extent_.length();
  extent_ = {};
  take(sink, length);
  return Step::taken;
}

StreamMessages::Step StreamMessages::sip(const Sink& sink) {
  const auto text = bytes_.find_first_not_of("\r\n");  // RFC 5626: keep-alives
  bytes_.erase(0, std::min(text, bytes_.size()));
  if (bytes_.empty()) return Step::incomplete;
  const auto known = protocol_of(bytes_);
  if (known != Protocol::sip) return known == Protocol::unknown ? Step::incomplete : Step::wrong;
  const auto head = head_length(bytes_);
  if (head == std::string::npos) return bytes_.size() > head_at_most ? Step::wrong : Step::incomplete;
  const auto length = length_in(header(std::string_view(bytes_).substr(0, head), "Content-Length", "l")).value_or(0);
  if (length > bytes_at_most) return Step::wrong;
  if (bytes_.size() < head + length) return Step::incomplete;
  take(sink, head + length);
  return Step::taken;
}

StreamMessages::Step StreamMessages::http(const Sink& sink) {
  const auto known = protocol_of(bytes_);
  if (known != Protocol::http) return known == Protocol::unknown ? Step::incomplete : Step::wrong;
  const auto end = head_length(bytes_);
  if (end == std::string::npos) return bytes_.size() > head_at_most ? Step::wrong : Step::incomplete;
  const auto head = std::string_view(bytes_).substr(0, end);
  if (equal_ignoring_case(header(head, "Upgrade"), "websocket") &&
      (head.starts_with("HTTP/1.1 101") || head.starts_with("GET "))) {
    bytes_.erase(0, end);
    protocol_ = Protocol::websocket;
    return Step::taken;
  }
  const auto length = length_in(header(head, "Content-Length")).value_or(0);
  if (length > bytes_at_most || equal_ignoring_case(header(head, "Transfer-Encoding"), "chunked")) return Step::wrong;
  if (bytes_.size() < end + length) return Step::incomplete;
  bytes_.erase(0, end);
  if (length > 0) take(sink, length, Transport::http);
  return Step::taken;
}

void StreamMessages::web_socket_frame(std::uint8_t first, std::string_view payload, const Sink& sink) {
  const unsigned opcode = first & 0x0fU;
  const bool is_last = (first & 0x80U) != 0;
  if (opcode > 2) return;  // ping, pong, close
  if (opcode != 0) {
    fragments_.clear();
    is_compressed_ = (first & 0x40U) != 0;
  }
  if (fragments_.size() + payload.size() > bytes_at_most) return fragments_.clear();
  fragments_ += payload;
  if (!is_last) return;
  if (is_compressed_)
    ++compressed_;
  else
    sink({.transport = Transport::websocket, .bytes = fragments_});
  fragments_.clear();
}

StreamMessages::Step StreamMessages::websocket(const Sink& sink) {
  const std::string_view bytes = bytes_;
  if (bytes.size() < 2) return Step::incomplete;
  const auto first = byte_at(bytes, 0);
  if ((first & 0x30U) != 0 || ((first & 0x0fU) > 2 && (first & 0x0fU) < 8) || (first & 0x0fU) > 10) return Step::wrong;
  const bool is_masked = (byte_at(bytes, 1) & 0x80U) != 0;
  std::size_t length = byte_at(bytes, 1) & 0x7fU, at = 2;
  if (length >= 126) at = length == 126 ? 4 : 10;
  if (bytes.size() < at + (is_masked ? 4 : 0)) return Step::incomplete;
  if (length == 126) length = u16_at(bytes, 2);
  if (length == 127) length = u32_at(bytes, 2) != 0 ? bytes_at_most + 1 : u32_at(bytes, 6);
  if (length > bytes_at_most) return Step::wrong;
  const std::size_t key = at;
  if (is_masked) at += 4;
  if (bytes.size() < at + length) return Step::incomplete;
  std::string payload(bytes.substr(at, length));
  if (is_masked)
    for (std::size_t i = 0; i < length; ++i) payload[i] = static_cast<char>(payload[i] ^ bytes[key + i % 4]);
  web_socket_frame(first, payload, sink);
  bytes_.erase(0, at + length);
  strikes_ = 0;
  return Step::taken;
}

StreamMessages::Step StreamMessages::hep(const Sink& sink) {
  if (bytes_.size() < 6) return Step::incomplete;
  if (!bytes_.starts_with("HEP3")) return Step::wrong;
  const std::size_t length = u16_at(bytes_, 4);
  if (length < 6) return Step::wrong;
  if (bytes_.size() < length) return Step::incomplete;
  take(sink, length);
  return Step::taken;
}

StreamMessages::Step StreamMessages::one(const Sink& sink) {
  switch (protocol_) {
    case Protocol::unknown:
      protocol_ = protocol_of(bytes_);
      if (protocol_ == Protocol::unknown) return Step::incomplete;
      return protocol_ == Protocol::other ? Step::wrong : Step::taken;
    case Protocol::ng:
      return ng(sink);
    case Protocol::sip:
      return sip(sink);
    case Protocol::http:
      return http(sink);
    case Protocol::websocket:
      return websocket(sink);
    case Protocol::hep:
      return hep(sink);
    case Protocol::tls:
    case Protocol::other:
      break;
  }
  return Step::wrong;
}

void StreamMessages::lose_track() {
  bytes_.clear();
  fragments_.clear();
  extent_ = {};
  if (protocol_ == Protocol::tls) return;
  protocol_ = ++strikes_ >= strikes_at_most ? Protocol::other : Protocol::unknown;
}

void StreamMessages::feed(std::string_view bytes, const Sink& sink) {
  if (is_hopeless()) return;
  bytes_ += bytes;
  while (!bytes_.empty()) {
    const Step step = one(sink);
    if (step == Step::taken) continue;
    if (step == Step::wrong || bytes_.size() > bytes_at_most) lose_track();
    return;
  }
}

void StreamMessages::gap(const Sink& sink) {
  if (is_hopeless()) return;
  const bool has_begun = protocol_ == Protocol::ng || protocol_ == Protocol::sip;
  if (has_begun && !bytes_.empty()) sink({.bytes = bytes_, .is_cut = true});
  bytes_.clear();
  fragments_.clear();
  extent_ = {};
  protocol_ = Protocol::unknown;
}

}  // namespace rtpe::capture
