#include "pcap/replay/replay_network.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>

namespace rtpe::capture {
namespace {

constexpr std::size_t largest_datagram = 65535;

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

Endpoint endpoint_of(const sockaddr_storage& address) {
  Endpoint out;
  if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    out.address.is_v6 = true;
    std::memcpy(out.address.bytes.data(), &v6.sin6_addr, 16);
    out.port = ntohs(v6.sin6_port);
  } else {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    std::memcpy(out.address.bytes.data(), &v4.sin_addr, 4);
    out.port = ntohs(v4.sin_port);
  }
  return out;
}

Error socket_trouble(std::string_view what) {
  return {.kind = ErrorKind::missing, .message = fmt::format("{}: {}", what, std::strerror(errno))};
}

scenario::world::Way way_under(const scenario::world::Rule& rule, std::uint64_t seed, std::string_view concern) {
  scenario::world::Way way(seed, concern);
  way.obey(rule);
  return way;
}

}  // namespace

Expected<Endpoint> parse_endpoint(std::string_view text, std::optional<std::uint16_t> default_port) {
  const Error error{.message = fmt::format("\"{}\" is no address", text),
                    .remedy = "write 10.0.0.1:2223, udp:10.0.0.1:2223 or udp6:[2001:db8::1]:2223"};
  if (text.starts_with("udp6:"))
    text.remove_prefix(5);
  else if (text.starts_with("udp:"))
    text.remove_prefix(4);
  Endpoint out;
  const auto bracket = text.find(']');
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (colon != std::string_view::npos) {
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (failed != std::errc{} || end != digits.data() + digits.size() || out.port == 0) return std::unexpected(error);
  } else if (default_port) {
    out.port = *default_port;
  } else {
    return std::unexpected(error);
  }
  const auto address = parse_address(host);
  if (!address) return std::unexpected(error);
  out.address = *address;
  return out;
}

ReplayNetwork::ReplayNetwork(const scenario::world::Rule& links, std::uint64_t seed)
    : out_(way_under(links, seed, "replay sends")), in_(way_under(links, seed, "replay receives")) {}

ReplayNetwork::~ReplayNetwork() {
  for (const int descriptor : descriptors_) ::close(descriptor);
}

Expected<std::size_t> ReplayNetwork::open(const Endpoint& local) {
  if (descriptors_.size() >= sockets_at_most)
    return std::unexpected(Error{.message = fmt::format("more than {} sockets", sockets_at_most)});
  sockaddr_storage address;
  const socklen_t length = socket_address(local, address);
  const int descriptor = ::socket(address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return std::unexpected(socket_trouble("no socket"));
  if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), length) != 0) {
    const Error error = socket_trouble(local.text());
    ::close(descriptor);
    return std::unexpected(error);
  }
  descriptors_.push_back(descriptor);
  is_connected_.push_back(false);
  return descriptors_.size() - 1;
}

Expected<std::size_t> ReplayNetwork::open_towards(const Endpoint& peer) {
  const auto socket = open({.address = {.bytes = {}, .is_v6 = peer.address.is_v6}, .port = 0});
  if (!socket) return socket;
  sockaddr_storage address;
  const socklen_t length = socket_address(peer, address);
  if (::connect(descriptors_[*socket], reinterpret_cast<const sockaddr*>(&address), length) != 0)
    return std::unexpected(socket_trouble(peer.text()));
  is_connected_[*socket] = true;
  return socket;
}

Time ReplayNetwork::now() const {
  return Time(std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

void ReplayNetwork::transmit(std::size_t socket, const Endpoint& to, std::string_view bytes) {
  sockaddr_storage address;
  const socklen_t length = socket_address(to, address);
  const bool has_peer = is_connected_[socket];
  // What cannot be sent is lost, as on any way; whoever waits for an answer says so.
  (void)::sendto(descriptors_[socket], bytes.data(), bytes.size(), 0,
                 has_peer ? nullptr : reinterpret_cast<const sockaddr*>(&address), has_peer ? 0 : length);
}

void ReplayNetwork::send(std::size_t socket, const Endpoint& to, std::string_view bytes) {
  ++counters_.sent;
  const auto fate = out_.next(now(), bytes.size());
  if (fate.copies == 0) ++counters_.lost;
  if (fate.copies > 1) ++counters_.repeated;
  for (std::uint32_t copy = 0; copy < fate.copies; ++copy) {
    if (fate.delays[copy] <= Duration{})
      transmit(socket, to, bytes);
    else if (held_.size() < held_at_most)
      held_.emplace(now() + fate.delays[copy],
                    Held{.is_outgoing = true, .datagram = {.socket = socket, .from = to, .bytes = std::string(bytes)}});
  }
}

void ReplayNetwork::send_due(Time now) {
  for (auto one = held_.begin(); one != held_.end() && one->first <= now;) {
    if (!one->second.is_outgoing) {
      ++one;
      continue;
    }
    transmit(one->second.datagram.socket, one->second.datagram.from, one->second.datagram.bytes);
    one = held_.erase(one);
  }
}

std::optional<ReplayNetwork::Arrival> ReplayNetwork::held_arrival(Time now) {
  for (auto one = held_.begin(); one != held_.end() && one->first <= now; ++one) {
    if (one->second.is_outgoing) continue;
    Arrival arrival = std::move(one->second.datagram);
    held_.erase(one);
    return arrival;
  }
  return std::nullopt;
}

/// nullopt: nothing is there, or the link keeps it.
std::optional<ReplayNetwork::Arrival> ReplayNetwork::read_socket(std::size_t socket) {
  Arrival arrival{.socket = socket, .from = {}, .bytes = std::string(largest_datagram, '\0')};
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  const auto got = ::recvfrom(descriptors_[socket], arrival.bytes.data(), arrival.bytes.size(), MSG_DONTWAIT,
                              reinterpret_cast<sockaddr*>(&address), &length);
  if (got < 0) {
    arrival.bytes.clear();
    arrival.is_refused = errno == ECONNREFUSED;
    if (arrival.is_refused) return arrival;
    return std::nullopt;
  }
  arrival.bytes.resize(static_cast<std::size_t>(got));
  arrival.from = endpoint_of(address);
  ++counters_.received;
  const auto fate = in_.next(now(), arrival.bytes.size());
  if (fate.copies == 0) ++counters_.lost;
  if (fate.copies > 1) ++counters_.repeated;
  const Time now = this->now();
  for (std::uint32_t copy = 0; copy < fate.copies && held_.size() < held_at_most; ++copy)
    held_.emplace(now + fate.delays[copy], Held{.datagram = arrival});
  return held_arrival(now);
}

std::optional<ReplayNetwork::Arrival> ReplayNetwork::receive(Time until) {
  std::vector<pollfd> waiting(descriptors_.size());
  for (std::size_t i = 0; i < descriptors_.size(); ++i)
    waiting[i] = {.fd = descriptors_[i], .events = POLLIN, .revents = 0};
  while (true) {
    const Time now = this->now();
    send_due(now);
    if (auto arrival = held_arrival(now)) return arrival;
    Time wake = until;
    if (!held_.empty()) wake = std::min(wake, held_.begin()->first);
    const auto left = std::max(Duration{}, wake - now);
    const timespec timeout{.tv_sec = left.count() / 1'000'000'000, .tv_nsec = left.count() % 1'000'000'000};
    const int ready = ::ppoll(waiting.data(), waiting.size(), &timeout, nullptr);
    if (ready < 0) return std::nullopt;  // a signal: the caller looks why
    for (std::size_t i = 0; ready > 0 && i < waiting.size(); ++i)
      if (waiting[i].revents != 0)
        if (auto arrival = read_socket(i)) return arrival;
    if (ready == 0 && this->now() >= until) return std::nullopt;
  }
}

}  // namespace rtpe::capture
