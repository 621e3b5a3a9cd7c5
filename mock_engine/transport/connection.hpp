// What all accepted streams share: a socket, a queue of writes, a place in the host's list.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <memory>
#include <string>

#include "mock_engine/transport/host.hpp"

namespace rtpe::mock {

class Connection : public ReplyTarget, public std::enable_shared_from_this<Connection> {
 public:
  ~Connection() override;
  virtual void start() = 0;
  void shut() override;

 protected:
  Connection(Host& host, boost::asio::ip::tcp::socket socket, Transport transport);
  /// Reads what is there and calls on_bytes(); at the end of the stream on_end().
  void read();
  virtual void on_bytes(std::string_view bytes) = 0;
  virtual void on_end() { shut(); }
  /// Queues bytes; they leave in order. A peer that reads nothing is cut off at 16 MiB.
  void write(std::string bytes);
  /// Closes when everything queued has left.
  void finish();
  [[nodiscard]] bool is_open() const { return socket_.is_open(); }
  [[nodiscard]] Peer peer() const;

  Host& host_;
  boost::asio::ip::tcp::socket socket_;

 private:
  void write_next();

  std::uint64_t number_;  ///< in the host's list; 0: shut
  Transport transport_;
  std::string address_;
  std::uint16_t port_ = 0;
  std::vector<char> input_;
  std::deque<std::string> output_;
  std::size_t output_bytes_ = 0;
  bool finishing_ = false;
};

}  // namespace rtpe::mock
