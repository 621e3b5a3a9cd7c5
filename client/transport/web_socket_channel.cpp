#include "client/transport/web_socket_channel.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/url/parse.hpp>
#include <cerrno>
#include <utility>

#include "client/transport/inbox.hpp"
#include "client/transport/web_socket_connection.hpp"

namespace rtpe::transport {

using boost::system::error_code;

namespace {

/// Keeps a connection up and queues commands until there is one.
struct WebSocketLink : std::enable_shared_from_this<WebSocketLink> {
  boost::asio::io_context& io;
  WebSocketPeer peer;
  WebSocketTimes times;
  Inbox inbox;
  boost::asio::steady_timer retry_timer, patience_timer;
  std::shared_ptr<WebSocketConnection> connection;
  std::string pending;   ///< the command that waits for the connection
  Channel::Sent waiting; /**< who sent it */
  bool started = false, open = false, stopped = false;

  WebSocketLink(boost::asio::io_context& context, WebSocketPeer where, const WebSocketTimes& patience)
      : io(context),
        peer(std::move(where)),
        times(patience),
        inbox(context),
        retry_timer(context),
        patience_timer(io) {}

  void connect() {
    if (stopped) return;
    started = true;
    connection = make_web_socket_connection(io, peer);
    connection->connect([self = shared_from_this()](const error_code& error) { self->connected(error); },
                        [self = shared_from_this()](std::string message) { self->inbox.put(std::move(message)); },
                        [self = shared_from_this()](const error_code& error) { self->lost(error); });
  }

  void connected(const error_code& error) {
    if (stopped) return;
    if (error) {
      retry_timer.expires_after(times.retry_after);
      retry_timer.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled) self->connect();
      });
      return;
    }
    open = true;
    inbox.reopen();
    if (!waiting) return;
    patience_timer.cancel();
    connection->write(std::exchange(pending, {}), std::exchange(waiting, nullptr));
  }

  void lost(const error_code& error) {
    if (stopped || !open) return;
    open = false;
    inbox.close(error.value());
    connect();
  }

  void send(std::string_view bytes, Channel::Sent sent) {
    if (open) return connection->write(std::string(bytes), std::move(sent));
    pending.assign(bytes);
    waiting = std::move(sent);
    patience_timer.expires_after(times.patience);
    patience_timer.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (cancelled || !self->waiting) return;
      std::exchange(self->waiting, nullptr)(ETIMEDOUT);
    });
    if (!started) connect();
  }

  void stop() {
    stopped = true;
    inbox.stop_waiting();
    waiting = nullptr;
    retry_timer.cancel();
    patience_timer.cancel();
    if (connection) connection->close();
    connection.reset();
  }
};

class WebSocketChannel final : public Channel {
 public:
  explicit WebSocketChannel(std::shared_ptr<WebSocketLink> link) : link_(std::move(link)) {}
  ~WebSocketChannel() override { link_->stop(); }
  void drain() override { link_->inbox.clear(); }
  void send(std::string_view bytes, Sent sent) override { link_->send(bytes, std::move(sent)); }
  std::optional<Input> take() override { return link_->inbox.take(); }
  void wait(std::function<void()> ready) override { link_->inbox.wait(std::move(ready)); }
  void stop_waiting() override { link_->inbox.stop_waiting(); }

 private:
  std::shared_ptr<WebSocketLink> link_;
};

}  // namespace

Expected<std::unique_ptr<Channel>> open_web_socket_channel(boost::asio::io_context& io, const Node& node,
                                                           const TransportOptions& options,
                                                           const WebSocketTimes& times) {
  const auto url = boost::urls::parse_uri(node.url);
  if (!url || url->host().empty())
    return std::unexpected(Error{.message = "not a WebSocket URL", .place = node.url, .remedy = "ws://host:port/path"});
  const bool secure = node.scheme == Scheme::wss;
  WebSocketPeer peer{
      .host = url->host_address(), .port = std::string(url->port()), .target = std::string(url->encoded_path())};
  if (peer.port.empty()) peer.port = secure ? "443" : "80";
  if (peer.target.empty() || peer.target == "/") peer.target = "//";  // as the module's library asks
  peer.tls = secure ? (options.certificate_check == CertificateCheck::none ? Tls::unchecked : Tls::checked) : Tls::off;
  return std::make_unique<WebSocketChannel>(std::make_shared<WebSocketLink>(io, std::move(peer), times));
}

}  // namespace rtpe::transport
