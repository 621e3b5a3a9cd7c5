#include "client/selection/sha1_sum.hpp"

#define OPENSSL_API_COMPAT 0x10100000L  // SHA1_*: the interface of 3.0 looks its algorithm up on every call

#include <openssl/sha.h>

#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#define RTPE_SHA_TARGET [[gnu::target("sha,ssse3,sse4.1")]]
#endif

namespace rtpe {

std::array<unsigned char, 20> sha1_digest(std::string_view text) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA_CTX context;
  SHA1_Init(&context);
  SHA1_Update(&context, text.data(), text.size());
  SHA1_Final(digest.data(), &context);
  return digest;
}

std::uint32_t signed_sum(const std::array<unsigned char, 20>& digest) {
  std::int32_t sum = 0;
  for (const unsigned char byte : digest) sum += static_cast<signed char>(byte);
  return static_cast<std::uint32_t>(sum);
}

std::uint32_t sha1_sum_by_openssl(std::string_view text) { return signed_sum(sha1_digest(text)); }

#if defined(__x86_64__)
namespace {

constexpr std::size_t block_bytes = 64;

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
  State state{.abcd = _mm_set_epi32(0x67452301, static_cast<int>(0xEFCDAB89), static_cast<int>(0x98BADCFE), 0x10325476),
              .e = _mm_set_epi32(static_cast<int>(0xC3D2E1F0), 0, 0, 0)};
  const std::uint64_t bits = std::uint64_t{text.size()} * 8;
  for (; text.size() >= block_bytes; text.remove_prefix(block_bytes)) add_block(state, text.data());
  // The rest, a bit 1, zeros, and the length in the last 8 bytes of a block.
  std::array<char, 2 * block_bytes> last{};
  // In pieces as they are loaded again: a load waits for the stores that it overlaps with unless they are one.
  constexpr std::size_t piece = sizeof(__m128i);
  std::size_t at = 0;
  for (; at + piece <= text.size(); at += piece) std::memcpy(last.data() + at, text.data() + at, piece);
  for (; at < text.size(); ++at) last[at] = text[at];
  last[text.size()] = static_cast<char>(0x80);
  const std::size_t end = text.size() + 1 + sizeof bits <= block_bytes ? block_bytes : 2 * block_bytes;
  const std::uint64_t length = std::byteswap(bits);
  std::memcpy(last.data() + end - sizeof length, &length, sizeof length);
  for (std::size_t block = 0; block < end; block += block_bytes) add_block(state, last.data() + block);
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
  return by_processor ? sha1_sum_by_processor(text) : sha1_sum_by_openssl(text);
}
#else
bool has_sha_instructions() { return false; }
std::uint32_t sha1_sum_by_processor(std::string_view text) { return sha1_sum_by_openssl(text); }
std::uint32_t sha1_sum(std::string_view text) { return sha1_sum_by_openssl(text); }
#endif

}  // namespace rtpe
