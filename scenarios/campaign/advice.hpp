// Which settings of the module survive bad days best: a grid of settings, each played over a set of days.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/campaign/measure.hpp"
#include "scenarios/campaign/space.hpp"

namespace rtpe::scenario::campaign {

struct Setting {
  std::vector<SettingChoice> values = {};
  Cost cost = {};
};

struct Advice {
  std::vector<std::string> days;
  Cost now;                    ///< of the base as it is
  std::vector<Setting> front;  ///< Pareto: none of them is worse in everything than another; the best first
  /// The best one, with each value put back to the base's in turn: what the line is worth.
  std::vector<Cost> without;
  /// Of each line of the best one the next best value that was played, all else alike; empty: it has no other value.
  std::vector<std::optional<Setting>> next_best;
  std::uint64_t settings = 0, runs = 0;
  std::uint64_t grid = 0;  ///< points of the first grid, all of which were played: its optimum is the true one
  bool refined = false;    ///< a point between those of the grid is better
};

/// For one number of engines lost at once.
struct Survival {
  std::size_t lost = 0;
  std::optional<std::uint32_t> workers =
      {};  ///< fewest tried that never all stand still for 2 s; empty: none of those tried
};

/// Asks for many costs at once: one for each scenario, in their order.
using CostAll = std::function<Expected<std::vector<Cost>>(const std::vector<Scenario>&)>;

/// The values that are tried where the base has no [space.parameters].
[[nodiscard]] std::vector<ParameterValues> common_parameters(const Scenario& base);
/// Error: the grid has more than 20,000 points, or a scenario cannot be played.
[[nodiscard]] Expected<Advice> advise(const Scenario& base, const std::vector<ParameterValues>& parameters,
                                      double calls_per_s, const CostAll& cost_all);
/// With the settings of the base and of `values`.
[[nodiscard]] Expected<std::vector<Survival>> survivals(const Scenario& base, const std::vector<SettingChoice>& values,
                                                        double calls_per_s, const CostAll& cost_all);

}  // namespace rtpe::scenario::campaign
