#include "mock_engine/program/delay.hpp"

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/lognormal_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

namespace rtpe::mock {
namespace {

constexpr Duration longest_delay = std::chrono::hours(1);

Duration clamp(double nanoseconds) {
  if (!(nanoseconds > 0)) return Duration::zero();
  if (nanoseconds >= static_cast<double>(longest_delay.count())) return longest_delay;
  return Duration(std::llround(nanoseconds));
}

}  // namespace

Duration Delay::draw(RuleRandom& random) const {
  const auto base_ns = static_cast<double>(base.count());
  switch (distribution) {
    case Distribution::fixed:
      return std::min(base, longest_delay);
    case Distribution::uniform: {
      boost::random::uniform_int_distribution<std::int64_t> draw(base.count(), (base + spread).count());
      return std::min(Duration(draw(random)), longest_delay);
    }
    case Distribution::normal:
      return clamp(boost::random::normal_distribution<double>(base_ns, static_cast<double>(spread.count()))(random));
    case Distribution::lognormal:
      return base_ns > 0 ? clamp(boost::random::lognormal_distribution<double>(std::log(base_ns), sigma)(random))
                         : Duration::zero();
    case Distribution::exponential:
      return base_ns > 0 ? clamp(boost::random::exponential_distribution<double>(1 / base_ns)(random))
                         : Duration::zero();
  }
  return base;
}

}  // namespace rtpe::mock
