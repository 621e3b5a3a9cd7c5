// The checks that count and measure: each passes on one run and fails on another, with the sentence it then says.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(measured_check_test)

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
    "[[traffic]]\nrate = \"4/s\"\narrival = \"regular\"\nuntil = \"30s\"\nring = \"1s\"\nhold = \"4s\"\n";
/// Engine a is gone from 10 s to 18 s.
constexpr std::string_view crash = "[[fault]]\nat = \"10s\"\nengine = \"a\"\ndo = \"crash\"\nfor = \"8s\"\n";
/// Its host: nobody answers.
constexpr std::string_view blackhole = "[[fault]]\nat = \"10s\"\nengine = \"a\"\ndo = \"blackhole\"\nfor = \"8s\"\n";
constexpr std::string_view slow =
    "[[fault]]\nat = \"10s\"\nengine = \"a\"\ndo = \"slow\"\nlatency = \"200ms\"\nfor = \"8s\"\n";
constexpr std::string_view nothing = "";
/// Eight more calls whose parties report what the network does.
constexpr std::string_view good_media =
    "[[traffic]]\ncount = 8\nrate = \"1/s\"\nhold = \"4s\"\nring = \"1s\"\nmedia = { loss = 0.001, jitter = \"2ms\", "
    "round_trip = \"30ms\" }\n";
constexpr std::string_view bad_media =
    "[[traffic]]\ncount = 8\nrate = \"1/s\"\nhold = \"4s\"\nring = \"1s\"\nmedia = { loss = 0.1, jitter = \"80ms\", "
    "round_trip = \"400ms\" }\n";
/// Twice, ten seconds apart.
constexpr std::string_view show =
    "[[fault]]\nat = \"5s\"\nevery = \"10s\"\ntimes = 2\ndo = \"rpc\"\ncommand = \"rtpengine.show\"\n";

struct Row {
  std::string_view happens, check, outcome, says;
};

CheckResult judged(std::string_view happens, std::string_view check) {
  const auto played = play(cluster(2, client, fmt::format("{}{}[[check]]\n{}\n", traffic, happens, check)));
  BOOST_REQUIRE(played.result.checks.size() == 1U);
  return played.result.checks.front();
}

constexpr Row rows[] = {
    {nothing, "that = \"latency\"\nmax = \"50ms\"", "passed", "took at most"},
    {slow, "that = \"latency\"\nmax = \"50ms\"", "failed", "took at most 200"},
    {slow, "that = \"latency\"\nnode = \"b\"\nmax = \"50ms\"", "passed", "commands to b took"},
    {slow, "that = \"latency\"\npercentile = 50\nmax = \"50ms\"", "passed", "50 % of"},
    {blackhole, "that = \"latency\"\ncommand = \"offer\"\nmax = \"900ms\"", "failed", "offer commands took at most 1"},
    {nothing, "that = \"latency\"\ncommand = \"play media\"\nmax = \"1s\"", "not judged", "there were no play media"},

    {nothing, "that = \"post_dial_delay\"\nmax = \"100ms\"", "passed", "callers waited at most"},
    {blackhole, "that = \"post_dial_delay\"\nmax = \"100ms\"", "failed", "callers waited at most"},
    {blackhole, "that = \"post_dial_delay\"\npercentile = 50\nmax = \"100ms\"", "passed", "50 % of"},

    {nothing, "that = \"retransmissions\"", "passed", "0 of"},
    {crash, "that = \"retransmissions\"\nmax = 1", "passed", "1 of"},
    {blackhole, "that = \"retransmissions\"", "failed", "were retransmissions"},
    {blackhole, "that = \"retransmissions\"\nnode = \"b\"", "passed", "0 of"},
    {blackhole, "that = \"retransmissions\"\nmax_share = 0.5", "passed", "50.0 % allowed"},

    {nothing, "that = \"no_command_to\"\nnode = \"a\"", "failed", "elsewhere"},
    {crash, "that = \"no_command_to\"\nnode = \"a\"\ncommand = \"offer\"\nfrom = \"11s\"\nuntil = \"14s\"", "passed",
     "0 offers went to a"},
    {crash, "that = \"no_command_to\"\nnode = \"b\"\ncommand = \"offer\"\nfrom = \"11s\"\nuntil = \"14s\"", "failed",
     "offers went to b"},

    {nothing, "that = \"node_state\"\nnode = \"a\"\nis = \"enabled\"", "passed", "a was enabled all the time"},
    {crash, "that = \"node_state\"\nnode = \"a\"\nis = \"enabled\"", "failed", "a was disabled for"},
    {crash, "that = \"node_state\"\nnode = \"b\"\nis = \"enabled\"", "passed", "b was enabled all the time"},
    {crash, "that = \"node_state\"\nnode = \"a\"\nis = \"disabled\"\nfrom = \"12s\"\nuntil = \"14s\"", "passed",
     "a was disabled all the time"},

    {nothing, "that = \"table_size\"\nmax = 100\nmax_at_end = 0", "passed", "0 at the end"},
    {nothing, "that = \"table_size\"\nmax = 3", "failed", "(3 allowed)"},
    {crash, "that = \"table_size\"\nmax_at_end = 0", "failed", "at the end (0 allowed)"},

    {nothing, "that = \"commands\"\ncommand = \"delete\"\nper_call = true\ncount = 1", "passed", "0 of 120 completed"},
    {nothing, "that = \"commands\"\ncommand = \"delete\"\nper_call = true\ncount = 2", "failed",
     "120 of 120 completed calls had another number of delete commands than 2"},
    {nothing, "that = \"commands\"\ncommand = \"offer\"\ncount = 120", "passed", "120 offer commands, 120 wanted"},
    {nothing, "that = \"commands\"\ncommand = \"offer\"\nmax = 119", "failed", "at most 119 wanted"},
    {nothing, "that = \"commands\"\ncommand = \"query\"\nmin = 1", "failed", "0 query commands, at least 1 wanted"},

    {nothing, "that = \"result\"", "passed", "0 of"},
    {crash, "that = \"result\"\nfunction = \"rtpengine_manage\"\nmax_share = 0.9", "passed", "rtpengine_manage"},
    {nothing, "that = \"result\"\nis = \"nothing done\"", "failed", "came to \"nothing done\""},
    {nothing, "that = \"result\"\nfunction = \"play_media\"", "not judged", "play_media was never called"},

    {nothing, "that = \"recovery_time\"\nmax = \"1s\"", "not judged", "no disabled node's engine was well again"},
    {crash, "that = \"recovery_time\"\nmax = \"6s\"", "passed", "a node was used again"},
    {crash, "that = \"recovery_time\"\nmax = \"1ms\"", "failed", "a node was used again"},

    {nothing, "that = \"never\"\nevent = \"node_state where disabled\"", "passed", "0 of 0 node_state events"},
    {crash, "that = \"never\"\nevent = \"node_state where disabled\"", "failed", "2 of 3 node_state events"},
    {crash, "that = \"never\"\nevent = 'node_state where disabled and engine == \"b\"'", "passed", "0 of 3"},
    {crash, "that = \"never\"\nevent = \"node_state where disabled\"\nfrom = \"20s\"", "passed", "0 of"},

    {nothing, "that = \"always\"\nevent = \"exchange_ended\"\nholds = \"sends == 1\"", "passed", "not true for 0 of"},
    {blackhole, "that = \"always\"\nevent = \"exchange_ended\"\nholds = \"sends == 1\"", "failed",
     "events: sends == 1"},
    {nothing, "that = \"always\"\nevent = \"node_state\"\nholds = \"disabled\"", "not judged",
     "there was no node_state"},

    {crash,
     "that = \"eventually\"\nafter = \"node_state where disabled\"\nevent = \"node_state where not disabled\"\nsame = "
     "\"node\"\nwithin = \"15s\"",
     "passed", "0 of 2 were not followed within 15"},
    {crash,
     "that = \"eventually\"\nafter = \"node_state where disabled\"\nevent = \"node_state where not disabled\"\nsame = "
     "\"node\"\nwithin = \"1s\"",
     "failed", "2 of 2 were not followed within 1"},
    {nothing, "that = \"eventually\"\nafter = \"node_state where disabled\"\nevent = \"sent\"\nwithin = \"1s\"",
     "not judged", "there was no node_state where disabled"},
    {nothing, "that = \"eventually\"\nevent = \"engine_call where created\"\nwithin = \"2s\"", "passed", "0 of 1"},
    {nothing, "that = \"eventually\"\nevent = \"node_state\"\nwithin = \"2s\"", "failed", "1 of 1 were not followed"},

    {nothing, "that = \"sdp\"\nmust = \"c=IN IP4 10.0.0.*\"", "passed", "0 of 240 bodies"},
    {nothing, "that = \"sdp\"\nmessage = \"INVITE\"\nto = \"callee\"\nmust = [\"m=audio *\", \"m=video *\"]", "failed",
     "120 of 120 bodies"},
    {nothing, "that = \"sdp\"\nmust_not = \"c=IN IP4 10.0.0.*\"", "failed", "240 of 240 bodies"},
    {nothing, "that = \"sdp\"\nmessage = \"UPDATE\"\nmust = \"m=*\"", "not judged", "no such message with SDP"},

    {nothing, "that = \"mos\"\nmin = 3", "not judged", "no reply told a MOS"},
    {good_media, "that = \"mos\"\nmin = 4", "passed", "0 of 16 streams had a MOS below 4.0"},
    {bad_media, "that = \"mos\"\nmin = 4", "failed", "16 of 16 streams had a MOS below 4.0"},
    {bad_media, "that = \"mos\"\nmin = 4\nmax_share = 1", "passed", "16 of 16"},

    {nothing, "that = \"rpc\"\ncommand = \"rtpengine.show\"", "not judged", "no such RPC command"},
    {show, "that = \"rpc\"\ncontains = ['\"udp:10.0.0.1:2223\"', '\"udp:10.0.0.2:2223\"']", "passed", "0 of 2 answers"},
    {show, "that = \"rpc\"\nlacks = \"10.0.0.2\"", "failed", "2 of 2 answers"},
    {show, "that = \"rpc\"\nrefused = true", "failed", "2 of 2 answers"},

    {nothing, "that = \"share\"\nconfidence = 0.999999", "passed", "what chance does in 100.0 % of all runs"},
    {crash, "that = \"share\"\nconfidence = 0.9", "failed", "what chance does in 90.0 % of all runs"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(each_says_what_it_found) {
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.check) {
      const CheckResult result = judged(row.happens, row.check);
      BOOST_TEST(to_string(result.outcome) == row.outcome);
      BOOST_TEST(result.summary.contains(row.says), result.summary);
      BOOST_TEST(result.evidence.empty() == (result.outcome != CheckOutcome::failed));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_announced_failure_passes_and_an_announced_failure_that_does_not_come_fails) {
  const auto run_of = [](std::string_view check) {
    return play(cluster(2, client, fmt::format("{}[[check]]\n{}\nexpect = \"fail\"\n", traffic, check))).result;
  };
  const RunResult announced = run_of("that = \"table_size\"\nmax = 3");
  BOOST_TEST(announced.passed());
  BOOST_TEST(announced.checks.front().said().starts_with("failed as expected: at most"));
  const RunResult missed = run_of("that = \"retransmissions\"");
  BOOST_TEST((missed.outcome() == CheckOutcome::failed));
  BOOST_TEST(missed.checks.front().said().starts_with("was expected to fail: 0 of"));
  const RunResult unjudged = run_of("that = \"recovery_time\"\nmax = \"1s\"");
  BOOST_TEST((unjudged.outcome() == CheckOutcome::not_judged));
}

BOOST_AUTO_TEST_SUITE_END()
