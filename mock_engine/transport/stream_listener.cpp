#include "mock_engine/transport/stream_listener.hpp"

#include "mock_engine/transport/http_connection.hpp"
#include "mock_engine/transport/socket_error.hpp"
#include "mock_engine/transport/tcp_connection.hpp"

namespace rtpe::mock {

using boost::asio::ip::tcp;

StreamListener::StreamListener(Host& host, ListenKind kind, tcp::endpoint endpoint)
    : host_(host), kind_(kind), endpoint_(std::move(endpoint)), acceptor_(host.context()) {}

Expected<void> StreamListener::open() {
  boost::system::error_code error;
  acceptor_.open(endpoint_.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint_, error);
  if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  if (error) {
    close();
    return std::unexpected(cannot_listen(name_of(kind_), endpoint_.address().to_string(), endpoint_.port(), error));
  }
  endpoint_ = acceptor_.local_endpoint(error);
  accept();
  return {};
}

void StreamListener::close() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
}

void StreamListener::accept() {
  acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
    if (error == boost::asio::error::operation_aborted || !acceptor_.is_open()) return;
    if (!error) start(std::move(socket));
    accept();
  });
}

void StreamListener::start(tcp::socket socket) {
  switch (kind_) {
    case ListenKind::tcp:
      return std::make_shared<TcpConnection>(host_, std::move(socket))->start();
    case ListenKind::cli:
      return std::make_shared<ConsoleConnection>(host_, std::move(socket))->start();
    case ListenKind::http:
    case ListenKind::ws:
      return std::make_shared<HttpConnection>(host_, std::move(socket))->start();
    case ListenKind::udp:
    case ListenKind::unix_stream:
      break;
  }
}

}  // namespace rtpe::mock
