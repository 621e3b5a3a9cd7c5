// UDP sockets of the machine, as much of them as a real world needs.
#pragma once
#include <netinet/in.h>

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// An address in the kernel's form.
struct KernelAddress {
  sockaddr_storage storage{};
  socklen_t length = 0;
  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] Endpoint endpoint() const;
};
/// Numeric addresses and "localhost" only.
Expected<KernelAddress> resolve(const Endpoint& endpoint);

/// A bound, non-blocking socket. Errors (kind missing): port in use, address not local.
Expected<int> open_listener(const Endpoint& endpoint);
/// A connected, non-blocking socket, as each Kamailio process has one per node (behaviour.md 1.5).
Expected<int> open_connected(const Endpoint& peer);
[[nodiscard]] Expected<KernelAddress> local_address_of(int socket);
/// The pending error of a socket, which this call clears; 0: none.
[[nodiscard]] int take_pending_error(int socket);

enum class Readiness : std::uint8_t { nothing, readable, error };
/// What poll() says now.
[[nodiscard]] Readiness readiness_of(int socket);

}  // namespace rtpe::scenario
