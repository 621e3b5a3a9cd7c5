#include "client/transport/tcp_channel.hpp"

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "client/bencode/frame.hpp"

namespace rtpe::transport {

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::size_t most_unframed_bytes = 16U << 20U;
/// A host that does not answer at all: as long as the module waits for a WebSocket connection.
constexpr std::chrono::seconds connect_patience{2};

}  // namespace

struct TcpChannel::Connection : std::enable_shared_from_this<Connection> {
  boost::asio::io_context& io;
  tcp::endpoint peer;
  tcp::socket socket;
  Inbox inbox;
  std::string received, outgoing;
  std::array<char, 16384> chunk{};
  boost::asio::steady_timer patience;
  bool open = false, timed_out = false;

  Connection(boost::asio::io_context& context, tcp::endpoint endpoint)
      : io(context), peer(std::move(endpoint)), socket(context), inbox(context), patience(context) {}

  void send(std::string_view bytes, Sent sent) {
    outgoing.assign(bytes);
    if (open) return write(std::move(sent));
    error_code ignored;
    socket.close(ignored);
    timed_out = false;
    patience.expires_after(connect_patience);
    patience.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (cancelled || self->open) return;
      self->timed_out = true;
      error_code closing;
      self->socket.close(closing);
    });
    socket.async_connect(peer, [self = shared_from_this(), sent = std::move(sent)](const error_code& error) mutable {
      self->patience.cancel();
      if (error) return sent(self->timed_out ? ETIMEDOUT : error.value());
      self->open = true;
      self->received.clear();
      self->inbox.reopen();
      self->read();
      self->write(std::move(sent));
    });
  }

  void write(Sent sent) {
    boost::asio::async_write(socket, boost::asio::buffer(outgoing),
                             [self = shared_from_this(), sent = std::move(sent)](const error_code& error, std::size_t) {
                               if (error) self->lost(error.value());
                               sent(error.value());
                             });
  }

  void read() {
    socket.async_read_some(boost::asio::buffer(chunk),
                           [self = shared_from_this()](const error_code& error, std::size_t length) {
                             if (error) return self->lost(error.value());
                             self->received.append(self->chunk.data(), length);
                             if (self->deliver()) self->read();
                           });
  }

  /// False: the stream cannot be understood and was closed.
  bool deliver() {
    std::string_view rest = received;
    for (;;) {
      const auto blank = rest.find(' ');
      if (blank == std::string_view::npos) break;
      const auto frame = bencode::find_frame(rest.substr(blank + 1));
      if (frame.state == bencode::FrameState::malformed) {
        lost(EPROTO);
        return false;
      }
      if (frame.state == bencode::FrameState::incomplete) break;
      inbox.put(std::string(rest.substr(0, blank + 1 + frame.length)));
      rest.remove_prefix(blank + 1 + frame.length);
    }
    received.erase(0, received.size() - rest.size());
    if (received.size() <= most_unframed_bytes) return true;
    lost(EMSGSIZE);
    return false;
  }

  void lost(int error_number) {
    if (!open) return;
    open = false;
    error_code ignored;
    socket.close(ignored);
    inbox.close(error_number);
  }
};

TcpChannel::TcpChannel(boost::asio::io_context& io, tcp::endpoint peer)
    : connection_(std::make_shared<Connection>(io, std::move(peer))) {}

TcpChannel::~TcpChannel() {
  connection_->inbox.stop_waiting();
  connection_->patience.cancel();
  connection_->open = false;
  error_code ignored;
  connection_->socket.close(ignored);
}

void TcpChannel::drain() { connection_->inbox.clear(); }
void TcpChannel::send(std::string_view bytes, Sent sent) { connection_->send(bytes, std::move(sent)); }
std::optional<Input> TcpChannel::take() { return connection_->inbox.take(); }
void TcpChannel::wait(std::function<void()> ready) { connection_->inbox.wait(std::move(ready)); }
void TcpChannel::stop_waiting() { connection_->inbox.stop_waiting(); }

}  // namespace rtpe::transport
