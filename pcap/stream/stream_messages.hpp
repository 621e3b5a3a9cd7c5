// Messages out of one direction of a TCP stream: NG (messages without delimiters, protocol.md 2.2), SIP, HTTP bodies,
// WebSocket messages, HEP. What a stream carries is told by its first bytes.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "pcap/packet/endpoint.hpp"
#include "pcap/stream/bencode_extent.hpp"

namespace rtpe::capture {

/// Fed with the bytes of a direction in order. Bounded: `bytes_at_most` of an unfinished message.
class StreamMessages {
 public:
  static constexpr std::size_t bytes_at_most = 256 * 1024, cookie_at_most = 2048;
  enum class Protocol : std::uint8_t { unknown, ng, sip, http, websocket, hep, tls, other };
  struct Message {
    Transport transport = Transport::tcp;
    std::string_view bytes;
    bool is_cut = false;
  };
  using Sink = std::function<void(const Message&)>;

  void feed(std::string_view bytes, const Sink& sink);
  /// The next bytes were not captured: a message that has begun is given out as cut, the next segment may begin one.
  void gap(const Sink& sink);
  [[nodiscard]] Protocol protocol() const { return protocol_; }
  /// Nothing of this direction is worth being put together any more.
  [[nodiscard]] bool is_hopeless() const { return protocol_ == Protocol::tls || protocol_ == Protocol::other; }
  [[nodiscard]] std::uint64_t compressed() const { return compressed_; }

 private:
  /// How far a step came: a message was taken, more bytes are needed, or this is not the protocol.
  enum class Step : std::uint8_t { taken, incomplete, wrong };
  Step one(const Sink& sink);
  Step ng(const Sink& sink);
  Step sip(const Sink& sink);
  Step http(const Sink& sink);
  Step websocket(const Sink& sink);
  Step hep(const Sink& sink);
  void web_socket_frame(std::uint8_t first, std::string_view payload, const Sink& sink);
  void take(const Sink& sink, std::size_t length, Transport transport = Transport::tcp);
  void lose_track();

  Protocol protocol_ = Protocol::unknown;
  std::string bytes_;
  BencodeExtent extent_;
  std::string fragments_;  ///< of a WebSocket message
  bool is_compressed_ = false;
  unsigned strikes_ = 0;
  std::uint64_t compressed_ = 0;
};

/// What a stream that begins so carries; unknown: more bytes are needed; other: none of these.
[[nodiscard]] StreamMessages::Protocol protocol_of(std::string_view beginning);

}  // namespace rtpe::capture
