#include "client/transport/clock.hpp"

namespace rtpe::transport {

Clock::Clock()
    : steady_start_(std::chrono::steady_clock::now()),
      start_(std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch())) {}

Clock Clock::at_whole_second(std::uint32_t speed) {
  Clock clock;
  clock.start_ = std::chrono::floor<std::chrono::seconds>(clock.start_);
  clock.speed_ = speed;
  return clock;
}

std::chrono::steady_clock::time_point Clock::steady(Time time) const {
  if (time == Time::max()) return std::chrono::steady_clock::time_point::max();
  return steady_start_ + (time - start_) / speed_;
}

}  // namespace rtpe::transport
