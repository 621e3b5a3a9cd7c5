// What the timer process of releases from 6.0 does every ping_interval seconds (behaviour.md 3.7).
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "client/operation/ping.hpp"

namespace rtpe::control {

/// One round over all displayed nodes: pong (0, 0), silence or another reply (1, now + disable_tout). Permanently
/// disabled nodes are left alone by 6.1; 6.0 pings them, a pong changes nothing and silence makes them ordinary again.
/// 6.0 holds the set's lock meanwhile. begin(), then resume() until finished.
class PingRound {
 public:
  void begin(Proxy& proxy, Worker& worker);
  Action resume(Time now, const Input& input);

 private:
  enum class Step : std::uint8_t { start, locking, pinging, unlocking };
  Action next(Time now);
  /// nullopt: the set has no more nodes to ping.
  std::optional<Action> ping_next_of(const NodeSet& set, Time now);
  void judge(Time now);

  Proxy* proxy_ = nullptr;
  Worker* worker_ = nullptr;
  Ping ping_;
  std::size_t set_ = 0, node_ = 0;
  Step step_ = Step::start;
};

/// The personality has the timer, and ping_interval is above 0.
[[nodiscard]] bool has_ping_timer(const Proxy& proxy);

}  // namespace rtpe::control
