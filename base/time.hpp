// Time as a parameter: the sans-I/O core never reads a clock.
#pragma once
#include <chrono>
#include <cstdint>

namespace rtpe {

/// The clock of a world. It has no now(): worlds hand the time in. Epoch: the Unix epoch, so that one Time serves
/// Kamailio's second counter, the daemon's `created` and a capture's time stamps.
struct LabClock {
  using rep = std::int64_t;
  using period = std::nano;
  using duration = std::chrono::nanoseconds;
  using time_point = std::chrono::time_point<LabClock>;
  static constexpr bool is_steady = true;
};

using Duration = LabClock::duration;
using Time = LabClock::time_point;

/// Whole seconds since the epoch: the counter that node re-check times are compared with (behaviour.md section 3.1).
[[nodiscard]] constexpr std::uint32_t seconds_of(Time time) {
  return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

[[nodiscard]] constexpr std::int64_t microseconds_of(Time time) {
  return std::chrono::floor<std::chrono::microseconds>(time.time_since_epoch()).count();
}

}  // namespace rtpe
