// The Call-ID hashes beside their definition and OpenSSL, at every length at which their loops differ.
#include "client/selection/call_id_hash.hpp"

#include <openssl/sha.h>

#include <boost/test/unit_test.hpp>

#include "client/selection/sha1_sum.hpp"

BOOST_AUTO_TEST_SUITE(call_id_hash_test)

using namespace rtpe;

namespace {

std::string text_of(std::size_t length) {
  std::string text;
  std::uint32_t state = 12345U + static_cast<std::uint32_t>(length);
  while (text.size() < length) text.push_back(static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U));
  return text;
}

std::uint32_t sha1_sum_by_openssl(std::string_view text) {
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::int32_t sum = 0;
  for (const unsigned char byte : digest) sum += static_cast<signed char>(byte);
  return static_cast<std::uint32_t>(sum);
}

/// CRC-32 as its definition reads: bit by bit, reflected polynomial 0x04C11DB7.
std::uint32_t crc32_by_bits(std::string_view text) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

}  // namespace

BOOST_AUTO_TEST_CASE(crc32_is_what_its_definition_gives) {
  BOOST_TEST(call_id_number("123456789", HashAlgorithm::crc32) == 0xCBF43926U);
  for (std::size_t length = 0; length <= 100; ++length) {
    const std::string text = text_of(length);
    BOOST_TEST(call_id_number(text, HashAlgorithm::crc32) == crc32_by_bits(text), length);
  }
}

BOOST_AUTO_TEST_CASE(sha1_sum_is_that_of_openssl) {
  if (!has_sha_instructions()) BOOST_TEST_MESSAGE("this processor has no SHA instructions: by words only");
  for (std::size_t length = 0; length <= 300; ++length) {
    const std::string text = text_of(length);
    const auto expected = sha1_sum_by_openssl(text);
    BOOST_TEST(sha1_sum(text) == expected, length);
    BOOST_TEST(sha1_sum_by_words(text) == expected, length);
    if (has_sha_instructions()) BOOST_TEST(sha1_sum_by_processor(text) == expected, length);
  }
}

/// "abc" of FIPS 180: a9993e36 4706816a ba3e2571 7850c26c 9cd0d89d, its bytes added as signed characters.
BOOST_AUTO_TEST_CASE(sha1_sum_of_a_known_digest) {
  constexpr unsigned char digest[] = {0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
                                      0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d};
  std::int32_t sum = 0;
  for (const unsigned char byte : digest) sum += static_cast<signed char>(byte);
  BOOST_TEST(sha1_sum("abc") == static_cast<std::uint32_t>(sum));
}

BOOST_AUTO_TEST_SUITE_END()
