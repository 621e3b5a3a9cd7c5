// A run and all that reports say around it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/time.hpp"
#include "scenarios/log/result.hpp"

namespace rtpe::report {

struct PlayedRun {
  std::string title, file;
  std::uint64_t seed = 0;
  std::optional<Time> started;           ///< wall clock; empty: left out of reports
  std::string replay_command;            ///< what plays exactly this run again
  Expected<scenario::RunResult> result;  ///< an error: the run could not be set up
  [[nodiscard]] bool passed() const { return result && result->passed(); }
};

/// For a shell: "rtpe-lab run FILE --seed N"; of a capture "rtpe-lab pcap check FILE".
[[nodiscard]] std::string replay_command(const std::string& file, std::uint64_t seed, scenario::ClockKind clock);
/// A run known from its result alone, as a log gives it.
[[nodiscard]] PlayedRun played_run(scenario::RunResult result);

}  // namespace rtpe::report
