// NG over TCP: one connection per worker and node, kept open. Ours: the module has no TCP, the daemon listens on it.
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include "client/transport/channel.hpp"
#include "client/transport/inbox.hpp"

namespace rtpe::transport {

/// Connects at the first send and again at the next send after the connection was lost. Messages are found by their
/// bencode; a peer that sends what cannot be framed, or more than 16 MiB without a message, is disconnected.
class TcpChannel final : public Channel {
 public:
  TcpChannel(boost::asio::io_context& io, boost::asio::ip::tcp::endpoint peer);
  ~TcpChannel() override;
  void drain() override;
  void send(std::string_view bytes, Sent sent) override;
  std::optional<Input> take() override;
  void wait(std::function<void()> ready) override;
  void stop_waiting() override;

 private:
  struct Connection;
  std::shared_ptr<Connection> connection_;
};

}  // namespace rtpe::transport
