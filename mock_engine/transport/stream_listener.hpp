// Accepts TCP connections and starts the right kind of connection on each.
#pragma once
#include <boost/asio/ip/tcp.hpp>

#include "mock_engine/transport/host.hpp"

namespace rtpe::mock {

class StreamListener {
 public:
  StreamListener(Host& host, ListenKind kind, boost::asio::ip::tcp::endpoint endpoint);
  /// missing: the address cannot be bound.
  Expected<void> open();
  void close();
  [[nodiscard]] std::uint16_t port() const { return endpoint_.port(); }

 private:
  void accept();
  void start(boost::asio::ip::tcp::socket socket);

  Host& host_;
  ListenKind kind_;
  boost::asio::ip::tcp::endpoint endpoint_;
  boost::asio::ip::tcp::acceptor acceptor_;
};

}  // namespace rtpe::mock
