// The options of `rtpe-lab chaos`.
#pragma once
#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "scenarios/campaign/hunt.hpp"

namespace rtpe::cli {

struct ChaosOptions {
  std::string base, out, corpus, strategy = "guided", time, shrink_time, shard;
  std::vector<std::string> merged;  ///< journals of shards
  std::uint64_t seed = 1, runs = 1000, shrink_runs = 500;
  std::uint32_t jobs = 0;
  std::string operation_time, standstill, stale_rows, recovery_time;
  std::string find;                           ///< only identities with that text; the search ends with the first
  std::string curve, seeds = "1..40", chart;  ///< instead of a search; chart: an SVG file
  std::uint32_t points = 8;                   ///< of the curve
  bool confirm = false, resume = false, json = false, quiet = false;

  [[nodiscard]] scenario::campaign::Strategy wanted_strategy() const;
  [[nodiscard]] Expected<scenario::campaign::Budgets> budgets() const;
};

void add_chaos_options(CLI::App& verb, ChaosOptions& options);

/// Which part of a campaign this process plays.
struct Shard {
  std::uint64_t number = 0, count = 1;  ///< number counts from 0
};
/// --shard I/N with I from 1, else what the scheduler says in the environment: Slurm array, Kubernetes indexed job,
/// GitLab, CircleCI, or RTPE_LAB_SHARD and RTPE_LAB_SHARDS (a GitHub matrix). Error: it makes no sense.
[[nodiscard]] Expected<Shard> shard_of(const std::string& option);

}  // namespace rtpe::cli
