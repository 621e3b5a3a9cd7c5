// Loss, duplication, latency and reordering of one direction.
#include "scenarios/world/link.hpp"

namespace rtpe::scenario {

Link::Link(const Network& network, std::uint64_t seed, std::string_view concern)
    : latency_(network.latency),
      loss_(network.loss),
      duplication_(network.duplication),
      reordering_(network.reordering),
      random_(seed, concern) {}

Duration Link::delay() {
  Duration delay = random_.uniform(latency_);
  // Held back by two highest latencies and a millisecond: whatever is sent in that time overtakes it.
  if (random_.chance(reordering_)) delay += 2 * latency_.high + std::chrono::milliseconds(1);
  return delay;
}

Fate Link::next() {
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

}  // namespace rtpe::scenario
