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
  std::string case_name = {};  ///< which scenario of the file: "retr = 3"; empty: it has one
  std::uint64_t seed = 0;
  std::optional<Time> started;           ///< wall clock; empty: left out of reports
  std::string replay_command;            ///< what plays exactly this run again
  Expected<scenario::RunResult> result;  ///< an error: the run could not be set up
  [[nodiscard]] bool passed() const { return result && result->passed(); }
};

/// Of one file, and of one case of its matrix.
[[nodiscard]] bool is_same_scenario(const PlayedRun& one, const PlayedRun& other);
/// By its name: the log of a capture names the capture where others name their scenario.
[[nodiscard]] bool is_capture(std::string_view file);
/// For a shell: "rtpe-lab run FILE --seed N"; of a capture "rtpe-lab pcap check FILE".
[[nodiscard]] std::string replay_command(const std::string& file, std::uint64_t seed, scenario::ClockKind clock);
/// For a shell, behind a replay_command(): " --set release=kamailio-5.6" for every value of the case.
[[nodiscard]] std::string case_options(std::string_view case_name);
/// " --set NAME=VALUE", for a shell.
[[nodiscard]] std::string set_option(std::string_view name, std::string_view value);
/// A run known from its result alone, as a log gives it.
[[nodiscard]] PlayedRun played_run(scenario::RunResult result);

}  // namespace rtpe::report
