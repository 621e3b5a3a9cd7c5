#include "base/text_hash.hpp"

#include <boost/test/unit_test.hpp>
#include <set>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(text_hash_test)

using rtpe::text_hash;

BOOST_AUTO_TEST_CASE(every_bit_of_every_length_counts) {
  for (std::size_t length = 0; length <= 70; ++length) {
    std::string text(length, 'x');
    std::set<std::uint64_t> seen{text_hash(text)};
    for (std::size_t at = 0; at < length; ++at)
      for (unsigned bit = 0; bit < 8; ++bit) {
        std::string other = text;
        other[at] = static_cast<char>(other[at] ^ (1 << bit));
        BOOST_TEST(seen.insert(text_hash(other)).second, "length " << length << ", byte " << at << ", bit " << bit);
      }
  }
}

BOOST_AUTO_TEST_CASE(lengths_of_equal_bytes_differ) {
  std::set<std::uint64_t> seen;
  for (std::size_t length = 0; length <= 100; ++length)
    BOOST_TEST(seen.insert(text_hash(std::string(length, '\0'))).second);
}

BOOST_AUTO_TEST_CASE(low_bits_spread_evenly) {
  constexpr std::size_t buckets = 1024, texts = 64 * buckets;
  std::vector<std::size_t> counts(buckets);
  for (std::size_t i = 0; i < texts; ++i) ++counts[text_hash("call-" + std::to_string(i) + "@192.0.2.20") % buckets];
  double squares = 0;
  for (const std::size_t count : counts)
    squares += (static_cast<double>(count) - 64) * (static_cast<double>(count) - 64) / 64;
  BOOST_TEST(squares > 800);  // chi squared of 1023 degrees of freedom: 1023 with a deviation of 45
  BOOST_TEST(squares < 1250);
}

BOOST_AUTO_TEST_SUITE_END()
