// One line about a run that goes on.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace rtpe::scenario {
struct Scenario;
}

namespace rtpe::report {

struct LiveFigures {
  Duration at{}, expected{};          ///< the run's time; when it ends, as its traffic is planned; 0: not known
  std::optional<Duration> left = {};  ///< of the watcher's time
  std::uint64_t calls = 0, over = 0, failed = 0;
  double calls_per_s = 0;             ///< lately, in the run's time
  std::vector<std::string> disabled;  ///< nodes, printable
};
/// "16 %, 12 s left; 12 min 3 s: 3 654 calls (340 open, 2 failed), 3.1/s; disabled: a". At most `columns` long.
[[nodiscard]] std::string live_text(const LiveFigures& figures, std::size_t columns);

/// About when a run ends: its duration, else the end of the last call that its traffic plans. What engines and faults
/// do to calls is not known before.
[[nodiscard]] Duration expected_length(const scenario::Scenario& scenario);

/// What is left of `passed`, the watcher's time so far, when the run goes on as fast; empty: too early to say.
[[nodiscard]] std::optional<Duration> time_left(Duration at, Duration expected, Duration passed);

}  // namespace rtpe::report
