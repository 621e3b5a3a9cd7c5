#include "reports/merged_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "reports/summary.hpp"
#include "reports/text.hpp"

namespace rtpe::report {
namespace {

bool is_virtual(const PlayedRun& run) { return !run.result || run.result->clock == scenario::ClockKind::virtual_time; }

/// By what a run is known.
struct InOrder {
  bool operator()(const PlayedRun& left, const PlayedRun& right) const {
    return std::tie(left.file, left.title, left.seed) < std::tie(right.file, right.title, right.seed);
  }
};

}  // namespace

Expected<void> MergedRuns::add(std::vector<PlayedRun> runs, const std::string& from) {
  for (PlayedRun& run : runs) {
    std::string content = run_content(run);
    const auto same = std::ranges::equal_range(rows_, run, InOrder{}, &Row::run);
    if (std::ranges::find(same, content, &Row::content) != same.end()) {
      ++left_out_;
      continue;
    }
    const auto other = std::ranges::find_if(same, [](const Row& row) { return is_virtual(row.run); });
    if (is_virtual(run) && other != same.end())
      return std::unexpected(Error{.message = fmt::format("seed {} of {} came to something else in {}", run.seed,
                                                          printable(run.file), other->from),
                                   .place = from,
                                   .remedy = "another program, another scenario file, or another --until made it"});
    rows_.insert(same.end(), Row{.run = std::move(run), .content = std::move(content), .from = from});
  }
  return {};
}

std::vector<PlayedRun> MergedRuns::take() {
  std::vector<PlayedRun> runs;
  for (Row& row : rows_) runs.push_back(std::move(row.run));
  rows_.clear();
  return runs;
}

}  // namespace rtpe::report
