// Draws of the engine.
#include "mock_engine/random.hpp"

#include <boost/random/uniform_int_distribution.hpp>
#include <string_view>

namespace rtpe::mock {

std::uint32_t Random::between(std::uint32_t low, std::uint32_t high) {
  return boost::random::uniform_int_distribution<std::uint32_t>(low, high)(engine_);
}

void Random::append_alphanumeric(std::string& out, std::size_t length) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::uint64_t pool = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (i % 8 == 0) pool = bits();
    out.push_back(letters[(pool & 0xFFU) % letters.size()]);
    pool >>= 8U;
  }
}

void Random::append_hex(std::string& out, std::size_t length) {
  std::uint64_t pool = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (i % 16 == 0) pool = bits();
    out.push_back("0123456789abcdef"[pool & 0xFU]);
    pool >>= 4U;
  }
}

void Random::append_bytes(std::string& out, std::size_t length) {
  std::uint64_t pool = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (i % 8 == 0) pool = bits();
    out.push_back(static_cast<char>(pool & 0xFFU));
    pool >>= 8U;
  }
}

}  // namespace rtpe::mock
