#include "client/transport/udp_channel.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace rtpe::transport {
namespace {

/// A send is repeated after EINTR or ENOBUFS; bounded here, endless in the module.
constexpr int most_send_repetitions = 100;
/// Datagrams thrown away by one drain; a peer that floods faster than that cannot hold the worker.
constexpr int most_drained = 100'000;

short poll_now(int socket) {
  pollfd request{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&request, 1, 0) > 0 ? request.revents : short{0};
}

}  // namespace

UdpChannel::UdpChannel(boost::asio::io_context& io, int socket) : descriptor_(io, socket), buffer_(most_reply_bytes) {}

void UdpChannel::drain() {
  const int socket = descriptor_.native_handle();
  for (int i = 0; i < most_drained && (poll_now(socket) & POLLIN) != 0; ++i)
    if (::recv(socket, buffer_.data(), buffer_.size(), 0) < 0) return;
}

void UdpChannel::send(std::string_view bytes, Sent sent) {
  const int socket = descriptor_.native_handle();
  for (int i = 0; i < most_send_repetitions; ++i) {
    const ssize_t written = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written > 0) return sent(0);
    if (written == 0) return sent(EIO);
    if (errno != EINTR && errno != ENOBUFS) return sent(errno);
  }
  sent(ENOBUFS);
}

std::optional<Input> UdpChannel::take() {
  const int socket = descriptor_.native_handle();
  const short seen = poll_now(socket);
  if ((seen & POLLIN) == 0) {
    if (seen == 0) return std::nullopt;
    return Input{.kind = InputKind::socket_error};  // the error stays pending: the next send meets it
  }
  const ssize_t length = ::recv(socket, buffer_.data(), buffer_.size(), 0);
  if (length >= 0)
    return Input{.kind = InputKind::datagram, .bytes = {buffer_.data(), static_cast<std::size_t>(length)}};
  if (errno == EAGAIN || errno == EINTR) return std::nullopt;
  return Input{.kind = InputKind::receive_failed, .error_number = errno};
}

void UdpChannel::wait(std::function<void()> ready) {
  descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [ready = std::move(ready)](const boost::system::error_code& error) {
                           if (!error) ready();
                         });
}

}  // namespace rtpe::transport
