#include "mock_engine/program/duration_text.hpp"

#include <cmath>

namespace rtpe::mock {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::array<Unit, 7> units{{{"ns", 1},
                                     {"us", 1'000},
                                     {"ms", 1'000'000},
                                     {"s", 1'000'000'000},
                                     {"min", 60'000'000'000},
                                     {"h", 3'600'000'000'000},
                                     {"d", 86'400'000'000'000}}};
constexpr double longest_ns = 10.0 * 366 * 86'400e9;

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{} || !std::isfinite(number) || number < 0) return std::nullopt;
  const std::string_view unit_name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : units) {
    if (unit.name != unit_name) continue;
    const double nanoseconds = number * static_cast<double>(unit.nanoseconds);
    if (nanoseconds > longest_ns) return std::nullopt;
    return Duration(std::llround(nanoseconds));
  }
  return std::nullopt;
}

std::optional<DurationBounds> parse_duration_range(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto lower = parse_duration(text.substr(0, dots));
  const auto upper = dots == text.npos ? lower : parse_duration(text.substr(dots + 2));
  if (!lower || !upper || *lower > *upper) return std::nullopt;
  return DurationBounds{*lower, *upper};
}

std::string format_duration(Duration duration) {
  for (std::size_t i = units.size() - 1; i > 0; --i) {
    const std::int64_t unit = units[i].nanoseconds;
    if (duration.count() != 0 && duration.count() % unit == 0)
      return fmt::format("{}{}", duration.count() / unit, units[i].name);
  }
  return duration.count() == 0 ? "0s" : fmt::format("{}ns", duration.count());
}

}  // namespace rtpe::mock
