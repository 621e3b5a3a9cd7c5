// How long a delay takes: fixed, or drawn from a distribution (the names of WireMock's delayDistribution).
#pragma once
#include <boost/random/mersenne_twister.hpp>
#include <cstdint>

#include "base/time.hpp"

namespace rtpe::mock {

/// The generator of one rule. Boost.Random engines and distributions only: the same draws on every machine.
using RuleRandom = boost::random::mt19937_64;

struct Delay {
  enum class Distribution : std::uint8_t {
    fixed,        ///< always `base`
    uniform,      ///< between `base` and `base + spread`
    normal,       ///< mean `base`, standard deviation `spread`
    lognormal,    ///< median `base`, `sigma` of the logarithm
    exponential,  ///< mean `base`
  };
  Distribution distribution = Distribution::fixed;
  Duration base{}, spread{};
  double sigma = 0;
  bool operator==(const Delay&) const = default;

  /// Never negative, at most one hour. Draws nothing when fixed.
  [[nodiscard]] Duration draw(RuleRandom& random) const;
};

}  // namespace rtpe::mock
