// The MOS formula and what is made of samples (mos.md).
#include <boost/test/unit_test.hpp>

#include "mock_engine/statistics/mos.hpp"
#include "mock_engine/statistics/quality.hpp"

BOOST_AUTO_TEST_SUITE(engine_mos_test)

using namespace rtpe::mock;
using rtpe::Time;
using std::chrono::seconds;

namespace {

struct Vector {
  std::uint32_t round_trip_us, loss_percent;
  std::uint8_t mos[4];  ///< at 0, 5, 20 and 60 ms of jitter
};
const Vector computed[] = {
    {1000, 0, {44, 43, 43, 43}},    {1000, 1, {43, 43, 43, 42}},    {1000, 3, {42, 42, 41, 41}},
    {1000, 10, {34, 34, 34, 33}},   {1000, 30, {11, 11, 11, 11}},   {40000, 0, {43, 43, 43, 42}},
    {40000, 1, {43, 43, 42, 42}},   {40000, 3, {41, 41, 41, 40}},   {40000, 10, {34, 34, 34, 32}},
    {40000, 30, {11, 11, 11, 10}},  {100000, 0, {43, 43, 43, 41}},  {100000, 1, {42, 42, 42, 40}},
    {100000, 3, {41, 41, 40, 38}},  {100000, 10, {33, 33, 33, 29}}, {100000, 30, {11, 11, 11, 10}},
    {149000, 0, {43, 42, 42, 39}},  {149000, 1, {42, 42, 41, 38}},  {149000, 3, {40, 40, 39, 35}},
    {149000, 10, {33, 32, 31, 26}}, {149000, 30, {11, 10, 10, 0}},  {150000, 0, {43, 42, 42, 39}},
    {150000, 1, {42, 42, 41, 38}},  {150000, 3, {40, 40, 39, 35}},  {150000, 10, {33, 32, 31, 26}},
    {150000, 30, {11, 10, 10, 0}},  {200000, 0, {41, 41, 40, 36}},  {200000, 1, {40, 40, 39, 35}},
    {200000, 3, {38, 38, 37, 33}},  {200000, 10, {30, 30, 28, 24}}, {200000, 30, {10, 10, 0, 10}},
    {300000, 0, {37, 37, 36, 32}},  {300000, 1, {36, 36, 34, 30}},  {300000, 3, {34, 33, 32, 28}},
    {300000, 10, {25, 24, 23, 19}}, {300000, 30, {10, 10, 10, 10}}, {600000, 0, {22, 22, 20, 17}},
    {600000, 1, {21, 20, 19, 15}},  {600000, 3, {19, 18, 17, 14}},  {600000, 10, {12, 12, 11, 10}},
    {600000, 30, {10, 10, 10, 10}}};
constexpr std::uint32_t jitters_ms[] = {0, 5, 20, 60};

struct Live {
  std::uint32_t round_trip_us, jitter_ms, loss_percent;
  std::uint8_t mos;
};
const Live seen_at_the_daemon[] = {{70472, 10, 0, 43},  {70464, 20, 1, 42},  {70429, 10, 5, 39},   {70626, 20, 3, 41},
                                   {70399, 10, 22, 18}, {70502, 20, 25, 15}, {650473, 10, 31, 10}, {70508, 20, 33, 10}};

QualitySample sample(int second, std::uint8_t mos) {
  return {.at = Time(seconds(1'000'000 + second)),
          .round_trip_us = 1000U * mos,
          .round_trip_leg_us = 500U * mos,
          .jitter_ms = 10,
          .loss_percent = 1,
          .mos = mos};
}

}  // namespace

BOOST_AUTO_TEST_CASE(formula) {
  for (const Vector& vector : computed)
    for (int i = 0; i < 4; ++i)
      BOOST_TEST(int{mos_times_ten({vector.round_trip_us, jitters_ms[i], vector.loss_percent},
                                   MosBasis::conversational)} == int{vector.mos[i]},
                 vector.round_trip_us << " us, " << jitters_ms[i] << " ms, " << vector.loss_percent << " %");
  for (const Live& live : seen_at_the_daemon)
    BOOST_TEST(int{mos_times_ten({live.round_trip_us, live.jitter_ms, live.loss_percent}, MosBasis::conversational)} ==
               int{live.mos});
  BOOST_TEST(int{mos_times_ten({0, 10, 10}, MosBasis::listening)} == 34);
  BOOST_TEST(int{mos_times_ten({0, 0, 0}, MosBasis::conversational)} == 0);
  BOOST_TEST(int{mos_times_ten({4000000000U, 4000000000U, 100}, MosBasis::conversational)} == 10);
}

BOOST_AUTO_TEST_CASE(lowest_highest_average) {
  SsrcQuality quality(7);
  BOOST_TEST(!quality.is_reported());
  quality.add(sample(0, 0), 1);
  BOOST_TEST(!quality.is_reported());  // no MOS yet
  quality.add(sample(1, 40), 2);
  quality.add(sample(2, 30), 3);
  quality.add(sample(3, 44), 4);
  quality.add(sample(4, 30), 5);
  BOOST_TEST(quality.is_reported());
  BOOST_TEST(quality.cumulative_lost() == 5U);
  BOOST_TEST(int{quality.lowest().mos} == 30);
  BOOST_TEST(quality.lowest().at.time_since_epoch().count() == sample(2, 0).at.time_since_epoch().count());
  BOOST_TEST(int{quality.highest().mos} == 44);
  const QualityAverage average = quality.average();
  BOOST_TEST(average.samples == 4U);
  BOOST_TEST(average.mos == 36U);
  BOOST_TEST(average.round_trip_us == 36000U);
}

BOOST_AUTO_TEST_CASE(a_second_sample_within_a_second_is_dropped) {
  SsrcQuality quality(7);
  quality.add(sample(0, 40), 1);
  QualitySample soon = sample(0, 10);
  soon.at += std::chrono::milliseconds(999);
  quality.add(soon, 9);
  BOOST_TEST(quality.average().samples == 1U);
  BOOST_TEST(quality.cumulative_lost() == 9U);
}

BOOST_AUTO_TEST_CASE(progression_has_about_eleven_entries_and_memory_is_bounded) {
  SsrcQuality quality(7);
  for (int second = 0; second < 3 * 86400; ++second) quality.add(sample(second, 40), 0);
  const QualityProgression progression = quality.progression();
  BOOST_TEST(progression.entries.size() <= 11U);
  BOOST_TEST(progression.entries.size() >= 9U);
  BOOST_TEST(quality.average().samples == 3U * 86400);
  SsrcQuality brief(8);
  for (int second = 0; second < 9; ++second) brief.add(sample(second, 40), 0);
  BOOST_TEST(brief.progression().interval_s == 0U);
  BOOST_TEST(brief.progression().entries.size() == 9U);
}

BOOST_AUTO_TEST_SUITE_END()
