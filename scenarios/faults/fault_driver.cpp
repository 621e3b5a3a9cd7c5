#include "scenarios/faults/fault_driver.hpp"

#include "scenarios/run/timers.hpp"

namespace rtpe::scenario {

FaultDriver::FaultDriver(const Scenario& scenario, World& world, Engines& engines, Recorder& recorder)
    : scenario_(scenario), world_(world), engines_(engines), recorder_(recorder), plan_(scenario) {
  reach_.resize(scenario.engines.size());
  states_.resize(scenario.engines.size(), EngineCondition::up);
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
  recorder_.record(world_.now(),
                   FaultChanged{.fault = fault, .engine = about.engine, .verb = about.verb, .begins = begins});
}

Expected<void> FaultDriver::begin(std::uint32_t fault) {
  const Fault& about = scenario_.faults[fault];
  tell(fault, true);
  plan_.begin(fault);
  for (const std::uint32_t engine : plan_.engines_of(fault)) {
    if (const auto effect = effect_of(about)) engines_.act(engine, *effect);
    if (auto settled = settle(engine); !settled) return settled;
  }
  if (about.verb == FaultVerb::restart) return end(fault);
  return {};
}

Expected<void> FaultDriver::end(std::uint32_t fault) {
  tell(fault, false);
  plan_.end(fault);
  for (const std::uint32_t engine : plan_.engines_of(fault))
    if (auto settled = settle(engine); !settled) return settled;
  return {};
}

Expected<void> FaultDriver::process_changed(std::uint32_t engine) { return settle(engine); }

Expected<void> FaultDriver::settle(std::uint32_t engine) {
  const mock::Program& program = engines_.program(engine);
  Reach reach = plan_.reach(engine);
  reach.process_up = program.process() != mock::ProcessState::down;
  if (!(reach == reach_[engine])) {
    reach_[engine] = reach;
    if (auto set = world_.set_reach(engine, reach); !set) return set;
  }
  const EngineCondition state = state_of(reach, program);
  if (state != states_[engine]) {
    states_[engine] = state;
    recorder_.record(world_.now(), EngineState{.engine = scenario_.engines[engine].config.name, .state = state});
  }
  return {};
}

}  // namespace rtpe::scenario
