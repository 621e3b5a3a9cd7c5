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

}  // namespace rtpe::report
