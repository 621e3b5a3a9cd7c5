#include "scenarios/run/simulation.hpp"

#include <algorithm>

#include "scenarios/run/timers.hpp"

namespace rtpe::scenario {
namespace {

/// Process ids of the proxy, as cookies show them.
constexpr std::uint32_t first_pid = 10001;

/// What engines get for removing calls that were deleted: their own delay, and a second for the way.
Duration longest_removal(const Scenario& scenario) {
  std::int64_t seconds = 0;
  for (const Engine& engine : scenario.engines) seconds = std::max(seconds, engine.config.delete_delay_s);
  return std::chrono::seconds(seconds + 1);
}

}  // namespace

std::uint32_t process_count(const Scenario& scenario) { return scenario.client.workers + 2; }

Simulation::Simulation(const Scenario& scenario, std::uint64_t seed, Shared& shared, Linger linger,
                       ControlInbox* control)
    : scenario_(scenario),
      shared_(shared),
      linger_(linger),
      engines_(scenario, seed, shared.world, shared.recorder),
      faults_(scenario, shared.world, engines_, shared.recorder),
      calls_(scenario, shared.world, shared.recorder, engines_),
      workers_(shared, scenario, calls_, first_pid),
      ping_timer_(shared, scenario.client.workers, first_pid + scenario.client.workers),
      rpc_(shared, control, scenario.client.workers + 1, first_pid + scenario.client.workers + 1) {
  engines_.on_process_change([this](std::uint32_t engine) { keep(faults_.process_changed(engine)); });
}

Expected<void> Simulation::start(std::uint64_t seed) {
  faults_.schedule();
  if (auto opened = calls_.open(seed); !opened) return opened;
  if (scenario_.duration > Duration{})
    shared_.world.schedule(shared_.world.start() + scenario_.duration,
                           {.kind = static_cast<std::uint8_t>(TimerKind::end_of_run)});
  ping_timer_.schedule();
  rpc_.schedule();
  workers_.start_up();
  settle();
  return std::move(trouble_);
}

Expected<RunEnd> Simulation::play(const std::atomic<bool>* interrupt) {
  std::uint64_t steps = 0;
  RunEnd end = RunEnd::finished;
  while (!over()) {
    if (shared_.recorder.full() || ++steps > scenario_.max_events) {
      end = RunEnd::event_limit;
      break;
    }
    if (interrupt != nullptr && interrupt->load(std::memory_order_relaxed)) {
      end = RunEnd::interrupted;
      break;
    }
    const auto stepped = shared_.world.step(*this);
    if (!stepped) return std::unexpected(stepped.error());
    settle();
    if (!trouble_) return std::unexpected(trouble_.error());
    if (!*stepped) break;
  }
  calls_.cut_off();
  return end;
}

bool Simulation::over() {
  if (duration_over_) return true;
  if (scenario_.duration > Duration{} || !calls_.all_over()) return false;
  if (linger_ == Linger::none || linger_over_ || engines_.calls() == 0) return true;
  if (!lingering_) {
    lingering_ = true;
    shared_.world.schedule(shared_.world.now() + longest_removal(scenario_),
                           {.kind = static_cast<std::uint8_t>(TimerKind::linger_passed)});
  }
  return false;
}

void Simulation::keep(Expected<void> outcome) {
  if (!outcome && trouble_) trouble_ = std::move(outcome);
}

void Simulation::timer(const Timer& timer) {
  switch (static_cast<TimerKind>(timer.kind)) {
    case TimerKind::arrival:
      return workers_.submit(calls_.arrive(timer.index));
    case TimerKind::call_step:
      return workers_.submit(timer.index);
    case TimerKind::engine_work:
      return engines_.work(timer.index);
    case TimerKind::fault_begins:
      return keep(faults_.begin(timer.index));
    case TimerKind::fault_ends:
      return keep(faults_.end(timer.index));
    case TimerKind::ping_round:
      return ping_timer_.due();
    case TimerKind::control_inbox:
      return rpc_.due();
    case TimerKind::end_of_run:
      duration_over_ = true;
      return;
    case TimerKind::linger_passed:
      linger_over_ = true;
      return;
  }
}

void Simulation::input(std::uint32_t process, const Input& input) {
  if (process < scenario_.client.workers)
    workers_.input(process, input);
  else if (process == scenario_.client.workers)
    ping_timer_.input(input);
  else
    rpc_.input(input);
}

void Simulation::request(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) {
  engines_.request(engine, socket, bytes);
}

/// Lets go on whatever can at this point in time: first who was given a lock, then who takes a message.
void Simulation::settle() {
  for (;;) {
    if (!shared_.granted.empty()) {
      const std::uint32_t process = shared_.granted.front();
      shared_.granted.pop_front();
      lock_granted(process);
    } else if (!workers_.assign()) {
      break;
    }
  }
  tell_load();
}

void Simulation::lock_granted(std::uint32_t process) {
  if (process < scenario_.client.workers)
    workers_.lock_granted(process);
  else if (process == scenario_.client.workers)
    ping_timer_.lock_granted();
  else
    rpc_.lock_granted();
}

void Simulation::tell_load() {
  const Workers load{.busy = workers_.busy(), .waiting_for_lock = shared_.locks.waiting(), .queued = workers_.queued()};
  if (load.busy == load_.busy && load.waiting_for_lock == load_.waiting_for_lock && load.queued == load_.queued) return;
  load_ = load;
  shared_.recorder.record(shared_.world.now(), load);
}

}  // namespace rtpe::scenario
