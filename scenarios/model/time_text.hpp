// Durations and rates as a scenario file writes them. Private to scenarios/model and the command line.
#pragma once
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// "250us", "0.5ms", "90s", "10min", "1h30min", "2d": numbers with units, largest unit first, at most 366 days in all.
/// Error: what is wrong, without a place.
Expected<Duration> parse_duration(std::string_view text);
/// "2ms" or "0.5ms..2ms", low end first.
Expected<DurationRange> parse_duration_range(std::string_view text);
/// "40/s", "10/min", "0.5/h": per second, at most a million.
Expected<double> parse_rate(std::string_view text);

/// The shortest text that parse_duration() reads back: "1h30min", "0s".
[[nodiscard]] std::string duration_text(Duration duration);

}  // namespace rtpe::scenario
