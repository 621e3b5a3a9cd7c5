#include "client/transport/unix_channel.hpp"

#include <boost/asio/write.hpp>
#include <cerrno>

namespace rtpe::transport {
void UnixChannel::send(std::string_view bytes, Sent sent) {
  using boost::asio::local::stream_protocol;
  boost::system::error_code error;
  socket_.close(error);
  if (path_.size() >= sizeof(sockaddr_un::sun_path)) return sent(ENAMETOOLONG);
  // Connecting on this machine and writing a request that fits the socket's buffer do not wait.
  socket_.connect(stream_protocol::endpoint(path_), error);
  if (!error) boost::asio::write(socket_, boost::asio::buffer(bytes), error);
  if (!error) socket_.non_blocking(true, error);
  sent(error.value());
}

std::optional<Input> UnixChannel::take() {
  buffer_.resize(most_reply_bytes);
  boost::system::error_code error;
  const std::size_t length = socket_.read_some(boost::asio::buffer(buffer_), error);
  if (error == boost::asio::error::would_block) return std::nullopt;
  boost::system::error_code ignored;
  socket_.close(ignored);
  if (error) return Input{.kind = InputKind::receive_failed, .error_number = error.value()};
  return Input{.kind = InputKind::datagram, .bytes = std::string_view(buffer_).substr(0, length)};
}

void UnixChannel::wait(std::function<void()> ready) {
  socket_.async_wait(boost::asio::socket_base::wait_read,
                     [ready = std::move(ready)](const boost::system::error_code& error) {
                       if (!error) ready();
                     });
}

void UnixChannel::stop_waiting() {
  boost::system::error_code ignored;
  socket_.close(ignored);  // the module closes after each command
}

}  // namespace rtpe::transport
