#include "scenarios/world/way.hpp"

#include <algorithm>

namespace rtpe::scenario::world {

void Way::clear() {
  latency_ = {};
  loss_ = duplication_ = reordering_ = 0;
  passage_ = Passage::free;
}

void Way::obey(const Rule& rule) {
  latency_ = rule.latency.value_or(latency_);
  loss_ = rule.loss.value_or(loss_);
  duplication_ = rule.duplication.value_or(duplication_);
  reordering_ = rule.reordering.value_or(reordering_);
  passage_ = std::max(passage_, rule.passage);
}

Duration Way::delay() {
  Duration delay = random_.uniform(latency_);
  // Held back by two highest latencies and a millisecond: whatever is sent in that time overtakes it.
  if (random_.chance(reordering_)) delay += 2 * latency_.high + std::chrono::milliseconds(1);
  return delay;
}

Fate Way::next() {
  Fate fate;
  if (random_.chance(loss_)) {
    fate.copies = 0;
    return fate;
  }
  fate.delays[0] = delay();
  if (random_.chance(duplication_)) {
    fate.copies = 2;
    fate.delays[1] = delay();
  }
  return fate;
}

}  // namespace rtpe::scenario::world
