#include "pcap/replay/engine_control.hpp"

#include <algorithm>

namespace rtpe::capture {

Expected<EngineControl> EngineControl::open(ReplayNetwork& network, const Endpoint& engine, const Patience& patience,
                                            MediaReplay* media) {
  const auto socket = network.open_towards(engine);
  if (!socket) return std::unexpected(socket.error());
  return EngineControl(network, *socket, engine, patience, media);
}

std::optional<ReplayNetwork::Arrival> EngineControl::receive(Time until) {
  while (true) {
    const Time now = network_->now();
    Time next = until;
    if (media_ != nullptr) next = std::min(next, media_->send_due(now));
    auto arrival = network_->receive(next);
    if (arrival && arrival->socket == socket_) return arrival;
    if (arrival && media_ != nullptr) (void)media_->take(*arrival);
    if (!arrival && network_->now() >= until) return std::nullopt;
  }
}

std::optional<std::string> EngineControl::ask(std::string_view cookie, std::string_view datagram) {
  for (std::uint32_t send = 0; send < patience_.sends; ++send) {
    network_->send(socket_, engine_, datagram);
    const Time deadline = network_->now() + patience_.timeout;
    while (auto arrival = receive(deadline)) {
      if (arrival->is_refused) return std::nullopt;
      const std::string& reply = arrival->bytes;
      if (reply.size() > cookie.size() && reply.starts_with(cookie) && reply[cookie.size()] == ' ')
        return reply.substr(cookie.size() + 1);
    }
  }
  return std::nullopt;
}

void EngineControl::wait(Time until, const std::function<bool()>& goes_on) {
  while (goes_on() && network_->now() < until)
    (void)receive(std::min(until, network_->now() + std::chrono::milliseconds(100)));
}

}  // namespace rtpe::capture
