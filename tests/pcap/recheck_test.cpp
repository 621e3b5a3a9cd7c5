// When a proxy looked at a dead node again, and when not: rtpengine_disable_tout, and where its whole seconds begin.
#include "pcap/to_scenario/recheck.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace rtpe;
using namespace rtpe::capture;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(recheck_test)

namespace {

const Endpoint dead{.address = *parse_address("10.0.0.1"), .port = 2223};
const Endpoint alive{.address = *parse_address("10.0.0.2"), .port = 2223};

SeenCommand command(const Endpoint& node, const std::string& name, int at_ms, const std::string& call, bool answered) {
  SeenCommand out;
  out.client = {.address = *parse_address("10.0.0.9"), .port = 40000};
  out.node = node;
  out.command = name;
  out.call = call;
  out.process = "1";
  out.first_sent = out.last_sent = Time(milliseconds(1'000'000 + at_ms));
  out.outcome = answered ? Outcome::answered : Outcome::no_answer;
  out.was_refused = !answered;
  return out;
}

struct Row {
  int failed_ms;
  std::vector<int> passed_over_ms;  ///< new calls that did not look at the node
  int pinged_ms;
  std::uint32_t disable_tout_s;
  int phase_ms;
};
const Row rows[] = {
    {3157, {3200, 5602}, 6207, 3, 0},                              // 2 s would have been over
    {3050, {5150}, 5950, 3, 450},                                  // three seconds begin within 2.9 s
    {1000, {30000}, 60500, 60, 740},                               // of several the usual one
    {1900, {}, 2950, 2, 70},          {1000, {4500}, 3000, 2, 0},  // looked at again in vain: the time begins anew
};

}  // namespace

BOOST_AUTO_TEST_CASE(what_looks_and_their_absence_say) {
  for (const Row& row : rows) {
    Observed seen;
    seen.first = Time(milliseconds(1'000'000));
    seen.commands.push_back(command(dead, "offer", row.failed_ms, "first", false));
    int number = 0;
    std::vector<SeenCommand> later;
    for (const int at : row.passed_over_ms)
      later.push_back(command(alive, "offer", at, "call" + std::to_string(++number), true));
    later.push_back(command(dead, "ping", row.pinged_ms, "last", row.pinged_ms > 3000));
    std::ranges::stable_sort(later, {}, &SeenCommand::first_sent);
    for (SeenCommand& one : later) seen.commands.push_back(std::move(one));
    const auto found =
        recheck_of(seen, {dead, alive}, std::chrono::seconds(1), [](const Endpoint&) { return std::uint32_t{0}; });
    BOOST_TEST_CONTEXT("failed at " << row.failed_ms << " ms") {
      BOOST_TEST(found.disable_tout_s.value_or(0) == row.disable_tout_s);
      BOOST_TEST(found.phase / milliseconds(1) == row.phase_ms);
    }
  }
}

/// Whole seconds: the first look came within 2.4 s, and 2.9 s later the node was passed over. Only three seconds, that
/// begin where they must, explain both.
BOOST_AUTO_TEST_CASE(a_look_may_come_sooner_than_another_stays_away) {
  Observed seen;
  seen.first = Time(milliseconds(1'000'000));
  seen.commands = {command(dead, "offer", 3157, "first", false), command(alive, "offer", 4980, "one", true),
                   command(dead, "ping", 5600, "two", false),    command(alive, "offer", 5601, "two", true),
                   command(alive, "offer", 7079, "three", true), command(alive, "offer", 8489, "four", true),
                   command(dead, "ping", 8590, "five", true)};
  const auto found =
      recheck_of(seen, {dead, alive}, std::chrono::seconds(1), [](const Endpoint&) { return std::uint32_t{0}; });
  BOOST_TEST(found.disable_tout_s.value_or(0) == 3U);
  BOOST_TEST(found.phase >= milliseconds(410));
  BOOST_TEST(found.phase <= milliseconds(510));
}

BOOST_AUTO_TEST_CASE(calls_of_other_sets_and_known_calls_look_at_no_node) {
  Observed seen;
  seen.first = Time(milliseconds(1'000'000));
  seen.commands = {command(alive, "offer", 500, "known", true), command(dead, "offer", 1000, "first", false),
                   command(alive, "offer", 58'000, "known", true), command(dead, "ping", 61'500, "last", true)};
  const auto one_set = [](const Endpoint&) { return std::uint32_t{0}; };
  BOOST_TEST(recheck_of(seen, {dead, alive}, {}, one_set).disable_tout_s.value_or(0) == 60U);
  seen.commands[2].call = "new";  // it could have looked, and 30 s would have been over: still 60
  BOOST_TEST(recheck_of(seen, {dead, alive}, {}, one_set).disable_tout_s.value_or(0) == 60U);
  seen.commands[2].first_sent = seen.commands[2].last_sent = Time(milliseconds(1'061'400));
  BOOST_TEST(recheck_of(seen, {dead, alive}, {}, one_set).disable_tout_s.value_or(0) == 61U);
  const auto own_set = [](const Endpoint& node) { return std::uint32_t{node == dead ? 1U : 2U}; };
  BOOST_TEST(recheck_of(seen, {dead, alive}, {}, own_set).disable_tout_s.value_or(0) == 60U);
}

BOOST_AUTO_TEST_SUITE_END()
