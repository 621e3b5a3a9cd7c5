// Thin wrappers over the socket calls, with errors that say what to do.
#include "scenarios/world/real_socket.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace rtpe::scenario {
namespace {

std::string text_of(const Endpoint& endpoint) {
  return endpoint.host.find(':') == std::string::npos ? fmt::format("{}:{}", endpoint.host, endpoint.port)
                                                      : fmt::format("[{}]:{}", endpoint.host, endpoint.port);
}

std::unexpected<Error> missing(std::string message, const Endpoint& endpoint, std::string remedy) {
  return std::unexpected(Error{ErrorKind::missing, std::move(message), text_of(endpoint), std::move(remedy)});
}

Expected<int> open_socket(const KernelAddress& address, const Endpoint& endpoint) {
  const int opened = ::socket(address.storage.ss_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (opened < 0) return missing(std::strerror(errno), endpoint, "raise the limit of open files");
  return opened;
}

}  // namespace

bool KernelAddress::is_loopback() const {
  if (storage.ss_family == AF_INET)
    return (ntohl(reinterpret_cast<const sockaddr_in&>(storage).sin_addr.s_addr) >> 24U) == 127;
  return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(storage).sin6_addr);
}

Endpoint KernelAddress::endpoint() const {
  char host[INET6_ADDRSTRLEN] = {};
  if (storage.ss_family == AF_INET) {
    const auto& address = reinterpret_cast<const sockaddr_in&>(storage);
    ::inet_ntop(AF_INET, &address.sin_addr, host, sizeof host);
    return {.host = host, .port = ntohs(address.sin_port)};
  }
  const auto& address = reinterpret_cast<const sockaddr_in6&>(storage);
  ::inet_ntop(AF_INET6, &address.sin6_addr, host, sizeof host);
  return {.host = host, .port = ntohs(address.sin6_port)};
}

Expected<KernelAddress> resolve(const Endpoint& endpoint) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  hints.ai_flags = endpoint.host == "localhost" ? 0 : AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found) != 0)
    return missing("not a numeric address", endpoint, "the real world takes numeric addresses, e.g. 127.0.0.2");
  KernelAddress address;
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  ::freeaddrinfo(found);
  return address;
}

Expected<int> open_listener(const Endpoint& endpoint) {
  const auto address = resolve(endpoint);
  if (!address) return std::unexpected(address.error());
  const auto opened = open_socket(*address, endpoint);
  if (!opened) return opened;
  const int large = 4 << 20;  // the kernel caps it
  ::setsockopt(*opened, SOL_SOCKET, SO_RCVBUF, &large, sizeof large);
  if (::bind(*opened, address->get(), address->length) == 0) return opened;
  const int problem = errno;
  ::close(*opened);
  if (problem == EADDRINUSE)
    return missing("the port is in use", endpoint, "stop what listens there or choose another port");
  if (problem == EADDRNOTAVAIL)
    return missing("not an address of this machine", endpoint, "use a loopback address (127.x.y.z) or run virtually");
  return missing(std::strerror(problem), endpoint, "choose another address or port");
}

Expected<int> open_connected(const Endpoint& peer) {
  const auto address = resolve(peer);
  if (!address) return std::unexpected(address.error());
  const auto opened = open_socket(*address, peer);
  if (!opened) return opened;
  const int off = IP_PMTUDISC_DONT;  // behaviour.md 1.5: DF clear
  if (address->storage.ss_family == AF_INET) ::setsockopt(*opened, IPPROTO_IP, IP_MTU_DISCOVER, &off, sizeof off);
  if (::connect(*opened, address->get(), address->length) == 0) return opened;
  const int problem = errno;
  ::close(*opened);
  return missing(std::strerror(problem), peer, "the node cannot be reached from this machine");
}

Expected<KernelAddress> local_address_of(int socket) {
  KernelAddress address;
  address.length = sizeof address.storage;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address.storage), &address.length) != 0)
    return std::unexpected(Error{ErrorKind::internal, std::strerror(errno)});
  return address;
}

int take_pending_error(int socket) {
  int pending = 0;
  socklen_t length = sizeof pending;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &pending, &length);
  return pending;
}

Readiness readiness_of(int socket) {
  pollfd request{.fd = socket, .events = POLLIN, .revents = 0};
  if (::poll(&request, 1, 0) <= 0) return Readiness::nothing;
  return (request.revents & POLLIN) != 0 ? Readiness::readable : Readiness::error;
}

}  // namespace rtpe::scenario
