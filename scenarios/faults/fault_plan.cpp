#include "scenarios/faults/fault_plan.hpp"

#include <algorithm>

#include "scenarios/engines/mock_host.hpp"

namespace rtpe::scenario {

EngineCondition condition_of(HostState host, const EngineHost::Process& process) {
  if (process.state == mock::ProcessState::down)
    return process.keeps_calls ? EngineCondition::away : EngineCondition::crashed;
  if (host == HostState::gone) return EngineCondition::unreachable;
  if (process.state == mock::ProcessState::hung) return EngineCondition::hung;
  return process.slowed ? EngineCondition::slow : EngineCondition::up;
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
    case FaultVerb::partition_sip:
      break;
  }
  return std::nullopt;
}

std::vector<world::Rule> rules_of(const Fault& fault, const FaultTarget& target) {
  using enum world::Passage;
  switch (fault.verb) {
    case FaultVerb::blackhole:
      return {{.to = world::the_host(target.host), .passage = silent},
              {.from = world::the_host(target.host), .passage = cut}};
    case FaultVerb::partition_requests:
      return {{.to = world::the_site(target.engine), .protocol = world::Protocol::ng, .passage = cut}};
    case FaultVerb::partition_replies:
      return {{.from = world::the_site(target.engine), .protocol = world::Protocol::ng, .passage = cut}};
    case FaultVerb::partition_sip: {
      const world::Match whom = target.party ? world::the_site(*target.party) : world::anybody;
      return {{.to = whom, .protocol = world::Protocol::sip, .passage = cut},
              {.from = whom, .protocol = world::Protocol::sip, .passage = cut}};
    }
    case FaultVerb::crash:
    case FaultVerb::hang:
    case FaultVerb::restart:
    case FaultVerb::slow:
      break;
  }
  return {};
}

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

HostState FaultPlan::host_of(std::uint32_t engine) const {
  const bool gone = std::ranges::any_of(active_, [&](std::uint32_t fault) {
    const Fault& about = scenario_.faults[fault];
    return about.verb == FaultVerb::blackhole && concerns(about, scenario_.engines[engine]);
  });
  return gone ? HostState::gone : HostState::there;
}

}  // namespace rtpe::scenario
