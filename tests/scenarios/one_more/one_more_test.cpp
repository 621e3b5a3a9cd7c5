// Adding a check, a fault or a flow takes its file and nothing else: this program has one more of each than the lab,
// and everything knows them.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "scenarios/log/counters.hpp"
#include "scenarios/log/event_log_reader.hpp"
#include "scenarios/log/schema_text.hpp"
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
  BOOST_TEST(error.contains("[[check]] of calls_made knows no key \"most\""), error);
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

BOOST_AUTO_TEST_CASE(a_fault_joins_the_vocabulary) {
  BOOST_TEST(knows(fault_names(), "lossy"));
  BOOST_TEST(knows(fault_names(), "crash"));
  BOOST_TEST(
      documents("| `lossy` | engine | `loss` (required): a probability | datagrams get lost, there and back |\n"));
  BOOST_TEST(schema_markdown().contains("`hang`, `lossy`, `partition_dmq`"));
}

BOOST_AUTO_TEST_CASE(mistakes_with_a_fault_are_told_with_what_was_meant) {
  const std::string head = "[[fault]]\nat = '1s'\nengine = 'a'\n";
  BOOST_TEST(error_of(head + "do = 'losy'\nloss = 1\n").contains("did you mean \"lossy\"?"));
  BOOST_TEST(error_of(head + "do = 'lossy'\n").contains("[[fault]] needs the key \"loss\": the part that gets lost"));
  BOOST_TEST(error_of(head + "do = 'crash'\nloss = 1\n").contains("no use for \"loss\": only \"lossy\" has one"));
  BOOST_TEST(error_of(head + "do = 'lossy'\nloss = 1\n" + head + "do = 'lossy'\nloss = 0.5\n")
                 .contains("\"a\" is already in the state \"lossy\" then"));
}

BOOST_AUTO_TEST_CASE(a_fault_is_written_back) {
  const std::string fault = "[[fault]]\nat = \"1s\"\nengine = \"a\"\ndo = \"lossy\"\nloss = 0.5\nfor = \"2s\"\n";
  const ScenarioFile scenario = test::parse(five_calls(fault));
  const std::string written = write_scenario(scenario);
  BOOST_TEST(written.contains(fault), written);
  const auto again = parse_scenario(written, scenario.file);
  BOOST_REQUIRE(again.has_value());
  BOOST_TEST((again->faults == scenario.faults));
}

BOOST_AUTO_TEST_CASE(a_fault_does_what_it_says_and_the_log_calls_it_so) {
  const auto played =
      test::play(five_calls("[[fault]]\nat = '0s'\nengine = 'a'\ndo = 'lossy'\nloss = 1\n"
                            "[[fault]]\nat = '0s'\nengine = 'b'\ndo = 'lossy'\nloss = 1\n"));
  BOOST_TEST(played.log.contains("\"verb\":\"lossy\""));
  BOOST_TEST(played.result.calls_failed == 5U);
  BOOST_TEST(read_back(played).calls_failed == 5U);
}

BOOST_AUTO_TEST_CASE(a_flow_joins_the_vocabulary) {
  BOOST_TEST(knows(flow_names(), "brief-call"));
  BOOST_TEST(knows(flow_names(), "basic-call"));
  BOOST_TEST(documents("| `brief-call` | INVITE, 200, ACK, BYE: nobody lets it ring |\n"));
  BOOST_TEST(error_of("flow = 'breif-call'\n").contains("did you mean \"brief-call\"?"));
  BOOST_TEST(
      error_of("flow = 'brief-call'\nreinvite_after = '1s'\n").contains("have a re-INVITE whose time can be set: \""));
}

BOOST_AUTO_TEST_CASE(a_flow_is_played_and_written_back) {
  const ScenarioFile scenario = test::parse(five_calls("flow = \"brief-call\"\n"));
  BOOST_TEST(write_scenario(scenario).contains("flow = \"brief-call\"\n"));
  const auto played = test::play(scenario);
  BOOST_TEST(played.result.calls_completed == 5U);
  BOOST_TEST(test::text(test::records(played, "call_started").front(), "flow") == "brief-call");
  BOOST_TEST(!played.log.contains("180 INVITE"));
}

BOOST_AUTO_TEST_SUITE_END()
