#include "cli/verdicts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "cli/output.hpp"
#include "reports/seed_table.hpp"
#include "reports/verdict.hpp"

namespace rtpe::cli {
namespace {

using report::PlayedRun;
using scenario::CheckOutcome;

bool came_to(const PlayedRun& run, CheckOutcome outcome) { return run.result && run.result->outcome() == outcome; }

}  // namespace

void print_verdict(const PlayedRun& run, std::size_t printed_before) {
  const auto colour = stdout_wants_color() ? report::Colour::always : report::Colour::never;
  print((printed_before > 0 ? "\n" : "") + report::verdict(run, {.colour = colour}));
  flush_output();
}

void print_totals(const std::vector<PlayedRun>& runs) {
  if (runs.size() < 2) return;
  const auto count = [&](CheckOutcome outcome) {
    return std::ranges::count_if(runs, [&](const PlayedRun& run) { return came_to(run, outcome); });
  };
  std::string out = fmt::format("\n{} runs: {} passed, {} failed", runs.size(), count(CheckOutcome::passed),
                                count(CheckOutcome::failed));
  if (const auto unjudged = count(CheckOutcome::not_judged); unjudged > 0)
    out += fmt::format(", {} not judged", unjudged);
  if (const auto errors = std::ranges::count_if(runs, [](const PlayedRun& run) { return !run.result; }); errors > 0)
    out += fmt::format(", {} could not be played", errors);
  print(out + "\n");
}

void print_runs(const std::vector<PlayedRun>& runs, bool has_verdicts) {
  std::span<const PlayedRun> rest(runs);
  std::size_t printed = 0;
  while (!rest.empty()) {
    const auto other =
        std::ranges::find_if(rest, [&](const PlayedRun& run) { return !report::is_same_scenario(run, rest.front()); });
    const auto same = rest.first(static_cast<std::size_t>(other - rest.begin()));
    rest = rest.subspan(same.size());
    if (!has_verdicts && report::fits_seed_table(same)) {
      print((printed++ > 0 ? "\n" : "") + report::seed_table(same));
    } else {
      for (const PlayedRun& run : same) print_verdict(run, printed++);
    }
  }
  if (printed > 1) print_totals(runs);
}

int exit_code_of_all(const std::vector<PlayedRun>& runs) {
  int code = exit_passed;
  bool unjudged = false;
  for (const PlayedRun& run : runs) {
    if (!run.result) code = std::max<int>(code, exit_code_of(run.result.error().kind));
    if (came_to(run, CheckOutcome::failed)) code = std::max<int>(code, exit_check_failed);
    unjudged = unjudged || came_to(run, CheckOutcome::not_judged);
  }
  return code == exit_passed && unjudged ? exit_missing : code;
}

}  // namespace rtpe::cli
