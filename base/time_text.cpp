#include "base/time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>

#include "base/ascii.hpp"

namespace rtpe {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
/// Largest first.
constexpr std::array units = {Unit{"d", 86'400'000'000'000},
                              Unit{"h", 3'600'000'000'000},
                              Unit{"min", 60'000'000'000},
                              Unit{"s", 1'000'000'000},
                              Unit{"ms", 1'000'000},
                              Unit{"us", 1'000},
                              Unit{"ns", 1}};
constexpr std::string_view unit_names = "ns, us, ms, s, min, h, d";
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr Duration longest = std::chrono::hours(24 * 366);

struct RateUnit {
  std::string_view name;
  double seconds;
};
constexpr std::array rate_units = {RateUnit{"/s", 1}, RateUnit{"/min", 60}, RateUnit{"/h", 3600}};
constexpr double highest_rate_per_s = 1e6;

std::unexpected<Error> refused(std::string message) { return std::unexpected(Error{.message = std::move(message)}); }

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

struct BandwidthUnit {
  std::string_view name;
  std::uint64_t bits;
};
constexpr std::array<BandwidthUnit, 4> bandwidth_units{
    {{"Gbit/s", 1'000'000'000}, {"Mbit/s", 1'000'000}, {"kbit/s", 1000}, {"bit/s", 1}}};
constexpr double least_bandwidth = 8, most_bandwidth = 1e12;

/// The shortest decimal that reads back as the same number, never with an exponent.
std::string decimal(double number) {
  std::array<char, 400> buffer{};  // the longest double has 309 digits before its point
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
  return error == std::errc{} ? std::string(buffer.data(), end) : std::string("0");
}

/// `count` of a unit's billionths of something: "1.5", "0.000001".
std::string with_fraction(std::int64_t whole, std::int64_t rest, int digits) {
  std::string text = fmt::format("{}.{:0{}}", whole, rest, digits);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

Expected<Duration> parse_duration(std::string_view text) {
  const std::string_view whole = text;
  const auto wrong = [&](std::string_view why) {
    return refused(
        fmt::format("\"{}\" is no duration: {}; write one as \"0.5ms\", \"90s\" or \"1h30min\"", whole, why));
  };
  if (text.empty()) return wrong("it is empty");
  std::int64_t total_ns = 0;
  std::int64_t smallest_so_far = units.front().nanoseconds + 1;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return wrong("a number is expected at the start and after each unit");
    const auto name = take_letters(text);
    if (name.empty()) return wrong(fmt::format("the unit is missing ({})", unit_names));
    const auto* const unit = std::ranges::find(units, name, &Unit::name);
    if (unit == units.end()) return wrong(fmt::format("\"{}\" is no unit ({})", name, unit_names));
    if (unit->nanoseconds >= smallest_so_far) return wrong("larger units come first, each once");
    smallest_so_far = unit->nanoseconds;
    const double part_ns = *number * static_cast<double>(unit->nanoseconds);
    if (part_ns <= static_cast<double>(longest.count())) total_ns += std::llround(part_ns);
    if (part_ns > static_cast<double>(longest.count()) || total_ns > longest.count())
      return refused(fmt::format("\"{}\" is more than 366 days", whole));
  }
  return Duration(total_ns);
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
  const auto* const unit = std::ranges::find(rate_units, text, &RateUnit::name);
  if (!number || unit == rate_units.end())
    return refused(fmt::format("\"{}\" is no rate; write one as \"40/s\", \"10/min\" or \"0.5/h\"", whole));
  const double per_s = *number / unit->seconds;
  if (per_s <= 0) return refused(fmt::format("a rate of \"{}\" never starts a call", whole));
  if (per_s > highest_rate_per_s) return refused(fmt::format("\"{}\" is more than a million per second", whole));
  return per_s;
}

Expected<std::uint64_t> parse_bandwidth(std::string_view text) {
  const std::string_view whole = text;
  const auto number = take_number(text);
  const auto* const unit = std::ranges::find(bandwidth_units, text, &BandwidthUnit::name);
  if (!number || unit == bandwidth_units.end())
    return refused(
        fmt::format("\"{}\" is no bandwidth; write one as \"64kbit/s\", \"1.5Mbit/s\" or \"800bit/s\"", whole));
  const double bits = *number * static_cast<double>(unit->bits);
  if (bits < least_bandwidth || bits > most_bandwidth)
    return refused(fmt::format("\"{}\" is not between 8bit/s and 1000Gbit/s", whole));
  return static_cast<std::uint64_t>(std::llround(bits));
}

std::string bandwidth_text(std::uint64_t bits_per_s) {
  for (const BandwidthUnit& unit : bandwidth_units)
    if (bits_per_s % unit.bits == 0) return fmt::format("{}{}", bits_per_s / unit.bits, unit.name);
  return {};
}

std::string duration_text(Duration duration) {
  std::string out;
  std::int64_t left = duration.count();
  if (left <= 0) return "0s";
  for (const Unit& unit : units) {
    const std::int64_t count = left / unit.nanoseconds;
    if (unit.nanoseconds > second_ns) {
      if (count > 0) fmt::format_to(std::back_inserter(out), "{}{}", count, unit.name);
      left -= count * unit.nanoseconds;
    } else if (count > 0) {
      // The rest in the largest unit that fits, with a fraction.
      const int digits = unit.name == "s" ? 9 : unit.name == "ms" ? 6 : unit.name == "us" ? 3 : 0;
      return out + with_fraction(count, left % unit.nanoseconds, digits) + std::string(unit.name);
    }
  }
  return out;
}

std::string duration_range_text(const DurationRange& range) {
  if (range.low == range.high) return duration_text(range.low);
  return duration_text(range.low) + ".." + duration_text(range.high);
}

std::string rate_text(double per_s) {
  std::string shortest = decimal(per_s);
  std::string best = shortest + "/s";
  for (const RateUnit& unit : rate_units) {
    const std::string number = decimal(per_s * unit.seconds);
    std::string text = number + std::string(unit.name);
    const auto back = parse_rate(text);
    if (!back || *back != per_s || number.size() >= shortest.size()) continue;
    shortest = number;
    best = std::move(text);
  }
  return best;
}

}  // namespace rtpe
