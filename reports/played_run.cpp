#include "reports/played_run.hpp"

#include <fmt/format.h>

#include "scenarios/log/run_case.hpp"

namespace rtpe::report {
namespace {

/// For a POSIX shell.
std::string quoted(const std::string& word) {
  constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";
  if (!word.empty() && word.find_first_not_of(safe) == std::string::npos) return word;
  std::string out = "'";
  for (const char c : word) c == '\'' ? out += "'\\''" : out += c;
  return out + "'";
}

}  // namespace

bool is_same_scenario(const PlayedRun& one, const PlayedRun& other) {
  return one.file == other.file && one.case_name == other.case_name;
}

bool is_capture(std::string_view file) {
  for (const std::string_view packing : {".gz", ".zst"})
    if (file.ends_with(packing)) file.remove_suffix(packing.size());
  return file.ends_with(".pcap") || file.ends_with(".pcapng") || file.ends_with(".cap");
}

std::string replay_command(const std::string& file, std::uint64_t seed, scenario::ClockKind clock) {
  if (is_capture(file)) return fmt::format("rtpe-lab pcap check {}", quoted(file));
  return fmt::format("rtpe-lab run {} --seed {}{}", quoted(file), seed,
                     clock == scenario::ClockKind::real_time ? " --clock real" : "");
}

std::string set_option(std::string_view name, std::string_view value) {
  return " --set " + quoted(fmt::format("{}={}", name, value));
}

std::string case_options(std::string_view case_name) {
  std::string out;
  for (const auto& [name, value] : scenario::values_of_case(case_name)) out += set_option(name, value);
  return out;
}

PlayedRun played_run(scenario::RunResult result) {
  PlayedRun run{.title = result.title,
                .file = result.file,
                .case_name = result.case_name,
                .seed = result.seed,
                .started = {},
                .replay_command = {},
                .result = {}};
  run.replay_command = replay_command(result.file, result.seed, result.clock) + case_options(result.case_name);
  run.result = std::move(result);
  return run;
}

}  // namespace rtpe::report
