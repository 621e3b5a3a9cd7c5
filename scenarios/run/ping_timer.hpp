// The timer process that pings all nodes every ping_interval seconds (releases from 6.0; behaviour.md 3.7).
#pragma once
#include <cstdint>

#include "client/operation/ping.hpp"
#include "scenarios/run/process.hpp"

namespace rtpe::scenario {

/// One round over all displayed nodes: pong (0, 0), silence or another reply (1, now + disable_tout). Permanently
/// disabled nodes are left alone from 6.0.2 on.
class PingRound {
 public:
  void begin(Proxy& proxy, Worker& worker);
  Action resume(Time now, const Input& input);

 private:
  enum class Step : std::uint8_t { start, locking, pinging, unlocking };
  Action next(Time now);
  void judge(Time now);

  Proxy* proxy_ = nullptr;
  Worker* worker_ = nullptr;
  Ping ping_;
  std::size_t set_ = 0, node_ = 0;
  Step step_ = Step::start;
};

class PingTimer {
 public:
  /// `index`: of the process. Nothing happens unless the personality has the timer and ping_interval is above 0.
  PingTimer(Shared& shared, std::uint32_t index, std::uint32_t pid);
  void schedule();
  /// TimerKind::ping_round. A round that is still under way makes this one come late, not twice.
  void due();
  void input(const Input& input);
  void lock_granted();

 private:
  void run();
  void ended();

  Shared& shared_;
  Process process_;
  PingRound round_;
  bool overdue_ = false;
};
[[nodiscard]] bool has_ping_timer(const Personality& personality, const Parameters& parameters);

}  // namespace rtpe::scenario
