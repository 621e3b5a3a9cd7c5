// The daemon's HTTP port: POST /ng, GET /ping, /metrics, /cli/..., and the way into WebSocket (protocol.md 2.3, and
// what a running daemon showed).
#pragma once
#include "mock_engine/transport/connection.hpp"
#include "mock_engine/transport/http_head.hpp"

namespace rtpe::mock {

class HttpConnection final : public Connection {
 public:
  HttpConnection(Host& host, boost::asio::ip::tcp::socket socket)
      : Connection(host, std::move(socket), Transport::http) {}
  void start() override { read(); }
  void deliver(const Peer& peer, std::string_view bytes, Piece piece) override;
  void no_reply(const Peer& peer) override;

 private:
  struct Content {
    std::string_view status = "200 OK";
    std::string_view type = "text/plain";
    std::string_view body;
  };
  enum class Waits : std::uint8_t { for_head, for_body, for_reply, forever };

  void on_bytes(std::string_view bytes) override;
  /// Works on what is in input_ until something is missing.
  void proceed();
  bool take_head();
  void on_head();
  void on_get();
  void on_body();
  void become_websocket();
  void respond(const Content& content);

  std::string input_;
  HttpHead head_;
  Waits waits_ = Waits::for_head;
  std::size_t body_length_ = 0;
  std::string reply_;  ///< pieces of a split reply: HTTP needs its length first
};

}  // namespace rtpe::mock
