#include "client/selection/sha1_sum.hpp"

#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#define RTPE_SHA_TARGET [[gnu::target("sha,ssse3,sse4.1")]]
#endif

namespace rtpe {

namespace {

constexpr std::size_t block_bytes = 64;
using Words = std::array<std::uint32_t, 5>;
constexpr Words initial_words = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};

/// FIPS 180-4, 6.1.2.
void add_block_of_words(Words& digest, const char* block) {
  std::array<std::uint32_t, 80> words;
  std::memcpy(words.data(), block, block_bytes);
  for (std::size_t i = 0; i < 16; ++i)
    if constexpr (std::endian::native == std::endian::little) words[i] = std::byteswap(words[i]);
  for (std::size_t i = 16; i < words.size(); ++i)
    words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
  auto [a, b, c, d, e] = digest;
  const auto round = [&](std::uint32_t mixed, std::uint32_t constant, std::uint32_t word) {
    const std::uint32_t first = std::rotl(a, 5) + mixed + e + constant + word;
    e = d, d = c, c = std::rotl(b, 30), b = a, a = first;
  };
  for (std::size_t i = 0; i < 20; ++i) round((b & c) ^ (~b & d), 0x5A827999, words[i]);
  for (std::size_t i = 20; i < 40; ++i) round(b ^ c ^ d, 0x6ED9EBA1, words[i]);
  for (std::size_t i = 40; i < 60; ++i) round((b & c) ^ (b & d) ^ (c & d), 0x8F1BBCDC, words[i]);
  for (std::size_t i = 60; i < 80; ++i) round(b ^ c ^ d, 0xCA62C1D6, words[i]);
  digest = {digest[0] + a, digest[1] + b, digest[2] + c, digest[3] + d, digest[4] + e};
}

/// Less than a block of text, a bit 1, zeros, and the length of the whole in the last 8 bytes of a block.
struct LastBlocks {
  std::array<char, 2 * block_bytes> bytes{};
  std::size_t used = 0;
};
inline LastBlocks last_blocks(std::string_view rest, std::uint64_t whole_bytes) {
  LastBlocks last;
  // In pieces as they are loaded again: a load waits for the stores that it overlaps with unless they are one.
  constexpr std::size_t piece = 16;
  std::size_t at = 0;
  for (; at + piece <= rest.size(); at += piece) std::memcpy(last.bytes.data() + at, rest.data() + at, piece);
  for (; at < rest.size(); ++at) last.bytes[at] = rest[at];
  last.bytes[rest.size()] = static_cast<char>(0x80);
  std::uint64_t length = whole_bytes * 8;
  last.used = rest.size() + 1 + sizeof length <= block_bytes ? block_bytes : 2 * block_bytes;
  if constexpr (std::endian::native == std::endian::little) length = std::byteswap(length);
  std::memcpy(last.bytes.data() + last.used - sizeof length, &length, sizeof length);
  return last;
}

}  // namespace

std::array<unsigned char, 20> sha1_digest(std::string_view text) {
  const std::uint64_t whole_bytes = text.size();
  Words words = initial_words;
  for (; text.size() >= block_bytes; text.remove_prefix(block_bytes)) add_block_of_words(words, text.data());
  const LastBlocks last = last_blocks(text, whole_bytes);
  for (std::size_t at = 0; at < last.used; at += block_bytes) add_block_of_words(words, last.bytes.data() + at);
  std::array<unsigned char, 20> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<unsigned char>(words[i / 4] >> (24 - 8 * (i % 4)));
  return digest;
}

std::uint32_t signed_sum(const std::array<unsigned char, 20>& digest) {
  std::int32_t sum = 0;
  for (const unsigned char byte : digest) sum += static_cast<signed char>(byte);
  return static_cast<std::uint32_t>(sum);
}

std::uint32_t sha1_sum_by_words(std::string_view text) { return signed_sum(sha1_digest(text)); }

#if defined(__x86_64__)
namespace {

/// The state after some blocks: words a to d, highest first, and e in the highest word.
struct State {
  __m128i abcd, e;
};

/// Four rounds with the function and constant of their quarter (FIPS 180-4, 4.1.1 and 4.2.1).
RTPE_SHA_TARGET inline __m128i four_rounds(__m128i abcd, __m128i e, int quarter) {
  switch (quarter) {
    case 0:
      return _mm_sha1rnds4_epu32(abcd, e, 0);
    case 1:
      return _mm_sha1rnds4_epu32(abcd, e, 1);
    case 2:
      return _mm_sha1rnds4_epu32(abcd, e, 2);
    default:
      return _mm_sha1rnds4_epu32(abcd, e, 3);
  }
}

RTPE_SHA_TARGET inline void add_block(State& state, const char* block) {
  const __m128i big_endian = _mm_set_epi64x(0x0001020304050607, 0x08090A0B0C0D0E0F);
  __m128i words[4];
  for (int i = 0; i < 4; ++i)
    words[i] = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(block) + i), big_endian);
  __m128i abcd = state.abcd, before = abcd;
#pragma GCC unroll 20
  for (int group = 0; group < 20; ++group) {
    __m128i& word = words[group % 4];
    const __m128i e = group == 0 ? _mm_add_epi32(state.e, word) : _mm_sha1nexte_epu32(before, word);
    before = abcd;
    abcd = four_rounds(abcd, e, group / 5);
    const __m128i part = _mm_xor_si128(_mm_sha1msg1_epu32(word, words[(group + 1) % 4]), words[(group + 2) % 4]);
    word = _mm_sha1msg2_epu32(part, words[(group + 3) % 4]);
  }
  state.e = _mm_sha1nexte_epu32(before, state.e);
  state.abcd = _mm_add_epi32(abcd, state.abcd);
}

}  // namespace

bool has_sha_instructions() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  const bool sse = __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_SSSE3) != 0 && (c & bit_SSE4_1) != 0;
  return sse && __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & bit_SHA) != 0;
}

RTPE_SHA_TARGET std::uint32_t sha1_sum_by_processor(std::string_view text) {
  constexpr auto word = [](std::size_t i) { return static_cast<int>(initial_words[i]); };
  State state{.abcd = _mm_set_epi32(word(0), word(1), word(2), word(3)), .e = _mm_set_epi32(word(4), 0, 0, 0)};
  const std::uint64_t whole_bytes = text.size();
  for (; text.size() >= block_bytes; text.remove_prefix(block_bytes)) add_block(state, text.data());
  const LastBlocks last = last_blocks(text, whole_bytes);
  for (std::size_t at = 0; at < last.used; at += block_bytes) add_block(state, last.bytes.data() + at);
  // Bytes are added from -128 on; their order does not matter.
  const __m128i offset = _mm_set1_epi8(static_cast<char>(0x80)), zero = _mm_setzero_si128();
  const __m128i sums = _mm_add_epi64(_mm_sad_epu8(_mm_xor_si128(state.abcd, offset), zero),
                                     _mm_sad_epu8(_mm_xor_si128(state.e, offset), zero));
  const std::int64_t sum = _mm_extract_epi64(sums, 0) + _mm_extract_epi64(sums, 1);
  // 32 bytes were added, of which 12 belong to the empty words beside e: those are 128 each.
  return static_cast<std::uint32_t>(sum - 32 * 128);
}

std::uint32_t sha1_sum(std::string_view text) {
  static const bool by_processor = has_sha_instructions();
  return by_processor ? sha1_sum_by_processor(text) : sha1_sum_by_words(text);
}
#else
bool has_sha_instructions() { return false; }
std::uint32_t sha1_sum_by_processor(std::string_view text) { return sha1_sum_by_words(text); }
std::uint32_t sha1_sum(std::string_view text) { return sha1_sum_by_words(text); }
#endif

}  // namespace rtpe
