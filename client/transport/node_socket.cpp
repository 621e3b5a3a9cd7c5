#include "client/transport/node_socket.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "client/sets/node_url.hpp"

namespace rtpe::transport {
namespace {

std::unexpected<Error> unreachable(const Node& node, std::string message, std::string remedy) {
  return std::unexpected(
      Error{.kind = ErrorKind::missing, .message = std::move(message), .place = node.url, .remedy = std::move(remedy)});
}

int family_of(Scheme scheme) {
  if (scheme == Scheme::udp) return AF_INET;
  return scheme == Scheme::udp6 ? AF_INET6 : AF_UNSPEC;
}

Expected<NodeAddress> look_up(const Node& node, const std::string& host, const std::string& port, int family,
                              int flags) {
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  if (const int fault = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found); fault != 0)
    return unreachable(node, "cannot resolve '" + host + "': " + ::gai_strerror(fault), "check host name and family");
  NodeAddress address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  ::freeaddrinfo(found);
  return address;
}

void set_type_of_service(int socket, int family, int value) {
  if (value < 0) return;
  if (family == AF_INET)
    ::setsockopt(socket, IPPROTO_IP, IP_TOS, &value, sizeof value);
  else
    ::setsockopt(socket, IPPROTO_IPV6, IPV6_TCLASS, &value, sizeof value);
}

Expected<void> bind_and_connect(int socket, const Node& node, const NodeAddress& peer,
                                const TransportOptions& options) {
  if (!options.force_send_interface.empty()) {
    const auto local =
        look_up(node, options.force_send_interface, "0", peer.storage.ss_family, AI_NUMERICHOST | AI_PASSIVE);
    if (!local) return std::unexpected(local.error());
    if (::bind(socket, local->get(), local->length) != 0)
      return unreachable(node, "cannot send from " + options.force_send_interface + ": " + std::strerror(errno),
                         "force_send_interface must be an address of this machine");
  }
  if (::connect(socket, peer.get(), peer.length) != 0)
    return unreachable(node, std::strerror(errno), "the node cannot be reached from this machine");
  return {};
}

}  // namespace

Expected<NodeAddress> resolve(const Node& node) {
  const Endpoint endpoint = endpoint_of(node);
  std::string host = endpoint.host;
  if (node.scheme == Scheme::tcp && host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  return look_up(node, host, endpoint.port, family_of(node.scheme), 0);
}

Expected<int> open_udp_socket(const Node& node, const TransportOptions& options) {
  const auto peer = resolve(node);
  if (!peer) return std::unexpected(peer.error());
  const int family = peer->storage.ss_family;
  const int socket = ::socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket < 0) return unreachable(node, std::strerror(errno), "raise the limit of open files");
  const int off = IP_PMTUDISC_DONT;
  if (family == AF_INET) ::setsockopt(socket, IPPROTO_IP, IP_MTU_DISCOVER, &off, sizeof off);
  set_type_of_service(socket, family, options.control_cmd_tos);
  if (auto connected = bind_and_connect(socket, node, *peer, options); !connected) {
    ::close(socket);
    return std::unexpected(connected.error());
  }
  return socket;
}

}  // namespace rtpe::transport
