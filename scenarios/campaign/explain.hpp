// A found failure in sentences: from the fault to the broken check, the decision that made the difference, and the
// setting that would have prevented it.
#pragma once
#include <string>
#include <vector>

#include "scenarios/campaign/play.hpp"

namespace rtpe::scenario::campaign {

struct Explanation {
  std::vector<std::string> chain;  ///< one sentence a line, each with its time
  std::string decisive;            ///< empty: no neighbour passes
  std::string prevention;          ///< empty: no single setting that was tried does
};

/// "0:00:12.000 a: its process is gone and its port closed", ...: what led to it, in the order of time.
[[nodiscard]] std::vector<std::string> chain_of_events(const History& history, const Finding& finding,
                                                       const std::string& summary);

/// `failing` has one check, which fails by `reason`. `passing`: the neighbour that differs least, described by
/// `difference`; empty: there is none.
struct ToExplain {
  const Scenario& failing;
  const Budgets& budgets;
  std::string reason = {};
  std::optional<Scenario> passing = {};
  std::string difference = {};
};
[[nodiscard]] Expected<Explanation> explain(const ToExplain& what);

/// "without fault crash at 5s engine a", "1 calls ... instead of 2 calls ...".
[[nodiscard]] std::string difference_of(const Choices& failing, const Choices& passing);

}  // namespace rtpe::scenario::campaign
