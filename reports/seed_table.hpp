// Many runs of one scenario with different seeds, in one table.
#pragma once
#include <span>
#include <string>

#include "reports/played_run.hpp"

namespace rtpe::report {

/// More seeds than that are worth a table instead of a verdict each.
inline constexpr std::size_t most_verdicts = 10;

/// Whether the runs are of one scenario and more than most_verdicts.
[[nodiscard]] bool fits_seed_table(std::span<const PlayedRun> runs);

struct Share {
  double low = 0, high = 0;
};
/// Wilson's interval for a share of `good` in `all` runs at 95 % confidence; `all` is not 0.
[[nodiscard]] Share confidence(std::size_t good, std::size_t all);

/// How many runs passed, and each check, with intervals; least, median and highest of what was measured, with the seed
/// each; the first runs that did not pass with what failed and the command that plays them. Ends with a line end.
[[nodiscard]] std::string seed_table(std::span<const PlayedRun> runs);

}  // namespace rtpe::report
