// A fast hash of bytes, for tables that compare what they find.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rtpe::capture {

inline constexpr std::uint64_t hash_prime = 0x9fb21c651e98df25ULL;

/// Both halves of the product, folded: every bit of both words has a say.
[[nodiscard]] inline std::uint64_t hash_pair(std::uint64_t one, std::uint64_t other) {
  __extension__ using Product = unsigned __int128;
  const Product product = static_cast<Product>(one) * other;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline constexpr std::uint64_t hash_keys[] = {0xa0761d6478bd642fULL, 0xe7037ed1a0b428dbULL, 0x8ebc6af09c88c6e3ULL};

[[nodiscard]] inline std::uint64_t hash_bytes(std::uint64_t hash, std::string_view bytes) {
  constexpr std::uint64_t first = hash_keys[0], second = hash_keys[1], third = hash_keys[2];
  const auto word = [&](std::size_t at) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + at, 8);
    return value;
  };
  std::size_t at = 0;
  if (bytes.size() >= 48) {  // three that do not wait for each other
    std::uint64_t lanes[3] = {hash, hash + 1, hash + 2};
    for (; at + 48 <= bytes.size(); at += 48) {
      lanes[0] = hash_pair(word(at) ^ first, word(at + 8) ^ lanes[0]);
      lanes[1] = hash_pair(word(at + 16) ^ second, word(at + 24) ^ lanes[1]);
      lanes[2] = hash_pair(word(at + 32) ^ third, word(at + 40) ^ lanes[2]);
    }
    hash = lanes[0] ^ lanes[1] ^ lanes[2];
  }
  for (; at + 16 <= bytes.size(); at += 16) hash = hash_pair(word(at) ^ first, word(at + 8) ^ hash);
  std::uint64_t front = 0, back = 0;
  if (const std::size_t rest = bytes.size() - at; rest >= 8) {
    front = word(at);
    back = word(bytes.size() - 8);
  } else if (rest >= 4) {
    std::uint32_t begin = 0, end = 0;
    std::memcpy(&begin, bytes.data() + at, 4);
    std::memcpy(&end, bytes.data() + bytes.size() - 4, 4);
    front = begin;
    back = end;
  } else {
    for (; at < bytes.size(); ++at) front = front << 8U | static_cast<std::uint8_t>(bytes[at]);
  }
  return hash_pair(front ^ second ^ bytes.size(), back ^ hash ^ hash_prime);
}

}  // namespace rtpe::capture
