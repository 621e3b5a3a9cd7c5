#include "tests/conformance/kamailio/real_engines.hpp"

#include <algorithm>

#include "tests/conformance/kamailio/engine_double.hpp"

namespace rtpe::lane {

Expected<RealEngines> RealEngines::open(const std::vector<EngineState>& states, const Addresses& addresses) {
  RealEngines out;
  out.addresses_ = addresses;
  out.engines_.resize(states.size());
  for (std::size_t i = 0; i < states.size(); ++i)
    if (auto changed = out.change({.engine = i, .state = states[i]}); !changed) return std::unexpected(changed.error());
  return out;
}

Expected<void> RealEngines::change(const EngineChange& change) {
  Engine& engine = engines_[change.engine];
  engine.state = change.state;
  if (engine.state.closed) {
    engine.socket.reset();
    std::erase_if(pending_, [&](const Pending& reply) { return reply.engine == change.engine; });
  } else if (!engine.socket) {
    auto socket = LaneSocket::bind(addresses_.engine(change.engine), engine_port);
    if (!socket) return std::unexpected(socket.error());
    engine.socket = std::move(*socket);
  }
  return {};
}

void RealEngines::watch(std::vector<pollfd>& descriptors) const {
  for (const auto& engine : engines_)
    if (engine.socket) descriptors.push_back({.fd = engine.socket->descriptor(), .events = POLLIN, .revents = 0});
}

std::optional<double> RealEngines::next_reply_ms() const {
  const auto first = std::ranges::min_element(pending_, {}, &Pending::at_ms);
  return first == pending_.end() ? std::nullopt : std::optional(first->at_ms);
}

void RealEngines::serve() {
  for (std::size_t i = 0; i < engines_.size(); ++i)
    while (engines_[i].socket) {
      auto request = engines_[i].socket->receive();
      if (!request) break;
      answer(i, *request);
      sightings_.push_back({.engine = i, .bytes = std::move(request->bytes), .at_ms = request->at_ms});
    }
  send_due();
}

void RealEngines::answer(std::size_t engine, const Received& request) {
  for (auto& reply : replies_of(engine, engines_[engine].state, request.bytes)) {
    if (reply.delay_ms == 0)
      engines_[engine].socket->send(reply.bytes, request.from);
    else
      pending_.push_back({.at_ms = request.at_ms + reply.delay_ms,
                          .engine = engine,
                          .bytes = std::move(reply.bytes),
                          .to = request.from});
  }
}

void RealEngines::send_due() {
  const double now = real_time_ms();
  std::ranges::stable_sort(pending_, {}, &Pending::at_ms);
  std::erase_if(pending_, [&](const Pending& reply) {
    if (reply.at_ms > now) return false;
    engines_[reply.engine].socket->send(reply.bytes, reply.to);
    return true;
  });
}

std::vector<Sighting> RealEngines::take_sightings() {
  std::ranges::stable_sort(sightings_, {}, &Sighting::at_ms);
  return std::exchange(sightings_, {});
}

}  // namespace rtpe::lane
