#include "reports/played_run.hpp"

#include <fmt/format.h>

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

/// By its name: the log of a capture names the capture where others name their scenario.
bool is_capture(std::string_view file) {
  for (const std::string_view packing : {".gz", ".zst"})
    if (file.ends_with(packing)) file.remove_suffix(packing.size());
  return file.ends_with(".pcap") || file.ends_with(".pcapng") || file.ends_with(".cap");
}

}  // namespace

std::string replay_command(const std::string& file, std::uint64_t seed, scenario::ClockKind clock) {
  if (is_capture(file)) return fmt::format("rtpe-lab pcap check {}", quoted(file));
  return fmt::format("rtpe-lab run {} --seed {}{}", quoted(file), seed,
                     clock == scenario::ClockKind::real_time ? " --clock real" : "");
}

PlayedRun played_run(scenario::RunResult result) {
  PlayedRun run{.title = result.title,
                .file = result.file,
                .seed = result.seed,
                .started = {},
                .replay_command = {},
                .result = {}};
  run.replay_command = replay_command(result.file, result.seed, result.clock);
  run.result = std::move(result);
  return run;
}

}  // namespace rtpe::report
