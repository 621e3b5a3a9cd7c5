// Two runs beside each other: what the second does worse, or just otherwise.
#pragma once
#include <string>
#include <vector>

#include "reports/played_run.hpp"
#include "scenarios/log/transcript.hpp"

namespace rtpe::report {

struct RunRecord {
  PlayedRun run;
  scenario::Transcript transcript;
};

/// Calls are paired by Call-ID.
struct DecisionComparison {
  std::size_t compared = 0, functions = 0;  ///< calls that both have, and their script functions on the left
  std::size_t only_left = 0, only_right = 0;
  std::vector<scenario::Divergence> divergences;  ///< in the order of time
};

enum class Change : std::uint8_t { same, other, better, worse };
[[nodiscard]] std::string_view to_string(Change change);

struct DifferenceRow {
  std::string what, left, right;
  Change change = Change::same;
};

struct RunDifference {
  std::vector<DifferenceRow> checks;   ///< all of both runs
  std::vector<DifferenceRow> numbers;  ///< all that are not 0 in both
  DecisionComparison decisions;
  [[nodiscard]] bool is_worse() const;
  [[nodiscard]] bool is_same() const;
};

/// `tolerance`: a number that grew by that share of the left's is the same; 0.05 is 5 %. Both runs were played.
[[nodiscard]] RunDifference difference(const RunRecord& left, const RunRecord& right, double tolerance);

/// For people; ends with a line end.
[[nodiscard]] std::string difference_text(const RunDifference& difference, const RunRecord& left,
                                          const RunRecord& right);
/// One JSON object; docs/command-line.md describes it.
[[nodiscard]] std::string difference_json(const RunDifference& difference);

}  // namespace rtpe::report
