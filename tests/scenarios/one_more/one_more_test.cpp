// Adding a check takes its file and nothing else: this program has one more than the lab, and everything knows it.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "scenarios/log/counters.hpp"
#include "scenarios/log/event_log_reader.hpp"
#include "scenarios/model/vocabulary_text.hpp"
#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(one_more_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

/// Five calls, and more.
std::string five_calls(std::string_view more) {
  return test::cluster(
      2, "", "[[traffic]]\nrate = \"10/s\"\narrival = \"regular\"\ncount = 5\nhold = \"2s\"\n" + std::string(more));
}

/// The one error of a file.
std::string error_of(std::string_view more) {
  const auto scenario = parse_scenario(five_calls(more), "one-more.toml");
  BOOST_REQUIRE(!scenario.has_value());
  BOOST_TEST(scenario.error().size() == 1U);
  return scenario.error().front().text();
}

bool knows(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool documents(std::string_view row) {
  return std::ranges::any_of(vocabulary_tables(), [&](const std::string& table) { return table.contains(row); });
}

/// What its event log alone says.
RunResult read_back(const test::Played& played) {
  Counters counters;
  EventLogReader reader("log", counters);
  BOOST_REQUIRE(reader.feed(played.log).has_value());
  BOOST_REQUIRE(reader.finish().has_value());
  return counters.result();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_check_joins_the_vocabulary) {
  BOOST_TEST(knows(check_names(), "calls_made"));
  BOOST_TEST(knows(check_names(), "affinity"));
  BOOST_TEST(std::ranges::is_sorted(check_names()));
  BOOST_TEST(
      documents("| `calls_made` | `least` (required): a number of calls | fewer calls than `least` were made |\n"));
}

BOOST_AUTO_TEST_CASE(mistakes_with_a_check_are_told_with_what_was_meant) {
  BOOST_TEST(error_of("[[check]]\nthat = 'calls_mad'\n").contains("did you mean \"calls_made\"?"));
  const std::string error = error_of("[[check]]\nthat = 'calls_made'\nleast = 3\nmost = 4\n");
  BOOST_TEST(error.contains("one-more.toml:26:1"), error);
  BOOST_TEST(error.contains("[[check]] of calls_made has no key \"most\""), error);
  BOOST_TEST(error_of("[[check]]\nthat = 'calls_made'\n").contains("[[check]] of calls_made needs the key \"least\""));
  BOOST_TEST(error_of("[[check]]\nthat = 'calls_made'\nleast = 0\n").contains("it must be 1..1000000"));
}

BOOST_AUTO_TEST_CASE(a_check_is_written_back) {
  const ScenarioFile scenario = test::parse(five_calls("[[check]]\nthat = \"calls_made\"\nleast = 3\n"));
  const std::string written = write_scenario(scenario);
  BOOST_TEST(written.contains("[[check]]\nthat = \"calls_made\"\nleast = 3\n"), written);
  const auto again = parse_scenario(written, scenario.file);
  BOOST_REQUIRE(again.has_value());
  BOOST_TEST((again->checks == scenario.checks));
  const ScenarioFile other = test::parse(five_calls("[[check]]\nthat = \"calls_made\"\nleast = 4\n"));
  BOOST_TEST((other.checks != scenario.checks));
}

BOOST_AUTO_TEST_CASE(a_check_is_judged_and_its_verdict_logged) {
  const std::string checks = "[[check]]\nthat = 'calls_made'\nleast = 5\n[[check]]\nthat = 'calls_made'\nleast = 6\n";
  const auto played = test::play(five_calls(checks));
  const RunResult logged = read_back(played);
  for (const RunResult* result : {&played.result, &logged}) {
    BOOST_REQUIRE(result->checks.size() == 2U);
    BOOST_TEST(result->checks[0].that == "calls_made");
    BOOST_TEST(result->checks[0].passed());
    BOOST_TEST((result->checks[1].outcome == CheckOutcome::failed));
    BOOST_TEST(result->checks[1].summary == "5 calls, 6 wanted");
    BOOST_TEST(result->checks[1].evidence == std::vector<std::string>{"nobody called more often"});
    BOOST_TEST(!result->passed());
  }
}

BOOST_AUTO_TEST_CASE(a_check_without_its_events_is_not_judged) {
  RunOptions options;
  options.told = all_events & ~kinds_of<CallStarted>();
  const auto played = test::play(five_calls("[[check]]\nthat = 'calls_made'\nleast = 5\n"), options);
  BOOST_TEST((played.result.checks.at(0).outcome == CheckOutcome::not_judged));
  BOOST_TEST(played.result.checks[0].summary.contains("call_started"));
}

BOOST_AUTO_TEST_SUITE_END()
