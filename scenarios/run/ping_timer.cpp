#include "scenarios/run/ping_timer.hpp"

#include "scenarios/run/timers.hpp"

namespace rtpe::scenario {

PingTimer::PingTimer(Shared& shared, std::uint32_t index, std::uint32_t pid)
    : shared_(shared), process_(shared, index, pid, ProcessKind::ping_timer) {}

void PingTimer::schedule() {
  if (!control::has_ping_timer(shared_.proxy)) return;
  shared_.world.schedule(shared_.world.now() + std::chrono::seconds(shared_.proxy.parameters.ping_interval),
                         {.kind = static_cast<std::uint8_t>(TimerKind::ping_round)});
}

void PingTimer::due() {
  schedule();
  if (process_.running())
    overdue_ = true;
  else
    run();
}

void PingTimer::run() {
  round_.begin(shared_.proxy, process_.worker());
  if (process_.start(Machine(round_), 0, 0)) ended();
}

void PingTimer::ended() {
  if (std::exchange(overdue_, false)) run();
}

void PingTimer::input(const Input& input) {
  if (process_.resume(input)) ended();
}

void PingTimer::lock_granted() {
  if (process_.lock_granted()) ended();
}

}  // namespace rtpe::scenario
