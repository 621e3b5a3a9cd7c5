// Prometheus' text exposition format, for node_exporter's textfile collector or a push gateway.
#pragma once
#include <span>
#include <string>

#include "reports/played_run.hpp"

namespace rtpe::report {

/// Gauges named rtpe_lab_*, labelled by scenario file and seed; per node its URL; times in seconds. Runs that could not
/// be played have rtpe_lab_run_passed 0 and nothing else.
[[nodiscard]] std::string prometheus(std::span<const PlayedRun> runs);

}  // namespace rtpe::report
