#include "scenarios/world/random.hpp"

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>

namespace rtpe::scenario {
namespace {

/// Finaliser of splitmix64: spreads close inputs over all 64 bits.
std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 30U;
  value *= 0xBF58476D1CE4E5B9ULL;
  value ^= value >> 27U;
  value *= 0x94D049BB133111EBULL;
  return value ^ (value >> 31U);
}

}  // namespace

std::uint64_t derive_seed(std::uint64_t seed, std::string_view concern) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a
  for (const char byte : concern) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
  return mix(mix(seed + 0x9E3779B97F4A7C15ULL) ^ hash);
}

Duration RandomStream::uniform(const DurationRange& range) {
  if (range.high <= range.low) return range.low;
  return Duration(
      boost::random::uniform_int_distribution<std::int64_t>(range.low.count(), range.high.count())(engine_));
}

Duration RandomStream::exponential(Duration mean) {
  // Whole microseconds: a last bit that differs between two libraries' log() cannot reach the event log.
  const double unit = boost::random::exponential_distribution<double>(1.0)(engine_);
  const double microseconds = static_cast<double>(mean.count()) / 1000.0 * unit;
  return std::chrono::microseconds(std::llround(std::min(microseconds, 1e15)));
}

Duration RandomStream::lognormal(Duration median, double sigma) {
  const double unit = boost::random::normal_distribution<double>()(engine_);
  const double microseconds = static_cast<double>(median.count()) / 1000.0 * std::exp(sigma * unit);
  return std::chrono::microseconds(std::llround(std::min(microseconds, 1e15)));
}

bool RandomStream::draw(double probability) {
  const auto threshold = static_cast<std::uint64_t>(std::min(probability, 1.0) * 4294967296.0);
  return (bits() >> 32U) < threshold;
}

}  // namespace rtpe::scenario
