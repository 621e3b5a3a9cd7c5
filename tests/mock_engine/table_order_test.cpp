// The order of the daemon's hash tables, beside what it showed and what GLib gave.
#include "mock_engine/statistics/table_order.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/test/unit_test.hpp>

namespace rtpe::mock {

BOOST_AUTO_TEST_SUITE(table_order_test)

/// `transcoders` of rtpengine 10.5.3.5 after each of these conversions had come up.
BOOST_AUTO_TEST_CASE(transcoders_as_the_daemon_lists_them) {
  const std::vector<std::string> chains = {
      "opus/48000/2 -> PCMA/8000", "PCMA/8000 -> opus/48000/2", "G722/8000 -> PCMA/8000", "PCMA/8000 -> G722/8000",
      "G722/8000 -> PCMU/8000",    "PCMU/8000 -> G722/8000",    "PCMU/8000 -> PCMA/8000", "PCMA/8000 -> PCMU/8000"};
  const std::string_view rows[] = {"0",         "1 0",         "2 1 0",         "3 2 1 0",
                                   "3 2 1 0 4", "5 3 2 1 0 4", "5 3 2 1 6 0 4", "0 5 2 7 3 4 1 6"};
  for (std::size_t count = 1; count <= chains.size(); ++count)
    BOOST_TEST(fmt::format("{}", fmt::join(table_order({chains.data(), count}), " ")) == rows[count - 1]);
}

/// Tables that grow several times: GLib 2.74's g_hash_table_get_keys(), its first eight, and a hash (FNV-1a) of all.
BOOST_AUTO_TEST_CASE(large_tables_as_glib_lists_them) {
  struct Row {
    std::size_t keys;
    std::string_view first;
    std::uint64_t hash;
  };
  const Row rows[] = {
      {9, "0 7 2 6 1 4 8 3", 7357541323851557365U},
      {15, "14 12 9 0 11 7 2 6", 933181318129602082U},
      {16, "3 1 8 14 12 6 4 10", 7820861470889723443U},
      {30, "27 23 3 16 21 28 1 8", 751486086220631496U},
      {31, "26 18 8 16 6 24 14 30", 3515667699035188328U},
      {61, "8 57 20 47 3 15 31 9", 13902876774018161775U},
      {121, "44 16 111 70 42 14 29 40", 706795309489556129U},
      {240, "204 154 237 208 44 16 111 126", 16833803986432390339U},
      {1000, "612 651 331 985 946 77 38 980", 17621244812327661939U},
  };
  for (const Row& row : rows) {
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < row.keys; ++i) keys.push_back(fmt::format("codec-{}/8000 -> PCMU/8000", i));
    const auto order = table_order(keys);
    BOOST_REQUIRE(order.size() == row.keys);
    BOOST_TEST(fmt::format("{}", fmt::join(order.begin(), order.begin() + 8, " ")) == row.first);
    std::uint64_t hash = 1469598103934665603U;
    for (const std::size_t key : order) hash = (hash ^ key) * 1099511628211U;
    BOOST_TEST(hash == row.hash);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rtpe::mock
