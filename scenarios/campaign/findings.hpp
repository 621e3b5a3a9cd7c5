// Why a check failed, in words that stay the same however large the run around it is: two runs with the same check and
// the same reason show the same bug.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/campaign/history.hpp"
#include "scenarios/campaign/invariants.hpp"

namespace rtpe::scenario::campaign {

/// One place of a run where a check was broken.
struct Finding {
  std::string reason = {};  ///< "delete: known node silent, known node is disabled"
  Duration at{};
  std::vector<std::size_t> operations = {};  ///< places in the history, who it is about
  std::string call_id = {};                  ///< empty: no call's
};

/// "offer: chosen node silent; chosen node accepted": what an operation did, without numbers and names. What comes
/// several times in a row is told once, as "again".
[[nodiscard]] std::string chain_of(const OperationHistory& operation);

/// Of a check that has failed, in the order of time, one for each reason; never none.
[[nodiscard]] std::vector<Finding> findings(const History& history, const Check& check, const Budgets& budgets);

}  // namespace rtpe::scenario::campaign
