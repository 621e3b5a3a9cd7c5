// A unix stream socket: a new connection per command, one read without time limit (behaviour.md 5.3).
#pragma once
#include <boost/asio/local/stream_protocol.hpp>
#include <string>

#include "client/transport/channel.hpp"

namespace rtpe::transport {

class UnixChannel final : public Channel {
 public:
  UnixChannel(boost::asio::io_context& io, std::string path) : path_(std::move(path)), socket_(io) {}
  void drain() override {}
  void send(std::string_view bytes, Sent sent) override;
  std::optional<Input> take() override;
  void wait(std::function<void()> ready) override;
  void stop_waiting() override;

 private:
  std::string path_;
  boost::asio::local::stream_protocol::socket socket_;
  std::string buffer_;
};

}  // namespace rtpe::transport
