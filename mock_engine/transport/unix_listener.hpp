// NG over a unix stream socket as Kamailio's `unix:` nodes speak it: a connection per command, no cookie.
#pragma once
#include <sys/types.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <optional>
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
  /// Removes the socket's file, if it is still the one that open() made.
  void close();

  struct File {
    dev_t device = 0;
    ino_t inode = 0;
    bool operator==(const File&) const = default;
  };

 private:
  void accept();

  Host& host_;
  std::string path_;
  std::optional<File> file_;  ///< while open
  boost::asio::local::stream_protocol::acceptor acceptor_;
};

}  // namespace rtpe::mock
