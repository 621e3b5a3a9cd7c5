// Each check: one run that passes it, one that makes it fire, with the evidence it then shows.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "scenarios/checks/judge.hpp"
#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(check_test)

using namespace rtpe;
using namespace rtpe::scenario;
using rtpe::test::cluster;
using rtpe::test::play;

namespace {

constexpr std::string_view client = R"(personality = "kamailio-5.6"
rtpengine_retr = 2
rtpengine_tout_ms = 500
rtpengine_disable_tout = 5
workers = 4)";
constexpr std::string_view traffic =
    "[[traffic]]\nflow = \"basic-call\"\nrate = \"4/s\"\nuntil = \"30s\"\n"
    "ring = \"1s\"\nhold = \"3s..6s\"\n";

std::string fault(std::string_view verb) {
  return "[[fault]]\nat = \"10s\"\nengine = \"a\"\ndo = \"" + std::string(verb) +
         (verb == "restart" ? "\"\n" : "\"\nfor = \"8s\"\n");
}

/// The verdict of the one check.
CheckResult verdict(std::string_view more, std::string_view check) {
  const auto played =
      play(cluster(2, client, std::string(traffic) + std::string(more) + "[[check]]\n" + std::string(check)));
  BOOST_REQUIRE(played.result.checks.size() == 1U);
  CheckResult result = played.result.checks.front();
  BOOST_TEST_MESSAGE(result.that << ": " << result.summary);
  for (const std::string& line : result.evidence) BOOST_TEST_MESSAGE("  " << line);
  BOOST_TEST(played.result.passed() == result.passed());
  BOOST_TEST(result.evidence.empty() == (result.outcome != CheckOutcome::failed));
  BOOST_TEST(result.evidence.size() <= 21U);
  BOOST_TEST((result.outcome != CheckOutcome::not_judged));
  return result;
}

bool shows(const CheckResult& result, std::string_view text) {
  return std::ranges::any_of(result.evidence, [&](const std::string& line) { return line.contains(text); });
}

}  // namespace

BOOST_AUTO_TEST_CASE(affinity_holds_while_the_call_table_decides) {
  BOOST_TEST(verdict(fault("crash"), "that = \"affinity\"").passed());
}

BOOST_AUTO_TEST_CASE(affinity_breaks_when_the_branch_hides_the_call_from_the_table) {
  // The BYE has a branch of its own: it is hashed again, over other nodes than the INVITE.
  auto parsed =
      test::parse(cluster(2, client, std::string(traffic) + fault("crash") + "[[check]]\nthat = \"affinity\""));
  for (RoutingRule& rule : parsed.routing) {
    const std::string function = rule.method == "BYE" ? "rtpengine_delete" : "rtpengine_manage";
    rule.lines = {function + "(\"via-branch=auto\")"};
  }
  const auto played = play(parsed);
  const CheckResult& result = played.result.checks.front();
  BOOST_TEST(!result.passed());
  BOOST_TEST_MESSAGE(result.summary);
  for (const std::string& line : result.evidence) BOOST_TEST_MESSAGE("  " << line);
  BOOST_TEST(result.summary.contains("answered by more than one engine"));
  BOOST_TEST(shows(result, "delete was answered by engine b, the call is on engine a"));
  BOOST_TEST(shows(result, "offer to udp:10.0.0.1:2223 (engine a): accepted"));
  BOOST_TEST(shows(result, "left out: udp:10.0.0.1:2223 (disabled)"));
}

BOOST_AUTO_TEST_CASE(share_follows_weights) {
  BOOST_TEST(verdict("", "that = \"share\"\ntolerance = 0.15").passed());
  const CheckResult result =
      verdict(fault("crash"), "that = \"share\"\ntolerance = 0.05\nfrom = \"10s\"\nuntil = \"18s\"");
  BOOST_TEST(!result.passed());
  BOOST_TEST(shows(result, "udp:10.0.0.2:2223"));
  BOOST_TEST(shows(result, "expected 50.0 %"));
}

BOOST_AUTO_TEST_CASE(share_of_engines_as_the_file_says) {
  const CheckResult result = verdict("", "that = \"share\"\ntolerance = 0.02\nexpected = { a = 0.9, b = 0.1 }");
  BOOST_TEST(!result.passed());
  BOOST_TEST(shows(result, "a: "));
}

BOOST_AUTO_TEST_CASE(failover_is_quick_from_a_closed_port_and_slow_from_a_vanished_host) {
  BOOST_TEST(verdict(fault("crash"), "that = \"failover_time\"\nmax = \"100ms\"").passed());
  const CheckResult result = verdict(fault("blackhole"), "that = \"failover_time\"\nmax = \"100ms\"");
  BOOST_TEST(!result.passed());
  BOOST_TEST(shows(result, "timed out after 2 sends"));
}

BOOST_AUTO_TEST_CASE(calls_are_lost_with_their_engine) {
  BOOST_TEST(verdict("", "that = \"calls_lost\"").passed());
  const CheckResult crash = verdict(fault("crash"), "that = \"calls_lost\"\nmax = 1");
  BOOST_TEST(!crash.passed());
  BOOST_TEST(shows(crash, "its media was on engine a, which crashed"));
  BOOST_TEST(!verdict(fault("restart"), "that = \"calls_lost\"").passed());
  BOOST_TEST(!verdict(fault("blackhole"), "that = \"calls_lost\"").passed());
  BOOST_TEST(verdict(fault("crash"), "that = \"calls_lost\"\nmax_share = 0.5").passed());
}

BOOST_AUTO_TEST_CASE(workers_block_on_a_vanished_host) {
  BOOST_TEST(verdict(fault("crash"), "that = \"blocked_workers\"\nmax = 1").passed());
  const CheckResult result = verdict(fault("blackhole"), "that = \"blocked_workers\"\nmax = 0");
  BOOST_TEST(!result.passed());
  BOOST_TEST(shows(result, "silent since before"));
}

BOOST_AUTO_TEST_CASE(all_workers_block_when_many_known_calls_meet_a_vanished_host) {
  // Deletes are sent to the call's node by every worker at once; there is no coordination (section 16).
  const auto played =
      play(cluster(2, "personality = \"kamailio-5.6\"\nworkers = 4",
                   "[[traffic]]\nflow = \"basic-call\"\nrate = \"20/s\"\nuntil = \"5s\"\nring = \"100ms\"\n"
                   "hold = \"8s\"\n[[fault]]\nat = \"7s\"\nengine = \"a\"\ndo = \"blackhole\"\n"
                   "[[check]]\nthat = \"blocked_workers\"\nmax = 3\n"));
  const CheckResult& result = played.result.checks.front();
  BOOST_TEST_MESSAGE(result.summary);
  BOOST_TEST(!result.passed());
  BOOST_TEST(result.summary.contains("at most 4 of 4 workers were blocked"));
  BOOST_TEST(result.summary.contains("all of them for"));
}

BOOST_AUTO_TEST_CASE(an_engine_whose_replies_are_lost_keeps_calls_that_nobody_deletes) {
  BOOST_TEST(verdict("", "that = \"engine_leak\"").passed());
  const CheckResult result = verdict(fault("partition_replies"), "that = \"engine_leak\"");
  BOOST_TEST(!result.passed());
  BOOST_TEST(shows(result, "engine a"));
}

BOOST_AUTO_TEST_SUITE_END()
