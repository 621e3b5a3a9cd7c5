// The run's randomness: one generator per concern, each derived from the seed and the concern's name.
#pragma once
#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "base/time_text.hpp"

namespace rtpe::scenario {

/// Seed of one concern: adding an engine or a link must not reshuffle the traffic, so every concern gets its own.
[[nodiscard]] std::uint64_t derive_seed(std::uint64_t seed, std::string_view concern);

/// Draws for one concern. Boost.Random's engine and distributions only: the same on every machine and library.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view concern) : engine_(derive_seed(seed, concern)) {}

  [[nodiscard]] std::uint64_t bits() { return engine_(); }
  /// Uniform between low and high, both included; draws nothing when they are equal.
  [[nodiscard]] Duration uniform(const DurationRange& range);
  /// Exponential with this mean, in whole microseconds.
  [[nodiscard]] Duration exponential(Duration mean);
  /// Lognormal with this median, in whole microseconds.
  [[nodiscard]] Duration lognormal(Duration median, double sigma);
  /// True with this probability; draws nothing for 0 and below.
  [[nodiscard]] bool chance(double probability) { return probability > 0 && draw(probability); }

 private:
  [[nodiscard]] bool draw(double probability);

  boost::random::mt19937_64 engine_;
};

}  // namespace rtpe::scenario
