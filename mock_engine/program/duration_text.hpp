// Durations as programs write them: "250ms", "1.5s", "2min", and ranges "10ms..50ms".
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace rtpe::mock {

/// A number and one of ns, us, ms, s, min, h, d; at most ten years, never negative. nullopt: anything else.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

struct DurationBounds {
  Duration lower{}, upper{};
};
/// "LOW..HIGH" with LOW <= HIGH, or one duration (both bounds).
[[nodiscard]] std::optional<DurationBounds> parse_duration_range(std::string_view text);

/// The shortest exact form: "1500ms", "2s".
[[nodiscard]] std::string format_duration(Duration duration);

}  // namespace rtpe::mock
