// NG over UDP: datagrams are read and written in batches (recvmmsg, sendmmsg).
#pragma once
#include <sys/socket.h>

#include <boost/asio/ip/udp.hpp>

#include "mock_engine/transport/host.hpp"

namespace rtpe::mock {

class UdpListener final : public ReplyTarget {
 public:
  UdpListener(Host& host, boost::asio::ip::udp::endpoint endpoint);
  ~UdpListener() override;
  /// missing: the address cannot be bound.
  Expected<void> open();
  [[nodiscard]] std::uint16_t port() const { return endpoint_.port(); }

  void deliver(const Peer& peer, std::string_view bytes, Piece piece) override;
  void shut() override;

 private:
  static constexpr std::size_t batch = 32;
  static constexpr std::size_t datagram_bytes = 65536;
  struct Buffers;

  void wait();
  void on_readable();
  /// Number of datagrams read and handled; 0: nothing there.
  std::size_t read_batch();
  void handle(std::size_t index, std::size_t bytes);
  void flush();

  Host& host_;
  boost::asio::ip::udp::endpoint endpoint_;
  boost::asio::ip::udp::socket socket_;
  std::unique_ptr<Buffers> buffers_;
  std::uint64_t number_ = 0;
};

}  // namespace rtpe::mock
