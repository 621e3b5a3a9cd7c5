// WebSocket frames (RFC 6455) with the daemon's leniency: unmasked frames, any bytes in text, no version check. Beast
// refuses these and names itself in the handshake, so a client could tell it from the daemon.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rtpe::mock {

/// Sec-WebSocket-Accept for a Sec-WebSocket-Key.
[[nodiscard]] std::string websocket_accept(std::string_view key);

enum class WebSocketOpcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };
enum class WebSocketFin : std::uint8_t { more, final };
/// Appends one unmasked frame.
void append_websocket_frame(std::string& out, WebSocketOpcode opcode, WebSocketFin fin, std::string_view payload);

/// Cuts a stream of frames into messages.
class WebSocketDecoder {
 public:
  static constexpr std::size_t longest_message = 16U << 20;
  struct Event {
    enum class Kind : std::uint8_t {
      none,     ///< nothing complete
      message,  ///< payload, fragments joined
      ping,     ///< to be answered with the same payload
      close,    ///< to be answered with the same payload, then the connection ends
      error,    ///< the client broke the protocol; payload is what the daemon's close frame says (status 1002 in front)
      abort,    ///< the daemon ends the connection without a word
    } kind = Kind::none;
    std::string payload;
  };
  void feed(std::string_view bytes) { input_ += bytes; }
  [[nodiscard]] Event next();

 private:
  struct Header;
  Event on_frame(const Header& header, std::string payload);

  std::string input_, message_;
  bool in_message_ = false;
};

}  // namespace rtpe::mock
