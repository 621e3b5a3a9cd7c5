#include <cstring>

#include "client/transport/channel.hpp"
#include "client/transport/node_socket.hpp"
#include "client/transport/tcp_channel.hpp"
#include "client/transport/udp_channel.hpp"
#include "client/transport/unix_channel.hpp"
#include "client/transport/web_socket_channel.hpp"

namespace rtpe::transport {

Expected<std::unique_ptr<Channel>> open_channel(boost::asio::io_context& io, const Node& node,
                                                const TransportOptions& options) {
  switch (node.scheme) {
    case Scheme::udp:
    case Scheme::udp6: {
      const auto socket = open_udp_socket(node, options);
      if (!socket) return std::unexpected(socket.error());
      return std::make_unique<UdpChannel>(io, *socket);
    }
    case Scheme::unix_stream:
      return std::make_unique<UnixChannel>(io, node.address);
    case Scheme::tcp: {
      const auto address = resolve(node);
      if (!address) return std::unexpected(address.error());
      boost::asio::ip::tcp::endpoint peer;
      std::memcpy(peer.data(), address->get(), address->length);
      peer.resize(address->length);
      return std::make_unique<TcpChannel>(io, peer);
    }
    case Scheme::ws:
    case Scheme::wss:
      return open_web_socket_channel(io, node, options);
  }
  return std::unexpected(Error{.kind = ErrorKind::internal, .message = "unknown scheme", .place = node.url});
}

}  // namespace rtpe::transport
