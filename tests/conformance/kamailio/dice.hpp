// Draws of the generator. Boost.Random only: the same on every machine.
#pragma once
#include <array>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cstdint>
#include <span>
#include <vector>

namespace rtpe::lane {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// low..high, both included.
  template <class Number>
  Number between(Number low, Number high) {
    return boost::random::uniform_int_distribution<Number>(low, high)(engine_);
  }
  bool percent(int chance) { return between(1, 100) <= chance; }
  template <class Container>
  const auto& one_of(const Container& values) {
    return values[between<std::size_t>(0, std::size(values) - 1)];
  }
  template <class Value, std::size_t size>
  const Value& one_of(const Value (&values)[size]) {
    return values[between<std::size_t>(0, size - 1)];
  }

 private:
  boost::random::mt19937_64 engine_;
};

}  // namespace rtpe::lane
