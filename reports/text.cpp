#include "reports/text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "reports/measure_text.hpp"

namespace rtpe::report {
namespace {

/// Length of the UTF-8 sequence at the start of `bytes` (RFC 3629: shortest form, no surrogates); 0: none.
std::size_t sequence_length(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned first = at(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xc2 && first < 0xe0 ? 2
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xf0 && first < 0xf5 ? 4
                                                             : 0;
  if (length == 0 || bytes.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((at(i) & 0xc0U) != 0x80U) return 0;
  if (length == 3 && ((first == 0xe0 && at(1) < 0xa0) || (first == 0xed && at(1) >= 0xa0))) return 0;
  if (length == 4 && ((first == 0xf0 && at(1) < 0x90) || (first == 0xf4 && at(1) >= 0x90))) return 0;
  return length;
}

/// The code point of a whole sequence of two or more bytes.
std::uint32_t code_point(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  std::uint32_t value = first & (sequence.size() == 2 ? 0x1fU : sequence.size() == 3 ? 0x0fU : 0x07U);
  for (const char byte : sequence.substr(1)) value = value << 6 | (static_cast<unsigned char>(byte) & 0x3fU);
  return value;
}

/// Characters that show nothing and change what stands around them: Unicode's Cf, Zl and Zp.
bool is_format_character(std::uint32_t point) {
  constexpr struct {
    std::uint32_t first, last;
  } ranges[] = {{0xad, 0xad},       {0x600, 0x605},     {0x61c, 0x61c},     {0x6dd, 0x6dd},     {0x70f, 0x70f},
                {0x890, 0x891},     {0x8e2, 0x8e2},     {0x180e, 0x180e},   {0x200b, 0x200f},   {0x2028, 0x202e},
                {0x2060, 0x206f},   {0xfeff, 0xfeff},   {0xfff9, 0xfffb},   {0x110bd, 0x110bd}, {0x110cd, 0x110cd},
                {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff}};
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [point](const auto& range) { return point >= range.first && point <= range.last; });
}

std::string significant(double value, std::string_view unit) {
  if (value < 9.995) return fmt::format("{:.3g} {}", value, unit);
  return value < 99.95 ? fmt::format("{:.1f} {}", value, unit) : fmt::format("{:.0f} {}", value, unit);
}

}  // namespace

std::string duration_text(Duration duration) {
  const std::int64_t ns = duration.count();
  if (ns < 0) return fmt::format("-{}", duration_text(Duration(ns == INT64_MIN ? INT64_MAX : -ns)));
  if (ns == 0) return "0 s";
  const auto value = static_cast<double>(ns);
  if (value < 999.5) return fmt::format("{} ns", ns);
  if (value < 999.5e3) return significant(value / 1e3, "us");
  if (value < 999.5e6) return significant(value / 1e6, "ms");
  const std::int64_t s = (ns + 500'000'000) / 1'000'000'000;
  if (s < 60) {
    const auto text = fmt::format("{:.3g}", value / 1e9);
    return text + " s";
  }
  if (s < 3600) return fmt::format("{} min {} s", s / 60, s % 60);
  return fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

std::string measured_share(double value) { return fmt::format("{:.2f} %", value * 100); }

std::string count_text(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ' ');
  return digits;
}

std::string counted(std::uint64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count_text(count), one, count == 1 ? "" : "s");
}

std::string utc_text(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string utc_microseconds_text(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
  return fmt::format("{}.{:06}", utc_text(time), (time.time_since_epoch() - seconds).count() / 1000);
}

std::string iso_text(Time time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time.time_since_epoch());
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:09}Z", fmt::gmtime(static_cast<std::time_t>(seconds.count())),
                     (time.time_since_epoch() - seconds).count());
}

std::string printable(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t length = sequence_length(bytes);
    const auto first = static_cast<unsigned char>(bytes.front());
    // U+0080..U+009F are control characters too.
    const bool control =
        first < 0x20 || first == 0x7f || (length == 2 && first == 0xc2 && static_cast<unsigned char>(bytes[1]) < 0xa0);
    if (length == 0 || (control && length == 1)) {
      out += fmt::format("\\x{:02x}", first);
      bytes.remove_prefix(1);
      continue;
    }
    if (control)
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(bytes[1]));
    else if (length > 1 && is_format_character(code_point(bytes.substr(0, length))))
      out += fmt::format("\\u{:04x}", code_point(bytes.substr(0, length)));
    else
      out += bytes.substr(0, length);
    bytes.remove_prefix(length);
  }
  return out;
}

std::string valid_utf8(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::size_t length = sequence_length(bytes);
    if (length == 0) {
      const auto byte = static_cast<unsigned char>(bytes.front());
      out.push_back(static_cast<char>(0xc0U | byte >> 6));
      out.push_back(static_cast<char>(0x80U | (byte & 0x3fU)));
    } else {
      out += bytes.substr(0, length);
    }
    bytes.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace rtpe::report
