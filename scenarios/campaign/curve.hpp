// How much a deployment bears: the share of days that pass as one thing about them grows.
#pragma once
#include <atomic>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/campaign/invariants.hpp"
#include "scenarios/campaign/space.hpp"

namespace rtpe::scenario::campaign {

/// What is like so on a day.
struct DayFacts {
  double loss = 0;            ///< probability that a datagram between a proxy and an engine is lost
  std::uint64_t engines = 0;  ///< that fail at once
  Duration length{};          ///< how long they do
  double rate_per_s = 1;      ///< of all calls together
};

enum class Grows : std::uint8_t { loss, engines, length, rate };
[[nodiscard]] std::string_view name_of(Grows what);

struct Curve {
  Grows what = Grows::loss;
  DayFacts facts = {};              ///< of all its days; of what grows see `values`
  std::vector<double> values = {};  ///< ascending; lengths in seconds, rates per second
  /// As a person writes it: "0.05", "2", "30s", "5/s".
  [[nodiscard]] std::string text_of(double value) const;
};

/// "loss=0..0.3", or with what is fixed: "rate=1/s..50/s engines=2 length=1min". One of loss, engines, length and rate
/// is a range, from which `points` values are taken: equal steps, or equal ratios of lengths and rates. Not said: no
/// loss, one failed engine (none where loss grows), for 30 s, and the rate of the base. Error: with what was expected.
[[nodiscard]] Expected<Curve> read_curve(std::string_view text, const Scenario& base, std::size_t points);

/// The day of that seed at that value: calls like the base's for two minutes and as long as the failure lasts, the
/// failure within the first minute. A seed has the same engines, kinds and times at all values. Checks are the base's
/// that must pass; where it has none, the invariants. Error: the space has no fault that an engine can have for a
/// while.
[[nodiscard]] Expected<Scenario> day_of(const Scenario& base, const Space& space, const Curve& curve, double value,
                                        std::uint64_t seed, const Budgets& budgets);

/// What the days of one value came to.
struct CurvePoint {
  double value = 0;
  std::uint64_t runs = 0, passed = 0;
  std::map<std::string, std::uint64_t> broken = {};  ///< how many runs broke each check
};

/// One day, played: its broken checks. Error: it cannot be played.
[[nodiscard]] Expected<std::vector<std::string>> broken_checks(const Scenario& day, const std::atomic<bool>* interrupt);

}  // namespace rtpe::scenario::campaign
