// A fast hash of bytes, for tables that compare what they find.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rtpe::capture {

inline constexpr std::uint64_t hash_prime = 0x9fb21c651e98df25ULL;

[[nodiscard]] inline std::uint64_t hash_word(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * hash_prime;
  return hash ^ hash >> 32;
}

[[nodiscard]] inline std::uint64_t hash_bytes(std::uint64_t hash, std::string_view bytes) {
  const auto word = [&](std::size_t at) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, 8);
    return value;
  };
  std::size_t at = 0;
  if (bytes.size() >= 64) {  // four that do not wait for each other
    std::uint64_t lanes[4] = {hash, hash + 1, hash + 2, hash + 3};
    for (; at + 32 <= bytes.size(); at += 32)
      for (std::size_t i = 0; i < 4; ++i) lanes[i] = hash_word(lanes[i], word(at + i * 8));
    for (const std::uint64_t lane : lanes) hash = hash_word(hash, lane);
  }
  for (; at + 8 <= bytes.size(); at += 8) hash = hash_word(hash, word(at));
  std::uint64_t last = bytes.size() << 56U;
  if (const std::size_t rest = bytes.size() - at; rest >= 4) {
    std::uint32_t front = 0, back = 0;
    std::memcpy(&front, bytes.data() + at, 4);
    std::memcpy(&back, bytes.data() + at + rest - 4, 4);
    last ^= std::uint64_t{back} << 24U ^ front;
  } else {
    for (; at < bytes.size(); ++at) last = last << 8U ^ static_cast<std::uint8_t>(bytes[at]);
  }
  hash = (hash ^ last ^ bytes.size()) * hash_prime;
  return hash ^ hash >> 29;
}

}  // namespace rtpe::capture
