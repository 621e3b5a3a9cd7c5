// Resolving a node's address and opening the connected UDP socket that each worker has for it (behaviour.md 1.5).
#pragma once
#include <sys/socket.h>

#include "base/error.hpp"
#include "client/sets/node.hpp"
#include "client/transport/transport_options.hpp"

namespace rtpe::transport {

struct NodeAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

/// The first result of getaddrinfo, of the family that the scheme forces (udp: IPv4, udp6: IPv6, tcp: any).
Expected<NodeAddress> resolve(const Node& node);

/// Non-blocking, connected, DF clear, with the type of service and local address of `options`.
Expected<int> open_udp_socket(const Node& node, const TransportOptions& options);

}  // namespace rtpe::transport
