#include "mock_engine/transport/websocket_codec.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <utility>

namespace rtpe::mock {
namespace {

using Event = WebSocketDecoder::Event;

Event error(std::string_view text) { return {Event::Kind::error, "\x03\xea" + std::string(text)}; }

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

}  // namespace

std::string websocket_accept(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 32> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(base64.data()), static_cast<std::size_t>(length)};
}

void append_websocket_frame(std::string& out, WebSocketOpcode opcode, WebSocketFin fin, std::string_view payload) {
  const unsigned first = static_cast<unsigned>(opcode) | (fin == WebSocketFin::final ? 0x80U : 0U);
  out.push_back(static_cast<char>(first));
  const auto big_endian_length = [&](char marker, int bytes) {
    out.push_back(marker);
    for (int i = bytes - 1; i >= 0; --i) out.push_back(static_cast<char>(payload.size() >> (8 * i) & 0xFFU));
  };
  if (payload.size() < 126)
    out.push_back(static_cast<char>(payload.size()));
  else if (payload.size() < 65536)
    big_endian_length(126, 2);
  else
    big_endian_length(127, 8);
  out += payload;
}

struct WebSocketDecoder::Header {
  bool is_final = false, is_control = false;
  unsigned opcode = 0, reserved = 0;
};

Event WebSocketDecoder::next() {
  if (input_.size() < 2) return {};
  const auto first = static_cast<unsigned char>(input_[0]), second = static_cast<unsigned char>(input_[1]);
  const Header header{.is_final = (first & 0x80U) != 0,
                      .is_control = (first & 8U) != 0,
                      .opcode = first & 15U,
                      .reserved = first & 0x70U};
  if (header.reserved != 0) return error("rsv bits");
  if ((header.opcode & 7U) > 2) return error("bad opc");
  if (header.is_control && !header.is_final) return error("frag ctl");
  if (!header.is_control && (header.opcode == 0) != in_message_) return error("bad cont");
  const std::string_view rest = std::string_view(input_).substr(2);
  const std::size_t length_bytes = (second & 127U) == 127 ? 8 : (second & 127U) == 126 ? 2 : 0;
  const std::size_t mask_bytes = (second & 128U) != 0 ? 4 : 0;
  if (header.is_control && length_bytes > 0) return {Event::Kind::abort, {}};
  if (rest.size() < length_bytes + mask_bytes) return {};
  const std::uint64_t length = length_bytes > 0 ? big_endian(rest.substr(0, length_bytes)) : second & 127U;
  if (length > longest_message || message_.size() + length > longest_message) return {Event::Kind::abort, {}};
  if (rest.size() < length_bytes + mask_bytes + length) return {};
  std::string payload(rest.substr(length_bytes + mask_bytes, length));
  const std::string_view mask = rest.substr(length_bytes, mask_bytes);
  for (std::size_t i = 0; i < payload.size() && !mask.empty(); ++i)
    payload[i] = static_cast<char>(static_cast<unsigned char>(payload[i]) ^ static_cast<unsigned char>(mask[i % 4]));
  input_.erase(0, 2 + length_bytes + mask_bytes + length);
  return on_frame(header, std::move(payload));
}

Event WebSocketDecoder::on_frame(const Header& header, std::string payload) {
  switch (static_cast<WebSocketOpcode>(header.opcode)) {
    case WebSocketOpcode::ping:
      return {Event::Kind::ping, std::move(payload)};
    case WebSocketOpcode::pong:
      return next();
    case WebSocketOpcode::close:
      // A status code that no client may send is answered with 1002.
      if (payload.size() >= 2 && big_endian(payload.substr(0, 2)) < 1000) payload = "\x03\xea";
      return {Event::Kind::close, std::move(payload)};
    default:
      break;
  }
  message_ += payload;
  in_message_ = !header.is_final;
  if (in_message_) return next();
  return {Event::Kind::message, std::exchange(message_, {})};
}

}  // namespace rtpe::mock
