#include "tests/conformance/kamailio/plan.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "tests/conformance/kamailio/compare.hpp"
#include "tests/conformance/kamailio/library_run.hpp"

namespace rtpe::lane {
namespace {

/// How far an unlucky step is moved, and how often before it is dropped.
constexpr std::uint32_t nudge_ms = 700;
constexpr int most_nudges = 2;

struct Planner {
  Sequence& sequence;
  std::vector<std::uint32_t>& gaps_ms;
  std::vector<int> nudges;
  const PlanOptions& options;

  /// A step (0 is the startup) that turns out otherwise in some disturbed run.
  Expected<std::optional<std::size_t>> find_unstable(const Trace& undisturbed) {
    for (std::uint32_t i = 0; i < options.disturbed_runs; ++i) {
      const Disturbance disturbance{.phase = std::chrono::milliseconds(1000 * i / options.disturbed_runs),
                                    .seed = sequence.seed + i,
                                    .jitter_ms = options.jitter_ms};
      const auto run = run_on_library(sequence, disturbance);
      if (!run) return std::unexpected(run.error());
      if (const auto difference = compare(undisturbed, run->trace, tolerance_ms(sequence))) return difference->step;
    }
    return std::nullopt;
  }

  void drop(std::size_t index) {
    // What the step did to the engines stays, unless the next one does something else to them.
    if (index + 1 < sequence.steps.size()) {
      auto& next = sequence.steps[index + 1].engines;
      for (const auto& change : sequence.steps[index].engines)
        if (std::ranges::find(next, change.engine, &EngineChange::engine) == next.end())
          next.insert(next.begin(), change);
    }
    const auto at = static_cast<std::ptrdiff_t>(index);
    sequence.steps.erase(sequence.steps.begin() + at);
    gaps_ms.erase(gaps_ms.begin() + at);
    nudges.erase(nudges.begin() + at);
  }

  void move_or_drop(std::size_t index) {
    if (nudges[index]++ < most_nudges)
      gaps_ms[index] += nudge_ms;
    else
      drop(index);
  }

  /// True: nothing had to be changed.
  Expected<bool> round() {
    const auto run = place_steps(sequence, gaps_ms);
    if (!run) return std::unexpected(run.error());
    for (std::size_t i = 0; i < sequence.steps.size(); ++i) {
      const bool last = run->ended_ms[i] > options.longest_sequence_ms;
      if (!last && run->ended_ms[i] - run->began_ms[i] <= options.longest_step_ms) continue;
      drop(i);
      return false;
    }
    const auto unstable = find_unstable(run->trace);
    if (!unstable) return std::unexpected(unstable.error());
    if (!*unstable) return true;
    if (**unstable == 0) return std::unexpected(Error{.message = "the startup depends on luck"});
    move_or_drop(**unstable - 1);
    return false;
  }
};

}  // namespace

Expected<std::vector<std::uint32_t>> plan(Sequence& sequence, std::vector<std::uint32_t> gaps_ms,
                                          const PlanOptions& options) {
  Planner planner{sequence, gaps_ms, std::vector<int>(sequence.steps.size()), options};
  for (;;) {
    const auto settled = planner.round();
    if (!settled) return std::unexpected(settled.error());
    if (*settled) return gaps_ms;
  }
}

}  // namespace rtpe::lane
