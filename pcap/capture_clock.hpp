// Times that never jump back: a clock that was set back during the capture does not turn its course around.
#pragma once
#include <cstdint>
#include <map>

#include "base/time.hpp"

namespace rtpe::capture {

/// Frames may stand out of order by less than `tolerance` (several queues, several files); more is a clock that was
/// set. From there on the time goes on where it was, and wall() tells what the capture said.
class CaptureClock {
 public:
  static constexpr Duration tolerance = std::chrono::seconds(1);
  static constexpr std::size_t steps_at_most = 1024;
  /// The course's time of a frame that carries `captured`.
  Time advance(Time captured) {
    if (!has_any_) {
      has_any_ = true;
      first_ = newest_ = captured;
    }
    Time time = captured + shift_;
    if (newest_ - time > tolerance) {
      shift_ = newest_ - captured;
      time = newest_;
      ++steps_;
      if (shifts_.size() < steps_at_most) shifts_[newest_] = shift_;
    }
    if (time > newest_) newest_ = time;
    if (time < first_) first_ = time;
    return time;
  }
  /// What the clock showed at that time of the course.
  [[nodiscard]] Time wall(Time time) const {
    const auto after = shifts_.upper_bound(time);
    return after == shifts_.begin() ? time : time - std::prev(after)->second;
  }
  [[nodiscard]] Time first() const { return first_; }
  [[nodiscard]] Time newest() const { return newest_; }
  [[nodiscard]] std::uint64_t steps_back() const { return steps_; }

 private:
  bool has_any_ = false;
  Time first_, newest_;
  Duration shift_{};
  std::uint64_t steps_ = 0;
  std::map<Time, Duration> shifts_;
};

}  // namespace rtpe::capture
