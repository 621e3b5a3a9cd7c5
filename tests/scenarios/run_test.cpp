// run() in virtual time: a call's way through proxy and engine, determinism, bounds, worker accounting.
#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(run_test)

using namespace rtpe;
using namespace rtpe::scenario;
using rtpe::test::cluster;
using rtpe::test::number;
using rtpe::test::play;
using rtpe::test::records;
using rtpe::test::text;

namespace {

constexpr std::string_view four_workers = "personality = \"kamailio-5.6\"\nworkers = 4";
constexpr std::string_view basic_traffic =
    "[[traffic]]\nflow = \"basic-call\"\nrate = \"5/s\"\nuntil = \"20s\"\n"
    "ring = \"1s..3s\"\nhold = \"1s..9s\"\n";
constexpr std::string_view failing =
    "[[fault]]\nat = \"5s\"\nengine = \"a\"\ndo = \"blackhole\"\nfor = \"4s\"\n"
    "[[fault]]\nat = \"12s\"\nengine = \"b\"\ndo = \"crash\"\nfor = \"2s\"\n";

/// "request INVITE -> offer" and so on: message and command of each operation of the first call.
std::vector<std::string> operations_of_first_call(const test::Played& played) {
  std::vector<std::string> out;
  std::map<std::int64_t, std::string> messages;
  for (const auto& record : records(played, "operation_started"))
    messages[number(record, "operation")] = text(record, "message");
  for (const auto& record : records(played, "operation_ended"))
    if (number(record, "call") == 1)
      out.push_back(messages[number(record, "operation")] + ": " + text(record, "command") + " " + text(record, "end"));
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_basic_call_is_offered_answered_and_deleted) {
  const auto played = play(cluster(2, four_workers, "[[traffic]]\nflow = \"basic-call\"\nrate = \"1/s\"\ncount = 1\n"));
  const std::vector<std::string> expected{"INVITE: offer ok", "180 INVITE:  nothing done", "200 INVITE: answer ok",
                                          "BYE: delete ok"};
  BOOST_TEST(operations_of_first_call(played) == expected, boost::test_tools::per_element());
  const RunResult& result = played.result;
  BOOST_TEST(result.calls == 1U);
  BOOST_TEST(result.calls_completed == 1U);
  BOOST_TEST(result.operations == 4U);
  BOOST_TEST(result.operations_failed == 0U);
  BOOST_TEST(result.exchanges == 5U);  // two startup pings
  BOOST_TEST((result.end == RunEnd::finished));
  BOOST_TEST(result.passed());
}

BOOST_AUTO_TEST_CASE(cookies_are_those_of_the_release) {
  const auto first_cookie = [](const std::string& personality, std::uint64_t seed) {
    const auto played =
        play(cluster(1, "personality = \"" + personality + "\"", "[[traffic]]\ncount = 1\n"), {.seed = seed});
    return text(records(played, "sent").front(), "cookie");
  };
  BOOST_TEST(first_cookie("kamailio-5.6", 1) == "0_10001_0");
  BOOST_TEST(first_cookie("kamailio-5.7", 2) == "0_10001_0");
  const std::string random = first_cookie("kamailio-5.8", 1);
  BOOST_TEST(random.starts_with("0_"));
  BOOST_TEST(!random.starts_with("0_10001_"));
  BOOST_TEST(!random.ends_with("_0"));
  BOOST_TEST(random == first_cookie("kamailio-5.8", 1));
  BOOST_TEST(random != first_cookie("kamailio-5.8", 2));
  // Of two workers the second has other numbers.
  const auto played = play(cluster(1, "personality = \"kamailio-6.1\"\nworkers = 2", basic_traffic));
  std::set<std::string> middles;
  for (const auto& record : records(played, "sent")) {
    const std::string cookie = text(record, "cookie");
    middles.insert(cookie.substr(0, cookie.rfind('_')));
  }
  BOOST_TEST(middles.size() >= 2U);
}

BOOST_AUTO_TEST_CASE(a_re_invite_call_is_offered_and_answered_three_times) {
  const auto played = play(cluster(2, four_workers, "[[traffic]]\nflow = \"re-invite\"\nrate = \"1/s\"\ncount = 1\n"));
  const std::vector<std::string> expected{
      "INVITE: offer ok",      "180 INVITE:  nothing done", "200 INVITE: answer ok", "INVITE: offer ok",
      "200 INVITE: answer ok", "INVITE: offer ok",          "200 INVITE: answer ok", "BYE: delete ok"};
  BOOST_TEST(operations_of_first_call(played) == expected, boost::test_tools::per_element());
  std::set<std::string> nodes;
  for (const auto& record : records(played, "exchange_ended"))
    if (number(record, "call") == 1) nodes.insert(text(record, "node"));
  BOOST_TEST(nodes.size() == 1U);
}

BOOST_AUTO_TEST_CASE(early_media_is_answered_twice) {
  const auto played =
      play(cluster(2, four_workers, "[[traffic]]\nflow = \"early-media\"\nrate = \"1/s\"\ncount = 1\n"));
  const std::vector<std::string> expected{"INVITE: offer ok", "183 INVITE: answer ok", "200 INVITE: answer ok",
                                          "BYE: delete ok"};
  BOOST_TEST(operations_of_first_call(played) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(one_seed_is_one_log_and_another_seed_another) {
  const std::string scenario = cluster(2, four_workers, std::string(basic_traffic) + std::string(failing));
  const auto first = play(scenario), second = play(scenario);
  BOOST_TEST(first.log.size() > 100000U);
  BOOST_TEST((first.log == second.log));
  const auto other = play(scenario, {.seed = 8});
  BOOST_TEST((first.log != other.log));
  BOOST_TEST(other.result.seed == 8U);
}

BOOST_AUTO_TEST_CASE(who_listens_changes_nothing) {
  const auto parsed = test::parse(cluster(2, four_workers, std::string(basic_traffic) + std::string(failing)));
  const auto silent = run(parsed, {});
  const auto logged = play(parsed);
  BOOST_REQUIRE(silent.has_value());
  BOOST_TEST(silent->events == logged.result.events);
  BOOST_TEST(silent->sends == logged.result.sends);
  BOOST_TEST(silent->simulated.count() == logged.result.simulated.count());
  BOOST_TEST(static_cast<std::uint64_t>(std::ranges::count(logged.log, '\n')) == logged.result.events);
}

BOOST_AUTO_TEST_CASE(a_full_log_ends_the_run) {
  auto parsed = test::parse(cluster(2, four_workers, basic_traffic));
  parsed.max_events = 500;
  const auto played = play(parsed);
  BOOST_TEST((played.result.end == RunEnd::event_limit));
  BOOST_TEST(!played.result.passed());
  BOOST_TEST(played.result.events < 600U);
  BOOST_TEST(text(records(played, "run_ended").at(0), "end") == "event limit");
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_is_judged_as_far_as_it_went) {
  const std::atomic<bool> interrupt{true};
  const auto played = play(cluster(2, four_workers, basic_traffic), {.interrupt = &interrupt});
  BOOST_TEST((played.result.end == RunEnd::interrupted));
  BOOST_TEST(!played.result.passed());
}

BOOST_AUTO_TEST_CASE(a_duration_ends_calls_that_are_up_as_unfinished) {
  const auto played = play("duration = \"10s\"\n" + cluster(2, four_workers,
                                                            "[[traffic]]\nflow = \"basic-call\"\n"
                                                            "rate = \"1/s\"\ncount = 3\n"));
  BOOST_TEST(played.result.calls == 3U);
  BOOST_TEST(played.result.calls_completed == 0U);
  BOOST_TEST(played.result.calls_failed == 0U);
  BOOST_TEST(played.result.simulated.count() == Duration(std::chrono::seconds(10)).count());
  for (const auto& record : records(played, "call_ended")) BOOST_TEST(text(record, "end") == "unfinished");
}

BOOST_AUTO_TEST_CASE(messages_queue_while_all_workers_are_blocked_and_are_dropped_when_the_queue_is_full) {
  // One worker, both hosts gone: every INVITE blocks it for seconds while 400 more come.
  const auto played = play(cluster(
      2, "personality = \"kamailio-5.6\"\nworkers = 1",
      "[[traffic]]\nflow = \"basic-call\"\nrate = \"400/s\"\ncount = 400\narrival = \"regular\"\nstart = \"1s\"\n"
      "hold = \"1s\"\n"
      "[[fault]]\nat = \"500ms\"\nengine = \"a\"\ndo = \"blackhole\"\nfor = \"20s\"\n"
      "[[fault]]\nat = \"500ms\"\nengine = \"b\"\ndo = \"blackhole\"\nfor = \"20s\"\n"));
  const RunResult& result = played.result;
  BOOST_TEST(result.sip_dropped > 100U);
  BOOST_TEST((result.end == RunEnd::finished));
  BOOST_TEST(result.calls_completed + result.calls_failed == 400U);
  std::int64_t longest_queue = 0;
  for (const auto& record : records(played, "workers"))
    longest_queue = std::max(longest_queue, number(record, "queued"));
  BOOST_TEST(longest_queue == 256);
  std::int64_t longest_wait_ms = 0;
  for (const auto& record : records(played, "sip_message"))
    longest_wait_ms = std::max(longest_wait_ms, test::milliseconds(record, "waited_ns"));
  BOOST_TEST(longest_wait_ms > 10000);
}

// Whatever happens, the books balance.
BOOST_DATA_TEST_CASE(workers_are_accounted_for, boost::unit_test::data::xrange(1, 13), seed) {
  const std::string client =
      "personality = \"kamailio-5.6\"\nrtpengine_tout_ms = 300\nrtpengine_retr = 2\n"
      "rtpengine_disable_tout = 3\nworkers = " +
      std::to_string(1 + seed % 5);
  const auto played =
      play(cluster(2 + seed % 2, client,
                   std::string(basic_traffic) + std::string(failing) +
                       "[[fault]]\nat = \"8s\"\nengine = \"b\"\ndo = \"hang\"\nfor = \"3s\"\n"
                       "[[fault]]\nat = \"15s\"\nengine = \"a\"\ndo = \"partition_replies\"\nfor = \"2s\"\n"),
           {.seed = static_cast<std::uint64_t>(seed)});
  const RunResult& result = played.result;
  std::map<std::int64_t, std::int64_t> running;  // worker -> operation
  std::int64_t last_at = 0;
  std::uint64_t first_sends = 0, ended_exchanges = 0;
  for (const auto& record : records(played)) {
    BOOST_REQUIRE(number(record, "at_ns") >= last_at);
    last_at = number(record, "at_ns");
    const std::string event = text(record, "event");
    if (event == "operation_started") {
      BOOST_REQUIRE(running.emplace(number(record, "worker"), number(record, "operation")).second);
    } else if (event == "operation_ended") {
      BOOST_REQUIRE(running[number(record, "worker")] == number(record, "operation"));
      running.erase(number(record, "worker"));
    } else if (event == "sip_message") {
      BOOST_REQUIRE(!running.contains(number(record, "worker")));
    } else if (event == "workers") {
      BOOST_REQUIRE(number(record, "busy") <= result.workers);
      BOOST_REQUIRE(number(record, "waiting_for_lock") <= number(record, "busy"));
      BOOST_REQUIRE(number(record, "queued") <= 256);
      BOOST_REQUIRE((number(record, "queued") == 0 || number(record, "busy") == result.workers));
    } else if (event == "sent") {
      first_sends += number(record, "attempt") == 1 ? 1 : 0;
    } else if (event == "exchange_ended") {
      ++ended_exchanges;
    }
  }
  BOOST_TEST(running.empty());
  BOOST_TEST(first_sends == ended_exchanges);
  BOOST_TEST(result.exchanges == ended_exchanges);
  BOOST_TEST(result.calls == result.calls_completed + result.calls_failed);
  BOOST_TEST(result.most_workers_busy <= result.workers);
  std::uint64_t sends = 0, exchanges = 0;
  for (const NodeSummary& node : result.nodes) {
    sends += node.sends;
    exchanges += node.commands + node.pings;
    BOOST_TEST(node.commands == node.answered + node.refused + node.timed_out);
  }
  BOOST_TEST(sends == result.sends);
  BOOST_TEST(exchanges == result.exchanges);
}

BOOST_AUTO_TEST_CASE(media_keeps_long_calls_in_their_engine_and_its_end_lets_lost_ones_time_out) {
  // Engines remove a call after 60 s without media. The second traffic's BYE is not deleted: no route for it.
  const std::string long_call = "[[traffic]]\nrate = \"1/s\"\ncount = 1\nhold = \"5min\"\n";
  const auto played = play(cluster(1, four_workers, long_call + "[[check]]\nthat = \"engine_leak\"\n"));
  BOOST_TEST(played.result.passed());
  const auto calls = records(played, "engine_call");
  BOOST_REQUIRE(calls.size() == 2U);
  BOOST_TEST(text(calls.at(1), "cause") == "delete");
  BOOST_TEST(test::milliseconds(calls.at(1)) > 330'000);

  auto parsed = test::parse("duration = \"10min\"\n" +
                            cluster(1, four_workers, long_call + "[[check]]\nthat = \"engine_leak\"\n"));
  std::erase_if(parsed.routing, [](const RoutingRule& rule) { return rule.method == "BYE"; });
  const auto leaked = play(parsed);
  BOOST_TEST(!leaked.result.passed());
  const auto removed = records(leaked, "engine_call").at(1);
  BOOST_TEST(text(removed, "cause") == "timeout");
  BOOST_TEST(test::milliseconds(removed) > 360'000);
  BOOST_TEST(test::milliseconds(removed) < 366'000);
}

BOOST_AUTO_TEST_CASE(nodes_that_no_world_can_carry_are_refused) {
  auto parsed = test::parse(cluster(1, four_workers, basic_traffic));
  parsed.proxies.front().parameters.rtpengine_sock = {"unix:/tmp/rtpe.sock"};
  const auto refused = run(parsed, {});
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().text().contains("unix:/tmp/rtpe.sock"));
  BOOST_TEST((refused.error().kind == ErrorKind::invalid_input));
}

BOOST_AUTO_TEST_CASE(two_proxies_share_the_engines_and_nothing_else) {
  const auto played =
      play(cluster(2, four_workers,
                   "[[proxy]]\nname = \"east\"\nserver_id = 1\n[[proxy]]\nname = \"west\"\nserver_id = 2\n"
                   "[[traffic]]\nrate = \"2/s\"\narrival = \"regular\"\ncount = 20\nhold = \"5s\"\n"
                   "[[check]]\nthat = \"affinity\"\n[[check]]\nthat = \"engine_leak\"\n"));
  BOOST_TEST(played.result.passed());
  BOOST_TEST(played.result.calls_completed == 20U);
  const auto start = records(played, "run_started").at(0);
  BOOST_TEST(start.at("proxies").as_array().size() == 2U);
  BOOST_TEST(start.at("nodes").as_array().size() == 4U);
  std::map<std::int64_t, int> calls, offers;
  for (const auto& record : records(played, "call_started")) ++calls[number(record, "proxy")];
  std::map<std::int64_t, std::set<std::string>> cookies;
  for (const auto& record : records(played, "sent")) {
    if (text(record, "command") == "offer") ++offers[number(record, "proxy")];
    cookies[number(record, "proxy")].insert(text(record, "cookie"));
  }
  BOOST_TEST(calls[0] == 10);
  BOOST_TEST(calls[1] == 10);
  BOOST_TEST(offers[0] == 10);
  BOOST_TEST(offers[1] == 10);
  for (const std::string& cookie : cookies[0]) BOOST_TEST(cookie.starts_with("1_"));
  for (const std::string& cookie : cookies[1]) BOOST_TEST(cookie.starts_with("2_"));
}

BOOST_AUTO_TEST_CASE(proxies_with_one_server_id_get_each_others_replies) {
  // Both first workers ping with the cookie 0_10001_0: the engine takes the second for a repetition of the first.
  const auto played = play(cluster(1, four_workers,
                                   "[[proxy]]\nname = \"east\"\n[[proxy]]\nname = \"west\"\n"
                                   "[[traffic]]\nrate = \"2/s\"\narrival = \"regular\"\ncount = 20\nhold = \"5s\"\n"
                                   "[[check]]\nthat = \"affinity\"\n"));
  std::map<std::string, std::set<std::int64_t>> senders;
  for (const auto& record : records(played, "sent")) senders[text(record, "cookie")].insert(number(record, "proxy"));
  BOOST_TEST(std::ranges::any_of(senders, [](const auto& row) { return row.second.size() == 2; }));
  int created = 0;
  for (const auto& record : records(played, "engine_call")) created += record.at("created").as_bool() ? 1 : 0;
  BOOST_TEST(created < 20);  // the others were answered from the engine's cache of cookies
}

BOOST_AUTO_TEST_CASE(the_timer_of_6_0_pings_and_brings_nodes_back) {
  const std::string client =
      "personality = \"kamailio-6.0\"\nrtpengine_tout_ms = 200\nrtpengine_retr = 2\n"
      "ping_interval = 5\nworkers = 2";
  const auto played = play("duration = \"30s\"\n" +
                           cluster(2, client,
                                   "[[traffic]]\nflow = \"basic-call\"\nrate = \"1/s\"\ncount = 1\n"
                                   "[[fault]]\nat = \"7s\"\nengine = \"a\"\ndo = \"blackhole\"\nfor = \"7s\"\n"));
  std::vector<std::string> states;
  for (const auto& record : records(played, "node_state"))
    if (text(record, "node") == "udp:10.0.0.1:2223" && number(record, "at_ns") > 6'000'000'000)
      states.push_back(std::to_string(test::milliseconds(record)) +
                       (record.at("disabled").as_bool() ? " down" : " up"));
  // The next round begins ping_interval after the end of the last.
  const std::vector<std::string> expected{"10400 down", "15400 up"};
  BOOST_TEST(states == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_check_or_fault_of_no_kind_is_an_error) {
  const Scenario good =
      test::parse(cluster(1, four_workers, "[[traffic]]\nflow = \"basic-call\"\nrate = \"1/s\"\ncount = 1\n"));
  Scenario scenario = good;
  scenario.checks.emplace_back();
  BOOST_TEST(run(scenario, {}).error().message == "a check says not what it judges");
  scenario = good;
  scenario.faults.emplace_back();
  BOOST_TEST(run(scenario, {}).error().message == "a fault says not what it does");
}

BOOST_AUTO_TEST_SUITE_END()
