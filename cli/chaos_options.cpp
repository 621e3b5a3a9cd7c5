#include "cli/chaos_options.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <optional>
#include <tuple>

#include "base/time_text.hpp"

namespace rtpe::cli {
namespace {

using scenario::campaign::Strategy;

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

struct Scheduler {
  const char* name;
  const char *index, *count, *first;  ///< variables; first: the lowest index, where it is not `from`
  std::uint64_t from;
};

constexpr Scheduler schedulers[] = {
    {"RTPE_LAB_SHARD", "RTPE_LAB_SHARD", "RTPE_LAB_SHARDS", nullptr, 1},
    {"a Slurm array", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", 0},
    {"a Kubernetes indexed job", "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", nullptr, 0},
    {"GitLab", "CI_NODE_INDEX", "CI_NODE_TOTAL", nullptr, 1},
    {"CircleCI", "CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", nullptr, 0},
};

Expected<Shard> checked(std::optional<std::uint64_t> index, std::optional<std::uint64_t> count, std::uint64_t first,
                        const std::string& place) {
  if (!index || !count || *count == 0 || *index < first || *index - first >= *count)
    return std::unexpected(Error{.message = "is no shard", .place = place, .remedy = "I/N with I from 1 to N, as 2/8"});
  return Shard{*index - first, *count};
}

Expected<void> read_budget(const std::string& text, std::string_view option, std::optional<Duration>& budget) {
  if (text.empty()) return {};
  auto read = parse_duration(text);
  if (!read) {
    read.error().place = std::string(option);
    return std::unexpected(read.error());
  }
  budget = *read;
  return {};
}

void add_curve_options(CLI::App& verb, ChaosOptions& options) {
  CLI::Option* curve =
      verb.add_option("--curve", options.curve,
                      "Instead of a search: the share of days that pass as loss, length, rate or engines grows: "
                      "loss=0..0.3, \"engines=0..3 length=1min\"");
  for (const char* other : {"--seed", "--runs", "--time", "--strategy", "--shrink-runs", "--shrink-time", "--out",
                            "--resume", "--corpus", "--merge", "--confirm", "--shard", "--find"})
    curve->excludes(verb.get_option(other));
  verb.add_option("--seeds", options.seeds, "Of a curve: seeds of each value (default 1..40)")->needs(curve);
  verb.add_option("--points", options.points, "Of a curve: how many values (default 8)")
      ->check(CLI::Range(2U, 200U))
      ->needs(curve);
  verb.add_option("--chart", options.chart, "Of a curve: an SVG file")->needs(curve);
}

}  // namespace

Expected<Shard> shard_of(const std::string& option) {
  if (!option.empty()) {
    const auto slash = option.find('/');
    if (slash == std::string::npos) return checked({}, {}, 1, "--shard " + option);
    return checked(number_in(option.substr(0, slash)), number_in(option.substr(slash + 1)), 1, "--shard " + option);
  }
  for (const Scheduler& scheduler : schedulers) {
    const char* index = std::getenv(scheduler.index);
    const char* count = std::getenv(scheduler.count);
    if (index == nullptr || count == nullptr) continue;
    const char* first = scheduler.first == nullptr ? nullptr : std::getenv(scheduler.first);
    const std::uint64_t from = first == nullptr ? scheduler.from : number_in(first).value_or(scheduler.from);
    return checked(number_in(index), number_in(count), from,
                   fmt::format("{}={} of {}", scheduler.index, index, scheduler.name));
  }
  return Shard{};
}

Strategy ChaosOptions::wanted_strategy() const {
  if (strategy == "random") return Strategy::random;
  if (strategy == "swizzle") return Strategy::swizzle;
  if (strategy == "exhaustive") return Strategy::exhaustive;
  return Strategy::guided;
}

Expected<scenario::campaign::Budgets> ChaosOptions::budgets() const {
  scenario::campaign::Budgets budgets;
  std::optional<Duration> still;
  for (const auto& [text, option, budget] :
       {std::tuple{&operation_time, "--operation-time", &budgets.operation_time},
        std::tuple{&standstill, "--standstill", &still}, std::tuple{&stale_rows, "--stale-rows", &budgets.stale_rows},
        std::tuple{&recovery_time, "--recovery-time", &budgets.recovery_time}})
    if (auto read = read_budget(*text, option, *budget); !read) return std::unexpected(read.error());
  if (still) budgets.standstill = *still;
  return budgets;
}

void add_chaos_options(CLI::App& verb, ChaosOptions& options) {
  verb.add_option("BASE", options.base, "Scenario file of a deployment")->required();
  verb.add_option("--seed", options.seed, "Of the search (default 1); the same seed finds the same");
  verb.add_option("--runs", options.runs, "Runs of the search (default 1000); shrinking comes on top")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{100'000'000}));
  verb.add_option("--time", options.time, "The search ends then at the latest, in your time: 30s");
  verb.add_option("--strategy", options.strategy, "guided (default), random, swizzle, exhaustive")
      ->check(CLI::IsMember({"guided", "random", "swizzle", "exhaustive"}));
  verb.add_option("--shrink-runs", options.shrink_runs, "Runs to make one find small (default 500)");
  verb.add_option("--shrink-time", options.shrink_time, "And your time for it: 5s");
  verb.add_option("--out", options.out, "Directory for found scenarios, explanations and the journal");
  verb.add_flag("--resume", options.resume, "Go on with the search whose journal is in --out");
  verb.add_option("--corpus", options.corpus,
                  "Directory of known cases: played first, not looked for again, dropped when they pass");
  verb.add_option("--merge", options.merged, "Journals of shards: what they played is not played again")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb.add_flag("--confirm", options.confirm, "Play what was found with the real Kamailio, in real time");
  verb.add_option("--shard", options.shard, "I/N: this process plays every N-th run, from the I-th");
  verb.add_option("--jobs,-j", options.jobs, "Runs played at once (default: one per processor)")
      ->check(CLI::Range(1U, 1024U));
  verb.add_option("--operation-time", options.operation_time, "Budget: how long an operation may hold a worker");
  verb.add_option("--standstill", options.standstill, "Budget: how long all workers may be held at once (2s)");
  verb.add_option("--stale-rows", options.stale_rows, "Budget: how long a row may outlive its call");
  verb.add_option("--recovery-time", options.recovery_time, "Budget: until a well node is used again");
  verb.add_option("--find", options.find, "Only failures whose name has this text; the search ends with the first one");
  add_curve_options(verb, options);
  verb.add_flag("--json", options.json, "One JSON object with what was found");
  verb.add_flag("--quiet,-q", options.quiet, "Only the files, and the last line");
}

}  // namespace rtpe::cli
