// Time that would go back in a run ends the program, where assertions are on: in dev, under the sanitizers, in lanes.
#include <boost/test/unit_test.hpp>

#include "scenarios/log/recorder.hpp"
#include "scenarios/world/event_queue.hpp"
#include "tests/support/aborts.hpp"

BOOST_AUTO_TEST_SUITE(world_assertions_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace std::chrono_literals;
using test::aborts;

BOOST_AUTO_TEST_CASE(what_comes_next_is_not_in_the_past) {
  world::EventQueue queue;
  queue.push(Time(0s), Time(2s), 1);
  BOOST_TEST(queue.pop().payload == 1U);
  queue.push(Time(2s), Time(1s), 2);
  BOOST_TEST(aborts([&] { queue.pop(); }));
  BOOST_TEST(aborts([] { world::EventQueue().pop(); }));
}

BOOST_AUTO_TEST_CASE(a_log_goes_forward) {
  Recorder recorder(Time(10s), 100);
  BOOST_TEST(aborts([&] { recorder.record(Time(9s), Workers{}); }));
  recorder.record(Time(12s), Workers{});
  recorder.record(Time(12s), Workers{});
  BOOST_TEST(aborts([&] { recorder.record(Time(11s), Workers{}); }));
  BOOST_TEST(recorder.events() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
