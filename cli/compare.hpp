// run --compare A,B: every scenario with two hosts, and where they differ.
#pragma once
#include <string>
#include <vector>

#include "cli/run_options.hpp"

namespace rtpe::cli {

/// The two option values that `--compare` names, each as run options. Error: it names no two hosts that this version
/// has, or other options go not with it.
[[nodiscard]] Expected<std::pair<RunVerbOptions, RunVerbOptions>> compared_options(const RunVerbOptions& options);
/// Plays each run of the plan with both and prints the divergences. Returns the exit code: 1 when they differ.
[[nodiscard]] int compare_runs(const std::vector<PlannedRun>& plan, const RunVerbOptions& options);

}  // namespace rtpe::cli
