// NG over TCP, and the text console over TCP.
#pragma once
#include "mock_engine/transport/connection.hpp"
#include "mock_engine/transport/tcp_framing.hpp"

namespace rtpe::mock {

class TcpConnection final : public Connection {
 public:
  TcpConnection(Host& host, boost::asio::ip::tcp::socket socket)
      : Connection(host, std::move(socket), Transport::tcp) {}
  void start() override { read(); }
  void deliver(const Peer& peer, std::string_view bytes, Piece piece) override;
  void notify(std::string_view bytes) override { write(std::string(bytes)); }

 private:
  void on_bytes(std::string_view bytes) override;
  TcpFramer framer_;
};

/// One command per connection, ended by a line end or by the client's end of stream, as the daemon does.
class ConsoleConnection final : public Connection {
 public:
  ConsoleConnection(Host& host, boost::asio::ip::tcp::socket socket)
      : Connection(host, std::move(socket), Transport::tcp) {}
  void start() override { read(); }
  void deliver(const Peer&, std::string_view, Piece) override {}

 private:
  void on_bytes(std::string_view bytes) override;
  void on_end() override;
  void run(std::string command);
  std::string line_;
};

}  // namespace rtpe::mock
