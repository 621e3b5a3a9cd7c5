// chaos --curve: how much a deployment bears, as a table, JSON and a chart.
#pragma once
#include <atomic>

#include "cli/chaos_options.hpp"
#include "scenarios/campaign/space.hpp"

namespace rtpe::cli {

/// Returns the exit code.
int draw_curve(const ChaosOptions& options, const scenario::Scenario& base, const scenario::campaign::Space& space,
               std::uint32_t jobs, const std::atomic<bool>& interrupt);

}  // namespace rtpe::cli
