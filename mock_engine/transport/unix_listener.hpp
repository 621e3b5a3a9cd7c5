// NG over a unix stream socket as Kamailio's `unix:` nodes speak it: a connection per command, no cookie.
#pragma once
#include <boost/asio/local/stream_protocol.hpp>
#include <string>

#include "mock_engine/transport/host.hpp"

namespace rtpe::mock {

class UnixListener {
 public:
  UnixListener(Host& host, std::string path);
  ~UnixListener() { close(); }
  UnixListener(const UnixListener&) = delete;
  UnixListener& operator=(const UnixListener&) = delete;
  /// A socket that somebody left at the path is replaced. missing: the path cannot be bound.
  Expected<void> open();
  /// Removes the socket's file.
  void close();

 private:
  void accept();

  Host& host_;
  std::string path_;
  boost::asio::local::stream_protocol::acceptor acceptor_;
};

}  // namespace rtpe::mock
