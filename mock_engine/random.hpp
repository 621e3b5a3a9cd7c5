// The engine's randomness: one seeded generator behind every value that a reply invents.
#pragma once
#include <boost/random/mersenne_twister.hpp>
#include <cstdint>
#include <string>

namespace rtpe::mock {

/// Boost.Random only: the same draws on every machine and library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  [[nodiscard]] std::uint64_t bits() { return engine_(); }
  /// Uniform between low and high, both included.
  [[nodiscard]] std::uint32_t between(std::uint32_t low, std::uint32_t high);
  /// Appends that many characters of A-Z, a-z, 0-9.
  void append_alphanumeric(std::string& out, std::size_t length);
  /// Appends that many lower-case hexadecimal digits.
  void append_hex(std::string& out, std::size_t length);
  /// Appends that many random bytes.
  void append_bytes(std::string& out, std::size_t length);

 private:
  boost::random::mt19937_64 engine_;
};

}  // namespace rtpe::mock
