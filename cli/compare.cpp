#include "cli/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "reports/text.hpp"
#include "scenarios/checks/evidence.hpp"
#include "scenarios/log/transcript.hpp"

namespace rtpe::cli {
namespace {

using scenario::Divergence;
using scenario::Transcript;

constexpr std::array proxy_hosts{"builtin", "kamailio"};
constexpr std::array engine_hosts{"mock", "rtpengine"};

template <class List>
bool names_host(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

/// A run with one of the two hosts.
struct HostRun {
  Transcript transcript;
  scenario::RunResult result;
};

Expected<void> play_with(const PlannedRun& planned, const RunVerbOptions& options, HostRun& played) {
  scenario::RunOptions how{.clock = options.clock_kind(),
                           .hosts = options.hosts(),
                           .seed = planned.seed,
                           .places = &planned.scenario->places,
                           .case_name = planned.scenario->case_name,
                           .engine_detail = scenario::EngineDetail::full,
                           .sinks = {&played.transcript},
                           .interrupt = &interrupt_flag()};
  auto result = scenario::run(*planned.scenario, how);
  if (!result) return std::unexpected(result.error());
  played.result = std::move(*result);
  return {};
}

/// Checks that both judged, and differently.
std::vector<std::string> different_verdicts(const scenario::RunResult& first, const scenario::RunResult& second) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(first.checks.size(), second.checks.size()); ++i) {
    const auto one = first.checks[i].outcome, other = second.checks[i].outcome;
    if (one == other || one == scenario::CheckOutcome::not_judged || other == scenario::CheckOutcome::not_judged)
      continue;
    out.push_back(fmt::format("  {}: {} and {}\n", first.checks[i].that, to_string(one), to_string(other)));
  }
  return out;
}

std::string printed_divergence(const Divergence& divergence, std::string_view first, std::string_view second) {
  const std::string at =
      divergence.at == Duration::max() ? std::string("whole run") : scenario::clock_text(divergence.at);
  return fmt::format("  {}  {}\n    {:<9} {}\n    {:<9} {}\n", at, report::printable(divergence.where), first,
                     report::printable(divergence.first), second, report::printable(divergence.second));
}

/// True: they are the same.
bool tell_comparison(const PlannedRun& planned, const HostRun& first, const HostRun& second, std::string_view one,
                     std::string_view other) {
  const auto found = divergences(first.transcript, second.transcript);
  const auto verdicts = different_verdicts(first.result, second.result);
  const auto& calls = first.transcript.calls();
  const auto common =
      std::ranges::count_if(calls, [&](const auto& row) { return second.transcript.calls().contains(row.first); });
  std::size_t functions = 0;
  for (const auto& [call_id, call] : calls) functions += call.rows.size();
  const bool same = found.empty() && verdicts.empty();
  std::string out = fmt::format(
      "{}  {}\n  {}, seed {}: {} and {} in {} calls with {} functions of the module: ", same ? "SAME" : "DIFFERENT",
      report::printable(planned.scenario->title), planned.scenario->file, planned.seed, one, other, common, functions);
  out += same ? "no divergence\n" : fmt::format("{} divergence{}\n", found.size(), found.size() == 1 ? "" : "s");
  for (const Divergence& divergence : found) out += printed_divergence(divergence, one, other);
  for (const std::string& verdict : verdicts) out += verdict;
  print(out);
  return same;
}

}  // namespace

Expected<std::pair<RunVerbOptions, RunVerbOptions>> compared_options(const RunVerbOptions& options) {
  const auto wrong = [&](std::string message) {
    return std::unexpected(Error{.message = std::move(message),
                                 .place = "--compare " + options.compare,
                                 .remedy = "builtin,kamailio compares proxies, mock,rtpengine engines"});
  };
  const auto comma = options.compare.find(',');
  const std::string first = options.compare.substr(0, comma);
  const std::string second = comma == std::string::npos ? "" : options.compare.substr(comma + 1);
  if (first == second || second.empty()) return wrong("two different hosts are compared");
  std::pair both{options, options};
  if (names_host(proxy_hosts, first) && names_host(proxy_hosts, second)) {
    both.first.client = first;
    both.second.client = second;
  } else if (names_host(engine_hosts, first) && names_host(engine_hosts, second)) {
    both.first.engines = first;
    both.second.engines = second;
  } else {
    return wrong("these are no two hosts of one kind");
  }
  if (!options.clock.empty() || !options.control.empty() || options.json || !options.out.empty() ||
      !options.reports.files().empty() || !options.html.empty() || !options.events.empty() || !options.pcap.empty())
    return wrong("a comparison takes no --clock, --control, --json, and writes no report, log or capture");
  return both;
}

int compare_runs(const std::vector<PlannedRun>& plan, const RunVerbOptions& options) {
  const auto both = compared_options(options);
  if (!both) return fail(both.error());
  const auto comma = options.compare.find(',');
  const std::string first = options.compare.substr(0, comma), second = options.compare.substr(comma + 1);
  int code = exit_passed;
  for (const PlannedRun& planned : plan) {
    HostRun one, other;
    auto done = play_with(planned, both->first, one);
    if (done) done = play_with(planned, both->second, other);
    if (interrupt_flag()) return std::max<int>(code, exit_check_failed);
    if (!done)
      code = std::max(code, fail(done.error()));
    else if (!tell_comparison(planned, one, other, first, second))
      code = std::max<int>(code, exit_check_failed);
  }
  return code;
}

}  // namespace rtpe::cli
