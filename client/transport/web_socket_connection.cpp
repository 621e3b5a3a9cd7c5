#include "client/transport/web_socket_connection.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

namespace rtpe::transport {
namespace {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;

/// The module's library takes messages below 256 KiB (behaviour.md 5.4); larger ones are judged by the exchange.
constexpr std::size_t most_message_bytes = 1U << 20U;

/// A byte stream as Beast wants one: the first buffer of a sequence is read or written at a time.
class BeastStream {
 public:
  using executor_type = boost::asio::io_context::executor_type;
  BeastStream(boost::asio::io_context& io, Tls tls) : io_(&io), stream_(make_byte_stream(io, tls)) {}
  [[nodiscard]] executor_type get_executor() const { return io_->get_executor(); }
  [[nodiscard]] ByteStream& stream() const { return *stream_; }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, boost::asio::mutable_buffer into) { stream_->read_some(into, std::move(handler)); }, token,
        first_of<boost::asio::mutable_buffer>(buffers));
  }
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(error_code, std::size_t)>(
        [this](auto handler, boost::asio::const_buffer bytes) { stream_->write_some(bytes, std::move(handler)); },
        token, first_of<boost::asio::const_buffer>(buffers));
  }

  /// Beast asks these when a step takes too long, or when the other side closes the WebSocket connection.
  friend void beast_close_socket(BeastStream& stream) { stream.stream_->close(); }
  friend void teardown(beast::role_type /*role*/, BeastStream& stream, error_code& error) {
    error = {};
    stream.stream_->close();
  }
  template <class Handler>
  friend void async_teardown(beast::role_type role, BeastStream& stream, Handler&& handler) {
    error_code error;
    teardown(role, stream, error);
    boost::asio::post(stream.get_executor(),
                      [handler = std::forward<Handler>(handler), error]() mutable { handler(error); });
  }

 private:
  template <class Buffer, class Buffers>
  static Buffer first_of(const Buffers& buffers) {
    for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers); ++at)
      if (const Buffer buffer = *at; buffer.size() > 0) return buffer;
    return {};
  }

  boost::asio::io_context* io_;
  std::shared_ptr<ByteStream> stream_;
};

class Connection final : public WebSocketConnection, public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::io_context& io, WebSocketPeer peer) : peer_(std::move(peer)), stream_(io, peer_.tls) {}

  void connect(Connected connected, Message message, Connected lost) override {
    connected_ = std::move(connected);
    message_ = std::move(message);
    lost_ = std::move(lost);
    bytes().connect(peer_.host, peer_.port, [self = shared_from_this()](const error_code& error) {
      error ? self->failed(error) : self->shake();
    });
  }

  void write(std::string message, std::function<void(int)> sent) override {
    outgoing_ = std::move(message);
    stream_.text(true);
    stream_.async_write(boost::asio::const_buffers_1(outgoing_.data(), outgoing_.size()),
                        [self = shared_from_this(), sent = std::move(sent)](const error_code& error, std::size_t) {
                          sent(error.value());
                        });
  }

  void close() override {
    closed_ = true;
    connected_ = nullptr;
    message_ = nullptr;
    lost_ = nullptr;
    bytes().close();
  }

 private:
  [[nodiscard]] ByteStream& bytes() { return stream_.next_layer().stream(); }

  void shake() {
    auto timeout = websocket::stream_base::timeout::suggested(beast::role_type::client);
    timeout.idle_timeout = websocket::stream_base::none();
    stream_.set_option(timeout);
    stream_.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, "ng.rtpengine.com");
    }));
    stream_.read_message_max(most_message_bytes);
    stream_.async_handshake(peer_.host + ":" + peer_.port, peer_.target,
                            [self = shared_from_this()](const error_code& error) {
                              if (error) return self->failed(error);
                              if (self->closed_) return;
                              std::exchange(self->connected_, nullptr)({});
                              self->read();
                            });
  }

  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](const error_code& error, std::size_t) {
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
  /// Compression is never offered, as the module's library does not.
  websocket::stream<BeastStream, false> stream_;
  beast::flat_buffer buffer_;
  std::string outgoing_;
  Connected connected_, lost_;
  Message message_;
  bool closed_ = false;
};

}  // namespace

std::shared_ptr<WebSocketConnection> make_web_socket_connection(boost::asio::io_context& io,
                                                                const WebSocketPeer& peer) {
  return std::make_shared<Connection>(io, peer);
}

}  // namespace rtpe::transport
