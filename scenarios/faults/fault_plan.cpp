#include "scenarios/faults/fault_plan.hpp"

#include <algorithm>

namespace rtpe::scenario {

EngineCondition condition_of(HostState host, const EngineHost::Process& process) {
  if (process.state == mock::ProcessState::down)
    return process.keeps_calls ? EngineCondition::away : EngineCondition::crashed;
  if (host == HostState::gone) return EngineCondition::unreachable;
  if (process.state == mock::ProcessState::hung) return EngineCondition::hung;
  return process.slowed ? EngineCondition::slow : EngineCondition::up;
}

bool FaultPlan::concerns(const Fault& fault, const Engine& engine) const {
  if (!fault.engine.empty() && fault.engine == engine.config.name) return true;
  if (fault.kind->befalls != FaultKind::Befalls::host) return false;
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

HostState FaultPlan::host_of(std::uint32_t engine) const {
  const bool gone = std::ranges::any_of(active_, [&](std::uint32_t fault) {
    const Fault& about = scenario_.faults[fault];
    return about.kind->befalls == FaultKind::Befalls::host && concerns(about, scenario_.engines[engine]);
  });
  return gone ? HostState::gone : HostState::there;
}

}  // namespace rtpe::scenario
