#include "client/transport/byte_stream.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <utility>

namespace rtpe::transport {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::seconds stream_patience{30};

boost::asio::ssl::context& tls_context(Tls tls) {
  static boost::asio::ssl::context unchecked(boost::asio::ssl::context::tls_client);
  static boost::asio::ssl::context checked = [] {
    boost::asio::ssl::context made(boost::asio::ssl::context::tls_client);
    error_code ignored;
    made.set_default_verify_paths(ignored);
    made.set_verify_mode(boost::asio::ssl::verify_peer);
    return made;
  }();
  return tls == Tls::checked ? checked : unchecked;
}

/// Resolving and connecting, which both kinds share.
class TcpStream : public ByteStream, public std::enable_shared_from_this<TcpStream> {
 public:
  explicit TcpStream(boost::asio::io_context& io) : resolver_(io), timer_(io), socket_(io) {}

  void connect(const std::string& host, const std::string& port, Connected connected) override {
    host_ = host;
    connected_ = std::move(connected);
    timer_.expires_after(stream_patience);
    timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (!cancelled) self->finish(boost::asio::error::timed_out);
    });
    resolver_.async_resolve(host, port, [self = shared_from_this()](const error_code& error, const auto& found) {
      if (error) return self->finish(error);
      boost::asio::async_connect(self->socket_, found, [self](const error_code& refused, const tcp::endpoint&) {
        refused ? self->finish(refused) : self->secure();
      });
    });
  }
  void read_some(boost::asio::mutable_buffer into, Transferred done) override {
    socket_.async_read_some(boost::asio::mutable_buffers_1(into), std::move(done));
  }
  void write_some(boost::asio::const_buffer bytes, Transferred done) override {
    socket_.async_write_some(boost::asio::const_buffers_1(bytes), std::move(done));
  }
  void close() override {
    connected_ = nullptr;
    stop();
  }

 protected:
  virtual void secure() { finish({}); }
  void finish(const error_code& error) {
    if (!connected_) return;
    if (error) stop();
    timer_.cancel();
    std::exchange(connected_, nullptr)(error);
  }
  [[nodiscard]] const std::string& host() const { return host_; }
  [[nodiscard]] tcp::socket& socket() { return socket_; }

 private:
  void stop() {
    resolver_.cancel();
    timer_.cancel();
    error_code ignored;
    socket_.close(ignored);
  }

  tcp::resolver resolver_;
  boost::asio::steady_timer timer_;
  tcp::socket socket_;
  std::string host_;
  Connected connected_;
};

class TlsStream final : public TcpStream {
 public:
  TlsStream(boost::asio::io_context& io, boost::asio::ssl::context& context)
      : TcpStream(io), encrypted_(socket(), context) {}

  void read_some(boost::asio::mutable_buffer into, Transferred done) override {
    encrypted_.async_read_some(boost::asio::mutable_buffers_1(into), std::move(done));
  }
  void write_some(boost::asio::const_buffer bytes, Transferred done) override {
    encrypted_.async_write_some(boost::asio::const_buffers_1(bytes), std::move(done));
  }

 private:
  void secure() override {
    SSL_set_tlsext_host_name(encrypted_.native_handle(), host().c_str());
    encrypted_.async_handshake(boost::asio::ssl::stream_base::client,
                               [self = shared_from_this(), this](const error_code& error) { finish(error); });
  }

  boost::asio::ssl::stream<tcp::socket&> encrypted_;
};

}  // namespace

std::shared_ptr<ByteStream> make_byte_stream(boost::asio::io_context& io, Tls tls) {
  if (tls == Tls::off) return std::make_shared<TcpStream>(io);
  return std::make_shared<TlsStream>(io, tls_context(tls));
}

}  // namespace rtpe::transport
