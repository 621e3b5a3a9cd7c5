#include "scenarios/world/way.hpp"

#include <algorithm>

namespace rtpe::scenario::world {

void Way::clear() {
  latency_ = {};
  loss_ = duplication_ = reordering_ = 0;
  bits_per_s_ = 0;
  passage_ = Passage::free;
}

void Way::obey(const Rule& rule) {
  latency_ = rule.latency.value_or(latency_);
  loss_ = rule.loss.value_or(loss_);
  duplication_ = rule.duplication.value_or(duplication_);
  reordering_ = rule.reordering.value_or(reordering_);
  bits_per_s_ = rule.bits_per_s.value_or(bits_per_s_);
  passage_ = std::max(passage_, rule.passage);
}

Duration Way::delay() {
  Duration delay = random_.uniform(latency_);
  // Held back by two highest latencies and a millisecond: whatever is sent in that time overtakes it.
  if (random_.chance(reordering_)) delay += 2 * latency_.high + std::chrono::milliseconds(1);
  return delay;
}

/// False: it finds no room.
bool Way::queue(Time now, std::size_t bytes, Fate& fate) {
  constexpr std::size_t headers = 28;  // of IP and UDP
  const Time leaves = std::max(now, free_at_);
  if (leaves - now > longest_wait) return false;
  const double seconds = static_cast<double>((bytes + headers) * 8) / static_cast<double>(bits_per_s_);
  free_at_ = leaves + std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
  for (Duration& delay : fate.delays) delay += free_at_ - now;
  return true;
}

Fate Way::next(Time now, std::size_t bytes) {
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
  if (bits_per_s_ != 0 && passes() && !queue(now, bytes, fate)) fate.copies = 0;
  return fate;
}

}  // namespace rtpe::scenario::world
