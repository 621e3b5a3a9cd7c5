#include "scenarios/world/event_queue.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdint>
#include <random>
#include <set>
#include <tuple>
#include <vector>

namespace rtpe::scenario::world {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Mixture {
  const char* name;
  std::vector<Duration> lanes;   ///< delays that the queue is told of
  std::vector<Duration> delays;  ///< what is scheduled, all equally often
};

const std::vector<Mixture> mixtures{
    {"near only", {}, {Duration{}, microseconds(100), microseconds(250), milliseconds(99)}},
    {"far only", {}, {EventQueue::near, seconds(1), seconds(7), seconds(8)}},
    {"near and far, which meet", {}, {Duration{}, microseconds(100), milliseconds(99), EventQueue::near, seconds(1)}},
    {"a near lane", {milliseconds(1)}, {Duration{}, microseconds(500), milliseconds(1), milliseconds(2)}},
    {"far lanes", {milliseconds(500), seconds(32)}, {microseconds(300), milliseconds(500), seconds(5), seconds(32)}},
    {"more lanes than there are",
     {milliseconds(1), milliseconds(2), milliseconds(3), milliseconds(4), milliseconds(5), seconds(6), seconds(7)},
     {milliseconds(1), milliseconds(2), milliseconds(5), seconds(6), seconds(7)}},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(event_queue_test)

/// Against a sorted set; the queue is filled, used in steady state, and emptied.
BOOST_AUTO_TEST_CASE(entries_come_in_the_order_of_time_and_scheduling) {
  using Expected = std::tuple<Time, std::uint64_t>;
  for (const Mixture& mixture : mixtures) {
    BOOST_TEST_CONTEXT(mixture.name) {
      std::mt19937_64 random(7);
      EventQueue queue;
      for (const Duration lane : mixture.lanes) queue.expect(lane);
      std::set<Expected> expected;
      Time now{};
      constexpr std::uint64_t many = 3000;
      std::uint64_t pushed = 0;
      const auto pop = [&] {
        const auto [at, number] = *expected.begin();
        BOOST_REQUIRE(queue.next() == at);
        const EventQueue::Entry entry = queue.pop();
        BOOST_REQUIRE(Time(Duration(entry.at)) == at);
        BOOST_REQUIRE_EQUAL(entry.payload, number);
        expected.erase(expected.begin());
        now = at;
      };
      while (pushed < many) {
        const Time at = now + mixture.delays[random() % mixture.delays.size()];
        queue.push(now, at, pushed);
        expected.emplace(at, pushed++);
        if (pushed > many / 3 || random() % 3 == 0) pop();
        BOOST_REQUIRE_EQUAL(queue.size(), expected.size());
      }
      while (!expected.empty()) pop();
      BOOST_TEST(queue.empty());
    }
  }
}

/// Whether the entry is the next one or stands behind it.
BOOST_AUTO_TEST_CASE(a_changed_payload_is_what_comes_out) {
  EventQueue queue;
  queue.expect(seconds(1));
  const EventQueue::Ticket first = queue.push(Time{}, Time(seconds(1)), 1),
                           second = queue.push(Time{}, Time(seconds(1)), 2),
                           none = queue.push(Time{}, Time(milliseconds(1)), 3);
  BOOST_TEST(queue.change(first, 10));
  BOOST_TEST(queue.change(second, 20));
  BOOST_TEST(!queue.change(none, 30));
  BOOST_TEST(queue.pop().payload == 3U);
  BOOST_TEST(queue.pop().payload == 10U);
  BOOST_TEST(!queue.change(first, 11));
  BOOST_TEST(queue.pop().payload == 20U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace rtpe::scenario::world
