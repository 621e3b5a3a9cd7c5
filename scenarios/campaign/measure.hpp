// What a setting costs on a bad day: the numbers that advice is given by.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <vector>

#include "scenarios/log/event.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::campaign {

struct Cost {
  std::uint64_t lost = 0;      ///< calls that failed
  Duration post_dial_delay{};  ///< the longest, from INVITE until the proxy took the first 18x or final reply
  Duration operation{};        ///< the longest
  Duration standstill{};       ///< the longest time in which all workers were held at once
  double pings_per_min = 0;
  std::uint64_t calls = 0;
  bool operator==(const Cost&) const = default;
  /// Of several days: sums of calls and lost ones, the worst of the rest.
  void add(const Cost& day);
};
/// Not worse in anything, better in something.
[[nodiscard]] bool dominates(const Cost& one, const Cost& other);
/// Lost calls first, then the longest post-dial delay, standstill, pings.
[[nodiscard]] bool better(const Cost& one, const Cost& other);

/// Plays it. Error: it cannot be played.
[[nodiscard]] Expected<Cost> cost_of(const Scenario& scenario);

}  // namespace rtpe::scenario::campaign
