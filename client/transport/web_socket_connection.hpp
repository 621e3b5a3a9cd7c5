// One WebSocket connection with the NG subprotocol, plain or over TLS.
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>
#include <string>

#include "client/transport/byte_stream.hpp"

namespace rtpe::transport {

struct WebSocketPeer {
  std::string host, port, target;
  Tls tls = Tls::off;
};

/// Resolves, connects, shakes hands (subprotocol ng.rtpengine.com; a server that does not confirm it is accepted, as
/// the module does), then reads messages until the connection ends.
class WebSocketConnection {
 public:
  using Connected = std::function<void(const boost::system::error_code&)>;
  using Message = std::function<void(std::string)>;
  virtual ~WebSocketConnection() = default;
  /// `connected` once; after success `message` for each message, and `lost` once at the end.
  virtual void connect(Connected connected, Message message, Connected lost) = 0;
  /// A text message; `sent` gets 0 or an error number.
  virtual void write(std::string bytes, std::function<void(int)> sent) = 0;
  /// Ends the connection; nothing is called any more.
  virtual void close() = 0;
};

[[nodiscard]] std::shared_ptr<WebSocketConnection> make_web_socket_connection(boost::asio::io_context& io,
                                                                              const WebSocketPeer& peer);

}  // namespace rtpe::transport
