#include "reports/seed_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "reports/measure_text.hpp"
#include "reports/test_case.hpp"
#include "reports/text.hpp"
#include "reports/text_table.hpp"

namespace rtpe::report {
namespace {

using scenario::RunResult;

constexpr std::size_t most_bad_runs = 5;

/// A number of a run that differs from seed to seed.
struct Measure {
  std::string_view name;
  double (*value)(const RunResult& result);
  std::string (*text)(double value);
};

double failed_share(const RunResult& result) {
  return result.calls == 0 ? 0 : static_cast<double>(result.calls_failed) / static_cast<double>(result.calls);
}
double latency_of(const RunResult& result) {
  Duration highest{};
  for (const scenario::NodeSummary& node : result.nodes) highest = std::max(highest, node.latency.p99);
  return static_cast<double>(highest.count());
}
double disabled_time(const RunResult& result) {
  Duration all{};
  for (const scenario::NodeSummary& node : result.nodes) all += node.time_disabled;
  return static_cast<double>(all.count());
}

constexpr Measure measures[] = {
    {"calls", [](const RunResult& r) { return static_cast<double>(r.calls); }, measured_count},
    {"failed calls", [](const RunResult& r) { return static_cast<double>(r.calls_failed); }, measured_count},
    {"share of them", failed_share, measured_share},
    {"longest operation", [](const RunResult& r) { return static_cast<double>(r.longest_operation.count()); },
     measured_time},
    {"p99 of the slowest node", latency_of, measured_time},
    {"most workers busy", [](const RunResult& r) { return static_cast<double>(r.most_workers_busy); }, measured_count},
    {"most SIP queued", [](const RunResult& r) { return static_cast<double>(r.most_queued); }, measured_count},
    {"sent again", [](const RunResult& r) { return static_cast<double>(r.sends - std::min(r.sends, r.exchanges)); },
     measured_count},
    {"nodes disabled for", disabled_time, measured_time},
};

std::string rate(std::size_t good, std::size_t all) {
  const Share share = confidence(good, all);
  return fmt::format("{} of {}, {:.1f} % (95 %: {:.1f} to {:.1f})", count_text(good), count_text(all),
                     100.0 * static_cast<double>(good) / static_cast<double>(all), share.low * 100, share.high * 100);
}

void write_rates(std::span<const PlayedRun> runs, std::string& out) {
  const auto passed = static_cast<std::size_t>(std::ranges::count_if(runs, &PlayedRun::passed));
  struct Count {
    std::size_t good = 0, all = 0;
  };
  std::vector<std::pair<std::string, Count>> checks;
  for (const PlayedRun& run : runs) {
    if (!run.result) continue;
    std::map<std::string, int> names;
    for (const scenario::CheckResult& check : run.result->checks) {
      std::string name = check.that;
      if (const int times = ++names[name]; times > 1) name += fmt::format(" #{}", times);
      auto row = std::ranges::find(checks, name, &std::pair<std::string, Count>::first);
      if (row == checks.end()) row = checks.insert(checks.end(), {name, {}});
      ++row->second.all;
      if (check.passed()) ++row->second.good;
    }
  }
  std::size_t width = 6;
  for (const auto& [name, count] : checks) width = std::max(width, display_width(name) + 2);
  out += fmt::format("  {:<{}}  {}\n", "passed", width, rate(passed, runs.size()));
  for (const auto& [name, count] : checks)
    out += fmt::format("    {:<{}}  {}\n", printable(name), width - 2, rate(count.good, count.all));
}

void write_measures(std::span<const PlayedRun> runs, std::string& out) {
  TextTable table({{.title = "measured"},
                   {.title = "least", .align = Align::right},
                   {.title = "median", .align = Align::right},
                   {.title = "seed", .align = Align::right},
                   {.title = "highest", .align = Align::right},
                   {.title = "seed", .align = Align::right}});
  for (const Measure& measure : measures) {
    std::vector<std::pair<double, std::uint64_t>> values;
    for (const PlayedRun& run : runs)
      if (run.result) values.emplace_back(measure.value(*run.result), run.seed);
    if (values.empty()) return;
    std::ranges::sort(values);
    if (values.back().first == 0) continue;
    const auto& [median, median_seed] = values[(values.size() - 1) / 2];
    const auto& [highest, highest_seed] =
        *std::ranges::find(values, values.back().first, &std::pair<double, std::uint64_t>::first);
    table.add({std::string(measure.name), measure.text(values.front().first), measure.text(median),
               std::to_string(median_seed), measure.text(highest), std::to_string(highest_seed)});
  }
  std::string text;
  table.render(text);
  out += "\n";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    out += "  " + text.substr(at, end - at) + "\n";
    at = end + 1;
  }
}

void write_bad_runs(std::span<const PlayedRun> runs, std::string& out) {
  std::size_t bad = 0;
  for (const PlayedRun& run : runs) {
    if (run.passed() || ++bad > most_bad_runs) continue;
    if (bad == 1) out += "\n";
    out += fmt::format("  {}\n", run.replay_command);
    for (const TestCase& one : test_cases(run))
      if (one.outcome != CaseOutcome::passed) out += fmt::format("    {}: {}\n", one.type, printable(one.message));
  }
  if (bad > most_bad_runs) out += fmt::format("  ... {} more did not pass\n", count_text(bad - most_bad_runs));
}

}  // namespace

bool fits_seed_table(std::span<const PlayedRun> runs) {
  return runs.size() > most_verdicts &&
         std::ranges::all_of(runs, [&](const PlayedRun& run) { return is_same_scenario(run, runs.front()); });
}

Share confidence(std::size_t good, std::size_t all) {
  constexpr double z = 1.959964;  // of 95 %
  const auto n = static_cast<double>(all);
  const double share = static_cast<double>(good) / n, spread = z * z / n;
  const double middle = share + spread / 2;
  const double width = z * std::sqrt(share * (1 - share) / n + spread / (4 * n));
  return {.low = std::max(0.0, (middle - width) / (1 + spread)),
          .high = std::min(1.0, (middle + width) / (1 + spread))};
}

std::string seed_table(std::span<const PlayedRun> runs) {
  const PlayedRun& first = runs.front();
  std::string out = fmt::format("{}\n  {}, {} runs, seeds {} to {}\n", printable(first.title), printable(first.file),
                                count_text(runs.size()), first.seed, runs.back().seed);
  write_rates(runs, out);
  write_measures(runs, out);
  write_bad_runs(runs, out);
  return out;
}

}  // namespace rtpe::report
