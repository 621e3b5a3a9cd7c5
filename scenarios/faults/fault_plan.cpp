#include "scenarios/faults/fault_plan.hpp"

#include <algorithm>

#include "scenarios/engines/engines.hpp"

namespace rtpe::scenario {
namespace {

void apply(const Fault& fault, Reach& reach) {
  switch (fault.verb) {
    case FaultVerb::blackhole:
      reach.host_up = false;
      break;
    case FaultVerb::partition_requests:
      reach.requests_pass = false;
      break;
    case FaultVerb::partition_replies:
      reach.replies_pass = false;
      break;
    case FaultVerb::crash:
    case FaultVerb::hang:
    case FaultVerb::restart:
    case FaultVerb::slow:
      break;  // the engine's process does these
  }
}

}  // namespace

EngineCondition state_of(const Reach& reach, const mock::Program& program) {
  if (program.process() == mock::ProcessState::down)
    return program.keeps_calls() ? EngineCondition::away : EngineCondition::crashed;
  if (!reach.host_up) return EngineCondition::unreachable;
  if (program.process() == mock::ProcessState::hung) return EngineCondition::hung;
  return program.slowed() ? EngineCondition::slow : EngineCondition::up;
}

std::optional<mock::Effect> effect_of(const Fault& fault) {
  switch (fault.verb) {
    case FaultVerb::crash:
      return mock::Effect{.verb = mock::Verb::crash, .duration = fault.lasts};
    case FaultVerb::restart:
      return mock::Effect{.verb = mock::Verb::restart, .duration = Duration{}};
    case FaultVerb::hang:
      return mock::Effect{.verb = mock::Verb::hang, .duration = fault.lasts};
    case FaultVerb::slow:
      return mock::Effect{.verb = mock::Verb::slow,
                          .delay = delay_of(fault.latency.value_or(DurationRange{})),
                          .duration = fault.lasts};
    case FaultVerb::blackhole:
    case FaultVerb::partition_requests:
    case FaultVerb::partition_replies:
      break;
  }
  return std::nullopt;
}

FaultPlan::FaultPlan(const Scenario& scenario) : scenario_(scenario) {}

bool FaultPlan::concerns(const Fault& fault, const Engine& engine) const {
  if (fault.engine == engine.config.name) return true;
  if (fault.verb != FaultVerb::blackhole) return false;
  return std::ranges::any_of(scenario_.engines, [&](const Engine& named) {
    return named.config.name == fault.engine && named.host == engine.host;
  });
}

std::vector<std::uint32_t> FaultPlan::engines_of(std::uint32_t fault) const {
  std::vector<std::uint32_t> engines;
  for (std::uint32_t index = 0; index < scenario_.engines.size(); ++index)
    if (concerns(scenario_.faults[fault], scenario_.engines[index])) engines.push_back(index);
  return engines;
}

Reach FaultPlan::reach(std::uint32_t engine) const {
  Reach reach;
  for (const std::uint32_t fault : active_)
    if (concerns(scenario_.faults[fault], scenario_.engines[engine])) apply(scenario_.faults[fault], reach);
  return reach;
}

}  // namespace rtpe::scenario
