// A connected UDP socket as the module uses it: drained before a command, ICMP errors left pending for the next send.
#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <vector>

#include "client/transport/channel.hpp"

namespace rtpe::transport {

class UdpChannel final : public Channel {
 public:
  /// Takes over the connected, non-blocking socket.
  UdpChannel(boost::asio::io_context& io, int socket);
  void drain() override;
  void send(std::string_view bytes, Sent sent) override;
  std::optional<Input> take() override;
  void wait(std::function<void()> ready) override;
  void stop_waiting() override { descriptor_.cancel(); }

 private:
  boost::asio::posix::stream_descriptor descriptor_;
  std::vector<char> buffer_;
};

}  // namespace rtpe::transport
