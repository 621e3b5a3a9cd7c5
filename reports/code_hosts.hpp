// What GitHub and GitLab show beside a change: annotations, a step summary, a code quality report.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "reports/played_run.hpp"

namespace rtpe::report {

/// GitHub shows so many errors of a step.
inline constexpr std::size_t most_annotations = 10;

/// Workflow commands for a step's output: "::error file=...,line=...,title=...::...", at the check in the scenario
/// file; `most_annotations` at most, the last one then says how many are left out. Empty: nothing is wrong.
[[nodiscard]] std::string github_annotations(std::span<const PlayedRun> runs);
/// GitHub's Markdown: a table of runs, then what went wrong with evidence and replay command. At most 1 MiB, GitHub's
/// limit for a step.
[[nodiscard]] std::string markdown_summary(std::span<const PlayedRun> runs);
/// GitLab's code quality report (a JSON array in Code Climate's form). Fingerprints stay the same from run to run.
[[nodiscard]] std::string gitlab_code_quality(std::span<const PlayedRun> runs);

}  // namespace rtpe::report
