#include "scenarios/faults/fault_triggers.hpp"

namespace rtpe::scenario {

Expected<FaultTriggers> FaultTriggers::of(const Scenario& scenario) {
  FaultTriggers made;
  for (std::uint32_t index = 0; index < scenario.faults.size(); ++index) {
    const Fault& fault = scenario.faults[index];
    if (fault.when.empty()) continue;
    auto wish = parse_event_wish(fault.when);
    if (!wish) return std::unexpected(wish.error());
    made.wishes_.push_back({.fault = index, .wish = std::move(*wish), .times_left = fault.times.value_or(1)});
  }
  return made;
}

EventKinds FaultTriggers::kinds() const {
  EventKinds kinds = 0;
  for (const Wish& wish : wishes_) kinds |= wish.wish.pattern.kinds();
  return kinds;
}

void FaultTriggers::record(Duration at, const Event& event) {
  if (const auto* started = std::get_if<RunStarted>(&event)) names_.start(*started);
  for (Wish& wish : wishes_) {
    if (wish.times_left == 0 || !wish.wish.pattern.matches(at, event, names_)) continue;
    if (++wish.seen < wish.wish.number) continue;
    --wish.times_left;
    if (listener_) listener_(wish.fault);
  }
}

}  // namespace rtpe::scenario
