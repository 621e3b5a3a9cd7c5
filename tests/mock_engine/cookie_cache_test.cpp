// The duplicate-cookie cache (protocol.md section 4), lifetimes as measured at the real daemon.
#include "mock_engine/cookie_cache.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

BOOST_AUTO_TEST_SUITE(cookie_cache_test)

using rtpe::Time;
using rtpe::mock::CookieCache;
using std::chrono::seconds;

namespace {
Time at(int second) { return Time(seconds(1'000'000 + second)); }
}  // namespace

BOOST_AUTO_TEST_CASE(first_reply_wins) {
  CookieCache cache;
  BOOST_TEST(!cache.find(at(0), "a").has_value());
  cache.insert("a", "one");
  cache.insert("a", "two");
  BOOST_TEST(cache.find(at(0), "a").value() == "one");
  BOOST_TEST(!cache.find(at(0), "b").has_value());
  const std::string binary("\0\n x", 4);
  cache.insert(binary, "");
  BOOST_TEST(cache.find(at(1), binary).value() == "");
}

BOOST_AUTO_TEST_CASE(entries_put_5_s_apart_live_35_to_60_s_under_traffic) {
  CookieCache cache;  // tests/data/rtpengine/transcripts/cookie_life_busy.json
  const int expected[] = {60, 55, 50, 45, 40, 35, 60};
  int lived[7] = {};
  (void)cache.find(at(0), "start");
  for (int second = 0; second <= 100; second += 5) {
    for (int i = 0; i < 7; ++i)
      if (second > 5 * i && lived[i] == 0 && !cache.find(at(second), std::to_string(i))) lived[i] = second - 5 * i;
    (void)cache.find(at(second), "other");
    if (second / 5 < 7) cache.insert(std::to_string(second / 5), "reply");
  }
  for (int i = 0; i < 7; ++i) BOOST_TEST(lived[i] == expected[i], "entry " << i << " lived " << lived[i]);
}

BOOST_AUTO_TEST_CASE(an_idle_cache_forgets_nothing) {
  CookieCache cache;
  (void)cache.find(at(0), "a");
  cache.insert("a", "one");
  BOOST_TEST(cache.find(at(95), "a").value() == "one");
  BOOST_TEST(!cache.find(at(125), "a").has_value());
}

BOOST_AUTO_TEST_CASE(memory_is_bounded) {
  constexpr std::size_t limit = 10'000;
  CookieCache cache(limit);
  const std::string reply(100, 'x');
  for (int i = 0; i < 100'000; ++i) {
    cache.insert(std::to_string(i), reply);
    BOOST_REQUIRE(cache.stored_bytes() <= limit);
  }
  BOOST_TEST(cache.find(at(0), "99999").has_value());
  BOOST_TEST(!cache.find(at(0), "1").has_value());
  cache.insert("huge", std::string(limit, 'x'));
  BOOST_TEST(!cache.find(at(0), "huge").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
