#include "pcap/replay/udp_engine.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <utility>

namespace rtpe::capture {
namespace {

constexpr std::size_t largest_reply = 65535;

/// The address in the form that sockets take, and its length.
socklen_t socket_address(const Endpoint& endpoint, sockaddr_storage& out) {
  std::memset(&out, 0, sizeof out);
  if (endpoint.address.is_v6) {
    auto& v6 = reinterpret_cast<sockaddr_in6&>(out);
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(endpoint.port);
    std::memcpy(&v6.sin6_addr, endpoint.address.bytes.data(), 16);
    return sizeof v6;
  }
  auto& v4 = reinterpret_cast<sockaddr_in&>(out);
  v4.sin_family = AF_INET;
  v4.sin_port = htons(endpoint.port);
  std::memcpy(&v4.sin_addr, endpoint.address.bytes.data(), 4);
  return sizeof v4;
}

Error trouble(std::string_view what) {
  return {.kind = ErrorKind::missing, .message = fmt::format("{}: {}", what, std::strerror(errno))};
}

}  // namespace

Expected<Endpoint> parse_engine(std::string_view text) {
  const Error error{.message = fmt::format("\"{}\" is no engine's address", text),
                    .remedy = "write udp:10.0.0.1:2223 or udp6:[2001:db8::1]:2223"};
  if (text.starts_with("udp6:"))
    text.remove_prefix(5);
  else if (text.starts_with("udp:"))
    text.remove_prefix(4);
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::unexpected(error);
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  Endpoint out;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
  const auto address = parse_address(host);
  if (!address || failed != std::errc{} || end != digits.data() + digits.size() || out.port == 0)
    return std::unexpected(error);
  out.address = *address;
  return out;
}

Expected<UdpEngine> UdpEngine::open(const Endpoint& engine, const Patience& patience) {
  sockaddr_storage address;
  const socklen_t length = socket_address(engine, address);
  UdpEngine out(::socket(address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), patience);
  if (out.socket_ < 0) return std::unexpected(trouble("no socket"));
  if (::connect(out.socket_, reinterpret_cast<const sockaddr*>(&address), length) != 0)
    return std::unexpected(trouble(engine.text()));
  return out;
}

UdpEngine::UdpEngine(UdpEngine&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), patience_(other.patience_) {}

UdpEngine::~UdpEngine() {
  if (socket_ >= 0) ::close(socket_);
}

Expected<std::optional<std::string>> UdpEngine::ask(std::string_view cookie, std::string_view datagram) {
  using std::chrono::steady_clock;
  std::string reply;
  for (std::uint32_t send = 0; send < patience_.sends; ++send) {
    if (::send(socket_, datagram.data(), datagram.size(), 0) < 0) {
      if (errno == ECONNREFUSED) return std::nullopt;
      return std::unexpected(trouble("cannot send"));
    }
    const auto deadline = steady_clock::now() + patience_.timeout;
    while (true) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
      pollfd waits{.fd = socket_, .events = POLLIN, .revents = 0};
      if (left.count() <= 0 || ::poll(&waits, 1, static_cast<int>(left.count())) <= 0) break;
      reply.resize(largest_reply);
      const auto got = ::recv(socket_, reply.data(), reply.size(), MSG_DONTWAIT);
      if (got < 0) return std::nullopt;  // nobody listens there
      reply.resize(static_cast<std::size_t>(got));
      if (reply.size() > cookie.size() && reply.starts_with(cookie) && reply[cookie.size()] == ' ')
        return reply.substr(cookie.size() + 1);
    }
  }
  return std::nullopt;
}

}  // namespace rtpe::capture
