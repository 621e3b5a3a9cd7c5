#include "scenarios/process/udp_socket.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

namespace rtpe::scenario {
namespace {

namespace asio = boost::asio;
constexpr int receive_buffer = 1 << 20;
constexpr int most_at_once = 64;  ///< datagrams, before others have their turn

}  // namespace

struct UdpSocket::State : std::enable_shared_from_this<UdpSocket::State> {
  State(asio::io_context& context, UdpSocket::Receiver told) : socket(context), receiver(std::move(told)) {}

  void wait() {
    socket.async_wait(asio::ip::udp::socket::wait_read,
                      [self = shared_from_this()](const boost::system::error_code& error) {
                        if (error || !self->socket.is_open()) return;
                        self->read();
                        if (self->socket.is_open()) self->wait();
                      });
  }
  void read() {
    for (int i = 0; i < most_at_once && socket.is_open(); ++i) {
      boost::system::error_code error;
      Endpoint from;
      const std::size_t size = socket.receive_from(asio::buffer(buffer), from, 0, error);
      if (error == asio::error::would_block) return;
      if (error) continue;  // an ICMP error of something that was sent
      std::string bytes(buffer.data(), size);
      receiver(bytes, from);
    }
  }

  asio::ip::udp::socket socket;
  UdpSocket::Receiver receiver;
  std::array<char, 65536> buffer{};
};

UdpSocket::UdpSocket(std::shared_ptr<State> state) : state_(std::move(state)) {}

UdpSocket::~UdpSocket() {
  boost::system::error_code ignored;
  state_->socket.close(ignored);
}

Expected<std::unique_ptr<UdpSocket>> UdpSocket::bind(asio::io_context& context, const std::string& address,
                                                     std::uint16_t port, Receiver receiver) {
  const std::string place = address + ":" + std::to_string(port);
  boost::system::error_code error;
  const auto host = asio::ip::make_address(address, error);
  if (error) return std::unexpected(Error{.kind = ErrorKind::missing, .message = error.message(), .place = place});
  auto state = std::make_shared<State>(context, std::move(receiver));
  const Endpoint local(host, port);
  state->socket.open(local.protocol(), error);
  if (!error) state->socket.bind(local, error);
  if (!error) state->socket.non_blocking(true, error);
  if (error) return std::unexpected(Error{.kind = ErrorKind::missing, .message = error.message(), .place = place});
  boost::system::error_code ignored;
  state->socket.set_option(asio::socket_base::receive_buffer_size(receive_buffer), ignored);
  state->wait();
  return std::unique_ptr<UdpSocket>(new UdpSocket(std::move(state)));
}

std::uint16_t UdpSocket::port() const {
  boost::system::error_code ignored;
  return state_->socket.local_endpoint(ignored).port();
}

void UdpSocket::send(std::string_view bytes, const Endpoint& to) {
  boost::system::error_code ignored;
  state_->socket.send_to(asio::buffer(bytes.data(), bytes.size()), to, 0, ignored);
}

void UdpSocket::send(std::string_view bytes, const std::string& address, std::uint16_t port) {
  boost::system::error_code error;
  const auto host = asio::ip::make_address(address, error);
  if (!error) send(bytes, Endpoint(host, port));
}

}  // namespace rtpe::scenario
