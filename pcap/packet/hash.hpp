// A fast hash of bytes, for tables that compare what they find.
#pragma once
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rtpe::capture {

[[nodiscard]] inline std::uint64_t hash_bytes(std::uint64_t hash, std::string_view bytes) {
  constexpr std::uint64_t prime = 0x9fb21c651e98df25ULL;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    hash = (hash ^ word) * prime;
    hash ^= hash >> 32;
  }
  std::uint64_t last = bytes.size();
  for (; at < bytes.size(); ++at) last = last << 8 | static_cast<std::uint8_t>(bytes[at]);
  hash = (hash ^ last) * prime;
  return hash ^ hash >> 29;
}

}  // namespace rtpe::capture
