#include "reports/tap.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "reports/test_case.hpp"
#include "reports/text.hpp"

namespace rtpe::report {
namespace {

/// '#' begins a directive and '\\' escapes it.
std::string description(const std::string& text) {
  std::string out;
  for (const char one : printable(text)) {
    if (one == '#' || one == '\\') out.push_back('\\');
    out.push_back(one);
  }
  return out;
}

/// A YAML scalar: JSON strings are some.
std::string scalar(const std::string& text) { return boost::json::serialize(boost::json::value(valid_utf8(text))); }

void yaml_block(const PlayedRun& run, const TestCase& one, std::string& out) {
  out += fmt::format("  ---\n  message: {}\n  severity: {}\n  file: {}\n", scalar(one.message),
                     one.outcome == CaseOutcome::failed ? "fail" : "error", scalar(run.file));
  if (one.line > 0) out += fmt::format("  line: {}\n  column: {}\n", one.line, one.column);
  out += fmt::format("  seed: {}\n  replay: {}\n", run.seed, scalar(run.replay_command));
  if (!one.evidence.empty()) out += "  evidence:\n";
  for (const std::string& line : one.evidence) out += fmt::format("    - {}\n", scalar(line));
  out += "  ...\n";
}

}  // namespace

std::string tap(std::span<const PlayedRun> runs) {
  std::string points;
  std::size_t number = 0;
  for (const PlayedRun& run : runs)
    for (const TestCase& one : test_cases(run)) {
      points += fmt::format("{}ok {} - {}: {}", one.is_bad() ? "not " : "", ++number,
                            description(run.title.empty() ? run.file : run.title), description(one.name));
      if (one.outcome == CaseOutcome::skipped) points += " # SKIP " + description(one.message);
      points += "\n";
      if (one.is_bad()) yaml_block(run, one, points);
    }
  return fmt::format("TAP version 14\n1..{}\n{}", number, points);
}

}  // namespace rtpe::report
