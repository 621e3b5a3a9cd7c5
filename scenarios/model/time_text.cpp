#include "scenarios/model/time_text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

namespace rtpe::scenario {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
/// Largest first.
constexpr std::array units = {Unit{"d", 86'400'000'000'000}, Unit{"h", 3'600'000'000'000}, Unit{"min", 60'000'000'000},
                              Unit{"s", 1'000'000'000},      Unit{"ms", 1'000'000},        Unit{"us", 1'000}};
constexpr Duration longest = std::chrono::hours(24 * 366);
constexpr double highest_rate_per_s = 1e6;

std::unexpected<Error> refused(std::string message) { return std::unexpected(Error{.message = std::move(message)}); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes a plain decimal number off the front; nothing taken: nullopt.
std::optional<double> take_number(std::string_view& text) {
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || !is_digit(*(end - 1)) || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

std::string_view take_letters(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && text[length] >= 'a' && text[length] <= 'z') ++length;
  const auto letters = text.substr(0, length);
  text.remove_prefix(length);
  return letters;
}

}  // namespace

Expected<Duration> parse_duration(std::string_view text) {
  const std::string_view whole = text;
  const auto wrong = [&](std::string_view why) {
    return refused(
        fmt::format("\"{}\" is no duration: {}; write one as \"0.5ms\", \"90s\" or \"1h30min\"", whole, why));
  };
  if (text.empty()) return wrong("it is empty");
  double total = 0;
  std::int64_t smallest_so_far = units.front().nanoseconds + 1;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return wrong("a number is expected at the start and after each unit");
    const auto name = take_letters(text);
    if (name.empty()) return wrong("the unit is missing (us, ms, s, min, h, d)");
    const auto* const unit = std::ranges::find(units, name, &Unit::name);
    if (unit == units.end()) return wrong(fmt::format("\"{}\" is no unit (us, ms, s, min, h, d)", name));
    if (unit->nanoseconds >= smallest_so_far) return wrong("larger units come first, each once");
    smallest_so_far = unit->nanoseconds;
    total += *number * static_cast<double>(unit->nanoseconds);
    if (total > static_cast<double>(longest.count()))
      return refused(fmt::format("\"{}\" is more than 366 days", whole));
  }
  return Duration(std::llround(total));
}

Expected<DurationRange> parse_duration_range(std::string_view text) {
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) {
    const auto only = parse_duration(text);
    if (!only) return std::unexpected(only.error());
    return DurationRange{*only, *only};
  }
  const auto low = parse_duration(text.substr(0, dots));
  if (!low) return std::unexpected(low.error());
  const auto high = parse_duration(text.substr(dots + 2));
  if (!high) return std::unexpected(high.error());
  if (*low > *high)
    return refused(fmt::format("the range \"{}\" ends before it begins; the low end comes first", text));
  return DurationRange{*low, *high};
}

Expected<double> parse_rate(std::string_view text) {
  const std::string_view whole = text;
  const auto number = take_number(text);
  double unit_s = 0;
  if (text == "/s") unit_s = 1;
  if (text == "/min") unit_s = 60;
  if (text == "/h") unit_s = 3600;
  if (!number || unit_s == 0)
    return refused(fmt::format("\"{}\" is no rate; write one as \"40/s\", \"10/min\" or \"0.5/h\"", whole));
  const double per_s = *number / unit_s;
  if (per_s <= 0) return refused(fmt::format("a rate of \"{}\" never starts a call", whole));
  if (per_s > highest_rate_per_s) return refused(fmt::format("\"{}\" is more than a million per second", whole));
  return per_s;
}

std::string duration_text(Duration duration) {
  std::string out;
  std::int64_t left = duration.count();
  for (const Unit& unit : units) {
    if (unit.nanoseconds >= 1'000'000'000) {
      if (const auto count = left / unit.nanoseconds; count > 0) {
        fmt::format_to(std::back_inserter(out), "{}{}", count, unit.name);
        left -= count * unit.nanoseconds;
      }
    } else if (left >= unit.nanoseconds) {
      // The rest in the largest unit below a second that fits, with a fraction.
      return out + fmt::format("{}{}", static_cast<double>(left) / static_cast<double>(unit.nanoseconds), unit.name);
    }
  }
  return out.empty() ? "0s" : out;
}

}  // namespace rtpe::scenario
