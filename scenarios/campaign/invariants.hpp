// What must hold on any day, as checks with budgets made for one scenario.
#pragma once
#include <vector>

#include "scenarios/campaign/choices.hpp"

namespace rtpe::scenario::campaign {

/// What an invariant allows; empty: worked out from the scenario's parameters.
struct Budgets {
  std::optional<Duration> operation_time =
      {};  ///< two rounds of silent nodes, offers and pings: no operation should need more
  Duration standstill = std::chrono::seconds(2);  ///< all workers at once
  std::optional<Duration> stale_rows = {};        ///< hash_table_tout and a minute
  std::optional<Duration> recovery_time = {};     ///< rtpengine_disable_tout and one silent ping
  double share_tolerance = 0.1;
};

/// The budgets with every open one worked out.
[[nodiscard]] Budgets budgets_for(const Scenario& scenario, const Budgets& given);

/// The invariants that this scenario, as scenario_of() made it, can be judged by: recovery_time needs calls that go on
/// until the node could be back, share needs many calls and no fault.
[[nodiscard]] std::vector<Check> invariants_of(const Scenario& scenario, const Budgets& given);

/// A check of the lab by its name and the lines of its keys; both are right.
[[nodiscard]] Check made_check(std::string_view name, const std::string& lines);

}  // namespace rtpe::scenario::campaign
