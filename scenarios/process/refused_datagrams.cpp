#include "scenarios/process/refused_datagrams.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/raw_protocol.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <utility>

namespace rtpe::scenario {
namespace {

namespace asio = boost::asio;
using RawProtocol = asio::generic::raw_protocol;
constexpr std::size_t shortest_ip_header = 20, udp_header_bytes = 8;

std::uint16_t port_at(std::string_view packet, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(packet[at]) << 8U |
                                    static_cast<unsigned char>(packet[at + 1]));
}

}  // namespace

struct RefusedDatagrams::State : std::enable_shared_from_this<RefusedDatagrams::State> {
  State(asio::io_context& context, std::uint16_t to, UdpSocket::Receiver told)
      : socket(context), port(to), receiver(std::move(told)) {}

  void wait() {
    socket.async_wait(RawProtocol::socket::wait_read,
                      [self = shared_from_this()](const boost::system::error_code& error) {
                        if (error || !self->socket.is_open()) return;
                        self->read();
                        if (self->socket.is_open()) self->wait();
                      });
  }
  void read() {
    boost::system::error_code error;
    RawProtocol::endpoint ignored;
    const std::size_t size = socket.receive_from(asio::buffer(buffer), ignored, 0, error);
    if (!error) take({buffer.data(), size});
  }
  /// An IPv4 packet with its header, of any port of the address.
  void take(std::string_view packet) const {
    if (packet.size() < shortest_ip_header) return;
    const std::size_t header = (static_cast<unsigned char>(packet[0]) & 15U) * 4U;
    if (header < shortest_ip_header || packet.size() < header + udp_header_bytes) return;
    if (port_at(packet, header + 2) != port) return;
    asio::ip::address_v4::bytes_type source{};
    std::copy_n(packet.begin() + 12, source.size(), source.begin());
    std::string bytes(packet.substr(header + udp_header_bytes));
    receiver(bytes, UdpSocket::Endpoint(asio::ip::address_v4(source), port_at(packet, header)));
  }

  RawProtocol::socket socket;
  std::uint16_t port;
  UdpSocket::Receiver receiver;
  std::array<char, 65536> buffer{};
};

RefusedDatagrams::RefusedDatagrams(std::shared_ptr<State> state) : state_(std::move(state)) {}

RefusedDatagrams::~RefusedDatagrams() {
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

std::unique_ptr<RefusedDatagrams> RefusedDatagrams::listen(asio::io_context& context, const std::string& address,
                                                           std::uint16_t port, UdpSocket::Receiver receiver) {
  boost::system::error_code error;
  const auto host = asio::ip::make_address_v4(address, error);
  if (error) return nullptr;
  auto state = std::make_shared<State>(context, port, std::move(receiver));
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = htonl(host.to_uint());
  state->socket.open(RawProtocol(AF_INET, IPPROTO_UDP), error);
  if (!error) state->socket.bind(RawProtocol::endpoint(&local, sizeof local, IPPROTO_UDP), error);
  if (!error) state->socket.non_blocking(true, error);
  if (error) return nullptr;
  state->wait();
  return std::unique_ptr<RefusedDatagrams>(new RefusedDatagrams(std::move(state)));
}

}  // namespace rtpe::scenario
