// How verdicts are printed, of runs that were just played as of runs that are read from their logs.
#pragma once
#include <cstddef>
#include <vector>

#include "reports/played_run.hpp"

namespace rtpe::cli {

/// On stdout, with an empty line before it when others were printed.
void print_verdict(const report::PlayedRun& run, std::size_t printed_before);
/// A verdict of each and the totals; but, unless `has_verdicts`, many seeds of one scenario as one table.
void print_runs(const std::vector<report::PlayedRun>& runs, bool has_verdicts);
/// "6 runs: 3 passed, 3 failed"; nothing for a single run.
void print_totals(const std::vector<report::PlayedRun>& runs);

/// An error of the lab counts more than something missing, that more than invalid input, that more than a failed check.
/// Not judged (exit_missing) counts only when nothing failed.
[[nodiscard]] int exit_code_of_all(const std::vector<report::PlayedRun>& runs);

}  // namespace rtpe::cli
