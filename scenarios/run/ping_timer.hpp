// The timer process that pings all nodes every ping_interval seconds (releases from 6.0; behaviour.md 3.7).
#pragma once
#include <cstdint>

#include "client/control/ping_round.hpp"
#include "scenarios/run/process.hpp"

namespace rtpe::scenario {

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
  control::PingRound round_;
  bool overdue_ = false;
};

}  // namespace rtpe::scenario
