#include "mock_engine/transport/websocket_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "mock_engine/transport/connection.hpp"
#include "mock_engine/transport/console.hpp"
#include "mock_engine/transport/janus.hpp"
#include "mock_engine/transport/websocket_codec.hpp"

namespace rtpe::mock {
namespace {

using Event = WebSocketDecoder::Event;

constexpr std::array<std::pair<std::string_view, WebSocketProtocol>, 4> protocols{
    {{"ng.rtpengine.com", WebSocketProtocol::ng},
     {"cli.rtpengine.com", WebSocketProtocol::console},
     {"echo.rtpengine.com", WebSocketProtocol::echo},
     {"janus-protocol", WebSocketProtocol::janus}}};

class WebSocketConnection final : public Connection {
 public:
  WebSocketConnection(Host& host, boost::asio::ip::tcp::socket socket, WebSocketStart start)
      : Connection(host, std::move(socket), Transport::websocket), start_(std::move(start)) {}
  void start() override;
  void deliver(const Peer& peer, std::string_view bytes, Piece piece) override;

 private:
  void on_bytes(std::string_view bytes) override;
  void on_message(std::string_view message);
  void run(std::string command);

  WebSocketStart start_;
  WebSocketDecoder decoder_;
  bool closing_ = false;          ///< a close frame was sent
  bool fragments_open_ = false;   ///< a reply is on its way in fragments
  std::string behind_fragments_;  ///< frames that must not fall between them
};

void WebSocketConnection::start() {
  const auto* protocol =
      std::ranges::find(protocols, start_.protocol, &std::pair<std::string_view, WebSocketProtocol>::second);
  write(
      fmt::format("HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Accept: {}\r\nSec-WebSocket-Protocol: {}\r\n\r\n",
                  websocket_accept(start_.key), protocol->first));
  on_bytes(start_.early);
}

void WebSocketConnection::on_bytes(std::string_view bytes) {
  if (!closing_) decoder_.feed(bytes);
  while (is_open() && !closing_) {
    const Event event = decoder_.next();
    std::string frame;
    switch (event.kind) {
      case Event::Kind::none:
        return read();
      case Event::Kind::abort:
        return shut();
      case Event::Kind::message:
        on_message(event.payload);
        break;
      case Event::Kind::ping:
        append_websocket_frame(frame, WebSocketOpcode::pong, WebSocketFin::final, event.payload);
        write(std::move(frame));
        break;
      case Event::Kind::close:
      case Event::Kind::error:
        closing_ = true;
        append_websocket_frame(frame, WebSocketOpcode::close, WebSocketFin::final, event.payload);
        write(std::move(frame));
        if (event.kind == Event::Kind::close) return finish();
        break;
    }
  }
  if (is_open()) read();
}

void WebSocketConnection::on_message(std::string_view message) {
  switch (start_.protocol) {
    case WebSocketProtocol::ng:
      return host_.receive(peer(), message);
    case WebSocketProtocol::console:
      return run(std::string(message));
    case WebSocketProtocol::echo:
      return deliver(peer(), message, Piece::whole);
    case WebSocketProtocol::janus: {
      std::string frame;
      append_websocket_frame(frame, WebSocketOpcode::text, WebSocketFin::final,
                             janus_reply(message, host_.engine().config().personality->package));
      return write(std::move(frame));
    }
  }
}

void WebSocketConnection::run(std::string command) {
  while (command.ends_with('\n') || command.ends_with('\r')) command.pop_back();
  host_.when_awake([weak = weak_from_this(), this, command = std::move(command)] {
    if (const auto alive = weak.lock())
      deliver(peer(), run_console(host_.engine(), host_.now(), command), Piece::whole);
  });
}

/// Replies are binary, whatever the request was.
void WebSocketConnection::deliver(const Peer& /*peer*/, std::string_view bytes, Piece piece) {
  if (closing_) return;
  std::string frame;
  const bool continues = fragments_open_ && piece != Piece::whole;
  append_websocket_frame(frame, continues ? WebSocketOpcode::continuation : WebSocketOpcode::binary,
                         piece == Piece::more ? WebSocketFin::more : WebSocketFin::final, bytes);
  if (fragments_open_ && piece == Piece::whole) {
    behind_fragments_ += frame;
    return;
  }
  fragments_open_ = piece == Piece::more;
  if (!fragments_open_) frame += std::exchange(behind_fragments_, {});
  write(std::move(frame));
}

}  // namespace

std::optional<WebSocketProtocol> choose_websocket_protocol(const HttpHead& head) {
  const std::string* offered = head.field("sec-websocket-protocol");
  if (offered == nullptr) return std::nullopt;
  for (std::string_view rest = *offered; !rest.empty();) {
    const std::size_t comma = rest.find(',');
    std::string_view word = rest.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    const auto* known = std::ranges::find(protocols, word, &std::pair<std::string_view, WebSocketProtocol>::first);
    if (known != protocols.end()) return known->second;
    rest = comma == rest.npos ? std::string_view() : rest.substr(comma + 1);
  }
  return std::nullopt;
}

void start_websocket(Host& host, boost::asio::ip::tcp::socket socket, WebSocketStart start) {
  std::make_shared<WebSocketConnection>(host, std::move(socket), std::move(start))->start();
}

}  // namespace rtpe::mock
