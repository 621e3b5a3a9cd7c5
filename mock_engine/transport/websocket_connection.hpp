// NG, console, echo and Janus over WebSocket (protocol.md section 2.4).
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <optional>
#include <string>

#include "mock_engine/transport/host.hpp"
#include "mock_engine/transport/http_head.hpp"

namespace rtpe::mock {

enum class WebSocketProtocol : std::uint8_t { ng, console, echo, janus };

/// The client's first known sub-protocol; nullopt: none, the daemon closes without a word.
[[nodiscard]] std::optional<WebSocketProtocol> choose_websocket_protocol(const HttpHead& head);

struct WebSocketStart {
  WebSocketProtocol protocol = WebSocketProtocol::ng;
  std::string key;    ///< Sec-WebSocket-Key
  std::string early;  ///< bytes that came behind the request's head
};
/// Takes the socket over, answers the handshake and lives until the client leaves or the process dies.
void start_websocket(Host& host, boost::asio::ip::tcp::socket socket, WebSocketStart start);

}  // namespace rtpe::mock
