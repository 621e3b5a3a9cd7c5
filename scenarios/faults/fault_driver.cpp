#include "scenarios/faults/fault_driver.hpp"

#include "scenarios/run/timers.hpp"

namespace rtpe::scenario {

FaultDriver::FaultDriver(const Scenario& scenario, World& world, Engines& engines, Recorder& recorder)
    : scenario_(scenario), world_(world), engines_(engines), recorder_(recorder), plan_(scenario) {
  for (std::uint32_t engine = 0; engine < scenario.engines.size(); ++engine)
    conditions_.push_back(plan_.condition(engine));
  processes_.resize(conditions_.size());
}

void FaultDriver::schedule() {
  for (std::uint32_t index = 0; index < scenario_.faults.size(); ++index) {
    const Fault& fault = scenario_.faults[index];
    world_.schedule(world_.start() + fault.at,
                    {.kind = static_cast<std::uint8_t>(TimerKind::fault_begins), .index = index});
    if (fault.lasts && fault.verb != FaultVerb::restart)
      world_.schedule(world_.start() + fault.at + *fault.lasts,
                      {.kind = static_cast<std::uint8_t>(TimerKind::fault_ends), .index = index});
  }
}

void FaultDriver::tell(std::uint32_t fault, bool begins) {
  const Fault& about = scenario_.faults[fault];
  recorder_.record(
      world_.now(),
      FaultChanged{.fault = fault, .engine = about.engine, .verb = to_string(about.verb), .begins = begins});
}

Expected<void> FaultDriver::begin(std::uint32_t fault) {
  tell(fault, true);
  if (scenario_.faults[fault].verb == FaultVerb::restart) {
    for (const std::uint32_t engine : plan_.engines_of(fault)) engines_.lose_state(engine);
    tell(fault, false);
    return {};
  }
  plan_.begin(fault);
  return settle(fault);
}

Expected<void> FaultDriver::end(std::uint32_t fault) {
  tell(fault, false);
  plan_.end(fault);
  return settle(fault);
}

Expected<void> FaultDriver::settle(std::uint32_t fault) {
  for (const std::uint32_t engine : plan_.engines_of(fault))
    if (auto settled = settle_engine(engine); !settled) return settled;
  return {};
}

Expected<void> FaultDriver::settle_engine(std::uint32_t engine) {
  Condition after = plan_.condition(engine);
  after.process = processes_[engine];
  if (after == conditions_[engine]) return {};
  return change(engine, std::exchange(conditions_[engine], after), after);
}

Expected<void> FaultDriver::process_changed(const Engines::ProcessChange& change) {
  using Process = Condition::Process;
  Process& process = processes_[change.engine];
  switch (change.state) {
    case mock::ProcessState::up:
      process = Process::up;
      break;
    case mock::ProcessState::hung:
      process = Process::hung;
      break;
    case mock::ProcessState::down:
      process = change.keeps_calls ? Process::away : Process::down;
      break;
  }
  return settle_engine(change.engine);
}

Expected<void> FaultDriver::change(std::uint32_t engine, const Condition& before, const Condition& after) {
  const Engine& about = scenario_.engines[engine];
  if (!(before.whole_reach() == after.whole_reach()))
    if (auto set = world_.set_reach(engine, after.whole_reach()); !set) return set;
  const std::string_view state = state_name(after, about);
  if (state != state_name(before, about))
    recorder_.record(world_.now(), EngineState{.engine = about.config.name, .state = state});
  engines_.set_service_time(engine, after.service_time);
  if (before.reach.process_up && !after.reach.process_up) engines_.lose_state(engine);
  if (!before.reach.process_up && after.reach.process_up) engines_.come_back(engine);
  if (!before.hung && after.hung) engines_.hang(engine);
  if (before.hung && !after.hung) engines_.wake(engine);
  return {};
}

}  // namespace rtpe::scenario
