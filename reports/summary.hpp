// The summary of runs for machines.
#pragma once
#include <span>
#include <string>

#include "reports/played_run.hpp"

namespace rtpe::report {

inline constexpr int summary_schema_version = 2;

/// One JSON object: {"schema": 2, "passed": ..., "runs": [...]}; docs/command-line.md describes it. Times in ns.
/// Ends with a line end.
[[nodiscard]] std::string summary_json(std::span<const PlayedRun> runs);

/// The run's part of it without wall times and the command that plays it again: the same for a run as for its log.
[[nodiscard]] std::string run_content(const PlayedRun& run);

}  // namespace rtpe::report
