// What a terminal shows of a run that goes on: how far it is, what is left.
#include "reports/live_text.hpp"

#include <boost/test/unit_test.hpp>

#include "reports/text.hpp"
#include "scenarios/model/scenario.hpp"

BOOST_AUTO_TEST_SUITE(live_text_test)

using namespace rtpe;
using namespace std::chrono_literals;
using report::LiveFigures;

BOOST_AUTO_TEST_CASE(share_and_time_left_come_first) {
  const LiveFigures figures{.at = 100s,
                            .expected = 630s,
                            .left = 12s,
                            .calls = 3654,
                            .over = 3314,
                            .failed = 2,
                            .calls_per_s = 3.1,
                            .disabled = {"a", "b"}};
  BOOST_TEST(report::live_text(figures, 100) ==
             "16 %, 12 s left; 1 min 40 s: 3 654 calls (340 open, 2 failed), 3.1/s; disabled: a, b");
  const std::string narrow = report::live_text(figures, 50);
  BOOST_TEST(report::display_width(narrow) == 50U);
  BOOST_TEST(narrow.ends_with("..."));
}

BOOST_AUTO_TEST_CASE(a_run_that_takes_longer_than_planned_is_not_over) {
  LiveFigures figures;
  figures.at = 700s;
  BOOST_TEST(report::live_text(figures, 79) == "11 min 40 s: 0 calls (0 open, 0 failed)");
  figures.expected = 630s;
  BOOST_TEST(report::live_text(figures, 79).starts_with("99 %; 11 min 40 s: "));
}

BOOST_AUTO_TEST_CASE(the_time_left_is_that_of_the_pace_so_far) {
  BOOST_TEST((report::time_left(100s, 600s, 10s) == Duration(50s)));
  BOOST_TEST((report::time_left(600s, 600s, 10s) == Duration(0s)));
  BOOST_TEST(!report::time_left(1s, 600s, 10s).has_value());
  BOOST_TEST(!report::time_left(1s, 0s, 10s).has_value());
}

BOOST_AUTO_TEST_CASE(a_run_ends_with_its_last_call) {
  scenario::Scenario scenario;
  BOOST_TEST((report::expected_length(scenario) == 0s));
  scenario::Traffic& traffic = scenario.traffic.emplace_back();
  traffic.rate_per_s = 2;
  traffic.until = 600s;
  traffic.hold = {.low = 20s, .high = 40s};
  traffic.ring = {.low = 2s, .high = 2s};
  BOOST_TEST((report::expected_length(scenario) == 632s));  // basic-call: ring, hold
  traffic.count = 100;
  BOOST_TEST((report::expected_length(scenario) == 82s));
  traffic.curve = {{.at = 0s, .per_s = 0}, {.at = 60s, .per_s = 20}};
  BOOST_TEST((report::expected_length(scenario) == 42s));
  scenario::ListedCall& call = scenario.calls.emplace_back();
  call.start = 900s;
  call.hold = {.low = 10s, .high = 10s};
  BOOST_TEST((report::expected_length(scenario) == 912s));
  scenario.duration = 30s;
  BOOST_TEST((report::expected_length(scenario) == 30s));
}

BOOST_AUTO_TEST_SUITE_END()
