// The one place where the client's transports read a clock.
#pragma once
#include <cstdint>

#include "base/time.hpp"

namespace rtpe::transport {

/// A copy is the same clock. Unix time at construction, moved on by the machine's steady clock: it never jumps. `speed`
/// of its seconds pass in one of the machine's.
class Clock {
 public:
  Clock();
  /// Begins at a whole second: what the module rounds to seconds then falls as in a run that began at another time.
  [[nodiscard]] static Clock at_whole_second(std::uint32_t speed = 1);
  [[nodiscard]] Time now() const { return at(std::chrono::steady_clock::now()); }
  [[nodiscard]] Time at(std::chrono::steady_clock::time_point moment) const {
    return start_ + (moment - steady_start_) * speed_;
  }
  /// Time::max() gives time_point::max().
  [[nodiscard]] std::chrono::steady_clock::time_point steady(Time time) const;

 private:
  std::chrono::steady_clock::time_point steady_start_;
  Time start_;
  std::int64_t speed_ = 1;
};

}  // namespace rtpe::transport
