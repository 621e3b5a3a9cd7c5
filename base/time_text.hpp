// Durations and rates as files, options and the control API write them. One table of units for the whole lab.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/time.hpp"

namespace rtpe {

/// "2ms" (low == high) or "0.5ms..2ms": uniform between the two.
struct DurationRange {
  Duration low{}, high{};
  bool operator==(const DurationRange&) const = default;
};

/// "250us", "0.5ms", "90s", "10min", "1h30min", "2d": numbers with units (ns, us, ms, s, min, h, d), largest unit
/// first, at most 366 days in all. Error: what is wrong, without a place.
Expected<Duration> parse_duration(std::string_view text);
/// "2ms" or "0.5ms..2ms", low end first.
Expected<DurationRange> parse_duration_range(std::string_view text);
/// "40/s", "10/min", "0.5/h": per second, at most a million.
Expected<double> parse_rate(std::string_view text);

/// "64kbit/s", "1.5Mbit/s": bits per second, 8 to 10^12.
Expected<std::uint64_t> parse_bandwidth(std::string_view text);

/// What a person would write, exactly: "1h30min", "1.5s", "250us", "0s". parse_duration() reads it back.
[[nodiscard]] std::string duration_text(Duration duration);
[[nodiscard]] std::string duration_range_text(const DurationRange& range);
/// In the unit that makes its number shortest: "40/s", "10/min". parse_rate() reads the same number back.
[[nodiscard]] std::string rate_text(double per_s);
/// parse_bandwidth() reads it back.
[[nodiscard]] std::string bandwidth_text(std::uint64_t bits_per_s);

}  // namespace rtpe
