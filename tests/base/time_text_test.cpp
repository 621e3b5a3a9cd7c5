// Durations and rates in words: one table of units, read and written.
#include "base/time_text.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(time_text_test)

using namespace std::chrono_literals;
using namespace rtpe;

BOOST_AUTO_TEST_CASE(durations_are_read) {
  const std::pair<std::string_view, Duration> rows[] = {{"250us", 250us},     {"0.5ms", 500us},   {"90s", 90s},
                                                        {"10min", 10min},     {"2d", 48h},        {"1h30min", 90min},
                                                        {"0s", 0s},           {"5ns", 5ns},       {"1.5s", 1500ms},
                                                        {"1min1ms", 60001ms}, {"366d", 366 * 24h}};
  for (const auto& [text, expected] : rows) {
    const auto duration = parse_duration(text);
    BOOST_REQUIRE_MESSAGE(duration.has_value(), text);
    BOOST_TEST((*duration == expected), std::string(text));
  }
  for (const std::string_view text :
       {"", "5", "s", "-1s", "1.s", "1e3s", "1s1min", "1s1s", "1 s", "1S", "0x1s", "nan s", "nans", "1sec", "1s2",
        "400d", "366d1ns", "99999999999999999999999d", "1s..2s"})
    BOOST_TEST(!parse_duration(text).has_value(), std::string(text));
}

BOOST_AUTO_TEST_CASE(durations_are_written_as_a_person_would) {
  const std::pair<Duration, std::string_view> rows[] = {{0s, "0s"},
                                                        {90s, "1min30s"},
                                                        {90min, "1h30min"},
                                                        {1500ms, "1.5s"},
                                                        {250us, "250us"},
                                                        {1500us, "1.5ms"},
                                                        {25h + 61s, "1d1h1min1s"},
                                                        {60001ms, "1min1ms"},
                                                        {61001ms, "1min1.001s"},
                                                        {7ns, "7ns"},
                                                        {1000000001ns, "1.000000001s"}};
  for (const auto& [duration, text] : rows) BOOST_TEST(duration_text(duration) == text);
  BOOST_TEST(duration_range_text({500us, 2ms}) == "500us..2ms");
  BOOST_TEST(duration_range_text({2ms, 2ms}) == "2ms");
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back_exactly) {
  boost::random::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const int bits = boost::random::uniform_int_distribution<int>(1, 54)(random);
    const auto most = (std::int64_t{1} << bits) - 1;
    const Duration duration(boost::random::uniform_int_distribution<std::int64_t>(0, most)(random));
    const auto back = parse_duration(duration_text(duration));
    BOOST_REQUIRE_MESSAGE(back && *back == duration, duration.count() << "ns: " << duration_text(duration));
    const double rate = static_cast<double>(duration.count() % 1'000'000 + 1) / (i + 1);
    const auto rate_back = parse_rate(rate_text(rate));
    BOOST_REQUIRE_MESSAGE(rate_back && *rate_back == rate, rate << ": " << rate_text(rate));
  }
}

BOOST_AUTO_TEST_CASE(ranges) {
  BOOST_TEST((parse_duration_range("0.5ms..2ms").value() == DurationRange{500us, 2ms}));
  BOOST_TEST((parse_duration_range("2ms").value() == DurationRange{2ms, 2ms}));
  for (const std::string_view text : {"2s..1s", "1s..", "..1s", "1s...2s", "1s..2s..3s"})
    BOOST_TEST(!parse_duration_range(text).has_value(), std::string(text));
}

BOOST_AUTO_TEST_CASE(rates) {
  const std::pair<std::string_view, double> rows[] = {
      {"40/s", 40.0}, {"10/min", 10.0 / 60}, {"0.5/h", 0.5 / 3600}, {"0.1/s", 0.1}, {"30/min", 0.5}};
  for (const auto& [text, per_s] : rows) BOOST_TEST(parse_rate(text).value() == per_s);
  BOOST_TEST(rate_text(40) == "40/s");
  BOOST_TEST(rate_text(10.0 / 60) == "10/min");
  BOOST_TEST(rate_text(0.5 / 3600) == "0.5/h");
  const std::pair<std::string_view, std::uint64_t> bandwidths[] = {
      {"64kbit/s", 64'000}, {"1.5Mbit/s", 1'500'000}, {"800bit/s", 800}, {"1000Gbit/s", 1'000'000'000'000}};
  for (const auto& [text, bits_per_s] : bandwidths) {
    BOOST_TEST(parse_bandwidth(text).value() == bits_per_s);
    BOOST_TEST(parse_bandwidth(bandwidth_text(bits_per_s)).value() == bits_per_s);
  }
  BOOST_TEST(bandwidth_text(1'500'000) == "1500kbit/s");
  for (const std::string_view text :
       {"", "64", "kbit/s", "0bit/s", "-1kbit/s", "64 kbit/s", "64kb/s", "1001Gbit/s", "1bit/s"})
    BOOST_TEST(!parse_bandwidth(text).has_value(), std::string(text));
  for (const std::string_view text : {"", "40", "/s", "0/s", "-1/s", "40/d", "40 /s", "2000000/s", "inf/s"})
    BOOST_TEST(!parse_rate(text).has_value(), std::string(text));
}

BOOST_AUTO_TEST_SUITE_END()
