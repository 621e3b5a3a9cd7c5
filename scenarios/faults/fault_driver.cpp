#include "scenarios/faults/fault_driver.hpp"

#include <utility>

#include "scenarios/faults/fault_target.hpp"

namespace rtpe::scenario {
namespace {

constexpr unsigned turn_bit = 32;

}  // namespace

FaultDriver::FaultDriver(const Scenario& scenario, world::World& world, Engines& engines, Recorder& recorder)
    : scenario_(scenario),
      world_(world),
      engines_(engines),
      recorder_(recorder),
      plan_(scenario),
      waker_(world.add(*this)),
      rules_(scenario.faults.size()),
      states_(scenario.engines.size(), EngineCondition::up) {}

std::uint64_t FaultDriver::token(Turn turn, std::uint32_t fault) {
  return (static_cast<std::uint64_t>(turn) << turn_bit) | fault;
}

void FaultDriver::schedule() {
  for (std::uint32_t index = 0; index < scenario_.faults.size(); ++index) {
    const Fault& fault = scenario_.faults[index];
    world_.at(world_.start() + fault.at, waker_, token(Turn::begins, index));
    if (fault.lasts && fault.kind->lasts())
      world_.at(world_.start() + fault.at + *fault.lasts, waker_, token(Turn::ends, index));
  }
}

void FaultDriver::wake(std::uint64_t token) {
  const auto fault = static_cast<std::uint32_t>(token);
  if (static_cast<Turn>(token >> turn_bit) == Turn::begins)
    begin(fault);
  else
    end(fault);
}

void FaultDriver::tell(std::uint32_t fault, Turn turn) {
  const Fault& about = scenario_.faults[fault];
  recorder_.record(
      world_.now(),
      FaultChanged{.fault = fault, .engine = about.engine, .verb = about.kind, .begins = turn == Turn::begins});
}

void FaultDriver::begin(std::uint32_t fault) {
  const Fault& about = scenario_.faults[fault];
  tell(fault, Turn::begins);
  add_rules(fault);
  plan_.begin(fault);
  for (const std::uint32_t engine : plan_.engines_of(fault)) {
    if (about.kind->effect != nullptr) engines_[engine].act(about.kind->effect(about));
    process_changed(engine);
  }
  if (!about.kind->lasts()) end(fault);
}

void FaultDriver::end(std::uint32_t fault) {
  tell(fault, Turn::ends);
  for (const world::RuleId rule : std::exchange(rules_[fault], {})) world_.network().remove(rule);
  plan_.end(fault);
  for (const std::uint32_t engine : plan_.engines_of(fault)) process_changed(engine);
}

void FaultDriver::add_rules(std::uint32_t fault) {
  const Fault& about = scenario_.faults[fault];
  if (about.kind->rules == nullptr) return;
  world::Network& network = world_.network();
  FaultTarget target;
  if (about.party)
    target.party = network.find_site(link_party_names()[static_cast<std::size_t>(*about.party)], world::Role::party);
  for (std::uint32_t engine = 0; engine < scenario_.engines.size(); ++engine) {
    if (scenario_.engines[engine].config.name != about.engine) continue;
    target.engine = engines_[engine].site();
    target.host = network.host(scenario_.engines[engine].host);
  }
  for (const world::Rule& rule : about.kind->rules(about, target)) rules_[fault].push_back(network.add(rule));
}

void FaultDriver::process_changed(std::uint32_t engine) {
  const EngineCondition state = condition_of(plan_.host_of(engine), engines_[engine].process());
  if (state == states_[engine]) return;
  states_[engine] = state;
  recorder_.record(world_.now(), EngineState{.engine = scenario_.engines[engine].config.name, .state = state});
}

}  // namespace rtpe::scenario
