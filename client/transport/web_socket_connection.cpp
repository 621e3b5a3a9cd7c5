#include "client/transport/web_socket_connection.hpp"

#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <chrono>
#include <utility>

namespace rtpe::transport {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::asio::ip::tcp;
using boost::system::error_code;
using PlainStream = websocket::stream<beast::tcp_stream>;
using TlsStream = websocket::stream<beast::ssl_stream<beast::tcp_stream>>;

/// The module's library takes messages below 256 KiB (behaviour.md 5.4); larger ones are judged by the exchange.
constexpr std::size_t most_message_bytes = 1U << 20U;
constexpr std::chrono::seconds step_patience{30};

template <class Stream>
class Connection final : public WebSocketConnection, public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <class... Arguments>
  Connection(boost::asio::io_context& io, WebSocketPeer peer, Arguments&... tls)
      : peer_(std::move(peer)), resolver_(io), stream_(io, tls...) {}

  void connect(Connected connected, Message message, Connected lost) override {
    connected_ = std::move(connected);
    message_ = std::move(message);
    lost_ = std::move(lost);
    resolver_.async_resolve(
        peer_.host, peer_.port, [self = this->shared_from_this()](const error_code& error, const auto& found) {
          if (error) return self->failed(error);
          beast::get_lowest_layer(self->stream_).expires_after(step_patience);
          beast::get_lowest_layer(self->stream_).async_connect(found, [self](const error_code& refused, const auto&) {
            refused ? self->failed(refused) : self->secure();
          });
        });
  }

  void write(std::string bytes, std::function<void(int)> sent) override {
    outgoing_ = std::move(bytes);
    stream_.text(true);
    stream_.async_write(boost::asio::buffer(outgoing_),
                        [self = this->shared_from_this(), sent = std::move(sent)](
                            const error_code& error, std::size_t) { sent(error.value()); });
  }

  void close() override {
    closed_ = true;
    connected_ = nullptr;
    message_ = nullptr;
    lost_ = nullptr;
    resolver_.cancel();
    beast::get_lowest_layer(stream_).close();
  }

 private:
  void secure() {
    if constexpr (std::is_same_v<Stream, TlsStream>) {
      SSL_set_tlsext_host_name(stream_.next_layer().native_handle(), peer_.host.c_str());
      stream_.next_layer().async_handshake(
          boost::asio::ssl::stream_base::client,
          [self = this->shared_from_this()](const error_code& error) { error ? self->failed(error) : self->shake(); });
    } else {
      shake();
    }
  }

  void shake() {
    beast::get_lowest_layer(stream_).expires_never();
    auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::client);
    timeout.idle_timeout = websocket::stream_base::none();
    stream_.set_option(timeout);
    stream_.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, "ng.rtpengine.com");
    }));
    stream_.read_message_max(most_message_bytes);
    stream_.async_handshake(peer_.host + ":" + peer_.port, peer_.target,
                            [self = this->shared_from_this()](const error_code& error) {
                              if (error) return self->failed(error);
                              if (self->closed_) return;
                              std::exchange(self->connected_, nullptr)({});
                              self->read();
                            });
  }

  void read() {
    stream_.async_read(buffer_, [self = this->shared_from_this()](const error_code& error, std::size_t) {
      if (self->closed_) return;
      if (error) {
        if (self->lost_) std::exchange(self->lost_, nullptr)(error);
        return;
      }
      std::string message = beast::buffers_to_string(self->buffer_.data());
      self->buffer_.clear();
      self->message_(std::move(message));
      self->read();
    });
  }

  void failed(const error_code& error) {
    if (!closed_ && connected_) std::exchange(connected_, nullptr)(error);
  }

  WebSocketPeer peer_;
  tcp::resolver resolver_;
  Stream stream_;
  beast::flat_buffer buffer_;
  std::string outgoing_;
  Connected connected_, lost_;
  Message message_;
  bool closed_ = false;
};

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

}  // namespace

std::shared_ptr<WebSocketConnection> make_web_socket_connection(boost::asio::io_context& io,
                                                                const WebSocketPeer& peer) {
  if (peer.tls == Tls::off) return std::make_shared<Connection<PlainStream>>(io, peer);
  return std::make_shared<Connection<TlsStream>>(io, peer, tls_context(peer.tls));
}

}  // namespace rtpe::transport
