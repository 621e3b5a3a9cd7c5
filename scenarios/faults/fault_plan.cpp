#include "scenarios/faults/fault_plan.hpp"

#include <algorithm>

namespace rtpe::scenario {
namespace {

bool same(const DurationRange& a, const DurationRange& b) { return a.low == b.low && a.high == b.high; }

void apply(const Fault& fault, Condition& condition) {
  switch (fault.verb) {
    case FaultVerb::crash:
      condition.reach.process_up = false;
      break;
    case FaultVerb::blackhole:
      condition.reach.host_up = false;
      break;
    case FaultVerb::hang:
      condition.hung = true;
      break;
    case FaultVerb::restart:
      break;  // over as soon as it has begun
    case FaultVerb::partition_requests:
      condition.reach.requests_pass = false;
      break;
    case FaultVerb::partition_replies:
      condition.reach.replies_pass = false;
      break;
    case FaultVerb::slow:
      if (fault.latency) condition.service_time = *fault.latency;
      break;
  }
}

}  // namespace

bool Condition::operator==(const Condition& other) const {
  return reach == other.reach && hung == other.hung && process == other.process &&
         same(service_time, other.service_time);
}

Reach Condition::whole_reach() const {
  Reach whole = reach;
  whole.process_up = reach.process_up && process != Process::down && process != Process::away;
  return whole;
}

std::string_view state_name(const Condition& condition, const Engine& engine) {
  if (!condition.reach.process_up || condition.process == Condition::Process::down) return "crashed";
  if (condition.process == Condition::Process::away) return "away";
  if (!condition.reach.host_up) return "unreachable";
  if (condition.hung || condition.process == Condition::Process::hung) return "hung";
  return same(condition.service_time, engine.service_time) ? "up" : "slow";
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

Condition FaultPlan::condition(std::uint32_t engine) const {
  Condition condition{.reach = {},
                      .hung = false,
                      .process = Condition::Process::up,
                      .service_time = scenario_.engines[engine].service_time};
  for (const std::uint32_t fault : active_)
    if (concerns(scenario_.faults[fault], scenario_.engines[engine])) apply(scenario_.faults[fault], condition);
  return condition;
}

}  // namespace rtpe::scenario
