// A hash of short texts (Call-IDs, cookies, SDP) for tables in memory: the same on every machine, fast from 8 bytes on.
// Not for texts by which somebody could attack: it has no secret.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rtpe {
namespace detail {

inline std::uint64_t hash_product(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
}

template <class Word>
std::uint64_t hash_word(const char* at) {
  Word word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// 0 to 8 bytes.
inline std::uint64_t hash_rest(const char* at, std::size_t bytes) {
  if (bytes >= 4) return (hash_word<std::uint32_t>(at) << 32U) | hash_word<std::uint32_t>(at + bytes - 4);
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes; ++i) word = (word << 8U) | static_cast<unsigned char>(at[i]);
  return word;
}

}  // namespace detail

/// All 64 bits depend on all bytes.
inline std::uint64_t text_hash(std::string_view text) {
  constexpr std::uint64_t even = 0x9e3779b97f4a7c15U, odd = 0xd1b54a32d192ed03U;
  std::uint64_t hash = text.size() * odd;
  const char* at = text.data();
  std::size_t left = text.size();
  for (; left > 16; at += 16, left -= 16)
    hash = detail::hash_product(detail::hash_word<std::uint64_t>(at) ^ even ^ hash,
                                detail::hash_word<std::uint64_t>(at + 8) ^ odd);
  if (left > 8)
    hash = detail::hash_product(detail::hash_word<std::uint64_t>(at) ^ even ^ hash,
                                detail::hash_word<std::uint64_t>(at + left - 8) ^ odd);
  else
    hash = detail::hash_product(detail::hash_rest(at, left) ^ even ^ hash, odd);
  return detail::hash_product(hash ^ even, odd);
}

}  // namespace rtpe
