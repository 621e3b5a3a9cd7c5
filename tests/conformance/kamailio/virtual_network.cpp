#include "tests/conformance/kamailio/virtual_network.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "tests/conformance/kamailio/engine_double.hpp"

namespace rtpe::lane {

VirtualNetwork::VirtualNetwork(std::vector<EngineState> engines, const Disturbance& disturbance)
    : engines_(std::move(engines)), random_(disturbance.seed), jitter_ms_(disturbance.jitter_ms) {}

std::size_t engine_number(const Node& node) { return static_cast<std::size_t>(node.address.back() - '0'); }

Duration VirtualNetwork::jitter() {
  return jitter_ms_ ? Duration(std::chrono::microseconds(random_() % (1000 * jitter_ms_))) : Duration{};
}

void VirtualNetwork::change(Time now, const EngineChange& change) {
  engines_[change.engine] = change.state;
  if (!change.state.closed) return;
  for (auto& [key, socket] : sockets_)
    std::erase_if(socket.queue,
                  [&](const Datagram& datagram) { return datagram.engine == change.engine && datagram.arrival > now; });
}

VirtualNetwork::Socket& VirtualNetwork::socket_of(const Worker& process, const Node& node) {
  Socket& socket = sockets_[{&process, &node}];
  if (socket.generation != process.socket_generation) {
    socket = Socket();
    socket.generation = process.socket_generation;
  }
  return socket;
}

void VirtualNetwork::deliver(Socket& socket, std::size_t engine, std::string_view bytes, Time now) {
  if (engines_[engine].closed) {
    socket.pending_error = ECONNREFUSED;
    return;
  }
  for (auto& reply : replies_of(engine, engines_[engine], bytes)) {
    const Time arrival = now + std::chrono::milliseconds(reply.delay_ms) + jitter();
    const auto place = std::ranges::upper_bound(socket.queue, arrival, {}, &Datagram::arrival);
    socket.queue.insert(place, {.arrival = arrival, .engine = engine, .bytes = std::move(reply.bytes)});
  }
}

/// poll and recv until nothing is readable; a pending error is read only when there is data, too.
void VirtualNetwork::drain(Socket& socket, Time now) {
  const auto old = [&](const Datagram& datagram) { return datagram.arrival <= now; };
  if (std::erase_if(socket.queue, old) > 0) socket.pending_error = 0;
}

Input VirtualNetwork::perform(const Action& action, const Worker& process, Time& now) {
  Socket& socket = socket_of(process, *action.node);
  if (action.kind == ActionKind::send) {
    if (action.drain) drain(socket, now);
    if (socket.pending_error)
      return {.kind = InputKind::send_failed, .error_number = std::exchange(socket.pending_error, 0)};
    deliver(socket, engine_number(*action.node), action.bytes, now);
  }
  return wait(socket, action.deadline, now);
}

Input VirtualNetwork::wait(Socket& socket, Time deadline, Time& now) {
  const bool readable = !socket.queue.empty() && socket.queue.front().arrival <= now;
  if (socket.pending_error) {
    if (!readable) return {.kind = InputKind::socket_error, .error_number = socket.pending_error};
    return {.kind = InputKind::receive_failed, .error_number = std::exchange(socket.pending_error, 0)};
  }
  if (socket.queue.empty() || socket.queue.front().arrival > deadline) {
    now = std::max(now, deadline) + jitter() / 4;
    return {.kind = InputKind::timeout};
  }
  now = std::max(now, socket.queue.front().arrival);
  received_ = std::move(socket.queue.front().bytes);
  socket.queue.erase(socket.queue.begin());
  return {.kind = InputKind::datagram, .bytes = received_};
}

}  // namespace rtpe::lane
