// Texts for people: durations, counts, and foreign bytes made harmless.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace rtpe::report {

/// Three significant digits and a unit: "350 us", "1.25 ms", "30 s", "12 min 5 s", "1 h 0 min".
[[nodiscard]] std::string duration_text(Duration duration);
/// Groups of three digits: "1 234 567".
[[nodiscard]] std::string count_text(std::uint64_t count);
/// "1 call", "2 calls".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view one);
/// UTC: "2026-11-24 18:40:01".
[[nodiscard]] std::string utc_text(Time time);
/// UTC with microseconds: "2026-11-24 18:40:01.000000".
[[nodiscard]] std::string utc_microseconds_text(Time time);
/// UTC as ISO 8601 with nanoseconds: "2026-11-24T18:40:01.000000000Z".
[[nodiscard]] std::string iso_text(Time time);

/// Bytes of unknown origin for one line of a terminal: control characters and what is not UTF-8 become "\x1b",
/// characters without a shape that turn or hide others (U+202E and its like) become "\u202e".
[[nodiscard]] std::string printable(std::string_view bytes);
/// Bytes of unknown origin for JSON and XML: what is not UTF-8 becomes the character of that number (ISO 8859-1).
[[nodiscard]] std::string valid_utf8(std::string_view bytes);
/// Columns a UTF-8 text takes on a terminal, one per code point.
[[nodiscard]] std::size_t display_width(std::string_view text);

}  // namespace rtpe::report
