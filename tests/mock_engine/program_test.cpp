// Every fault verb, seen from the client that suffers it. Virtual time.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/support/program_bench.hpp"

BOOST_AUTO_TEST_SUITE(program_test)

using namespace rtpe;
using namespace rtpe::mock;
using namespace rtpe::test;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(without_rules_nothing_is_touched) {
  Bench bench("");
  bench.ping("c1");
  BOOST_TEST(bench.take_one() == "0 c1 " + pong);
  bench.ask("no-blank");
  BOOST_TEST(bench.take() == Texts{"nothing"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(drop_request_means_the_engine_never_knew) {
  Bench bench(rule("match = { command = \"offer\" }\ndo = \"drop-request\""));
  bench.offer("c1", "call");
  BOOST_TEST(bench.take_one() == "nothing");
  BOOST_TEST(!bench.engine().has_call("call"));
}

BOOST_AUTO_TEST_CASE(drop_reply_leaves_a_call_that_a_retransmission_finds) {
  Bench bench(rule("first = 1\ndo = \"drop-reply\""));
  bench.offer("c1", "call");
  BOOST_TEST(bench.take_one() == "nothing");
  BOOST_TEST(bench.engine().has_call("call"));
  bench.offer("c1", "call");
  BOOST_TEST(bench.take_one().starts_with("0 c1 d"));
}

BOOST_AUTO_TEST_CASE(delay_holds_the_reply) {
  Bench bench(rule("do = { delay = \"250ms\" }"));
  bench.ping("c1");
  BOOST_TEST(bench.take().empty());
  bench.pass(1s);
  BOOST_TEST(bench.take_one() == "250 c1 " + pong);
}

BOOST_AUTO_TEST_CASE(delays_from_distributions_are_drawn_from_the_seed) {
  const auto draw = [](std::string_view delay, std::uint64_t seed) {
    Bench bench(rule(fmt::format("do = {{ delay = {} }}", delay)), seed);
    std::vector<int> all;
    for (int i = 0; i < 300; ++i) {
      const auto asked = std::chrono::duration_cast<std::chrono::milliseconds>(bench.now - Bench::start).count();
      bench.ping("c" + std::to_string(i));
      bench.pass(10s);
      all.push_back(std::stoi(bench.take_one()) - static_cast<int>(asked));
    }
    return all;
  };
  const auto uniform = draw("\"10ms..50ms\"", 1);
  BOOST_TEST(*std::ranges::min_element(uniform) >= 10);
  BOOST_TEST(*std::ranges::max_element(uniform) <= 50);
  BOOST_TEST(*std::ranges::max_element(uniform) - *std::ranges::min_element(uniform) > 30);
  BOOST_TEST(draw("\"10ms..50ms\"", 1) == uniform);
  BOOST_TEST(draw("\"10ms..50ms\"", 2) != uniform);
  auto lognormal = draw("{ distribution = \"lognormal\", median = \"100ms\", sigma = 0.5 }", 1);
  std::ranges::sort(lognormal);
  BOOST_TEST(lognormal[150] > 80);
  BOOST_TEST(lognormal[150] < 125);
  BOOST_TEST(lognormal[299] > 200);
  const auto jitter = draw("{ latency = \"100ms\", jitter = \"20ms\" }", 1);
  BOOST_TEST(*std::ranges::min_element(jitter) >= 80);
  BOOST_TEST(*std::ranges::max_element(jitter) <= 120);
  for (const auto* other : {"{ distribution = \"normal\", mean = \"100ms\", deviation = \"10ms\" }",
                            "{ distribution = \"exponential\", mean = \"100ms\" }"}) {
    const auto drawn = draw(other, 1);
    double sum = 0;
    for (const int value : drawn) sum += value;
    BOOST_TEST(sum / 300 > 80);
    BOOST_TEST(sum / 300 < 120);
  }
}

BOOST_AUTO_TEST_CASE(delay_request_lets_the_engine_act_later) {
  Bench bench(rule("do = { delay-request = \"1s\" }"));
  bench.offer("c1", "call");
  BOOST_TEST(bench.take().empty());
  bench.pass(999ms);
  BOOST_TEST(!bench.engine().has_call("call"));
  bench.pass(1ms);
  BOOST_TEST(bench.engine().has_call("call"));
  BOOST_TEST(bench.take_one().starts_with("1000 c1 "));
}

BOOST_AUTO_TEST_CASE(duplicate_sends_copies) {
  Bench bench(rule("do = { duplicate = { copies = 2, gap = \"10ms\" } }"));
  bench.ping("c1");
  bench.pass(1s);
  BOOST_TEST(bench.take() == (Texts{"0 c1 " + pong, "10 c1 " + pong, "20 c1 " + pong}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(reorder_lets_a_later_reply_pass) {
  Bench bench(rule("nth = 1\ndo = \"reorder\""));
  bench.ping("c1");
  bench.ping("c2", 6000);
  BOOST_TEST(bench.take() == (Texts{"0 c2 " + pong, "0 c1 " + pong}), boost::test_tools::per_element());
  BOOST_TEST(bench.last_port == 5000);
}

BOOST_AUTO_TEST_CASE(reorder_gives_up_when_nothing_follows) {
  Bench bench(rule("do = { reorder = { behind = 3, within = \"200ms\" } }"));
  bench.ping("c1");
  BOOST_TEST(bench.take().empty());
  bench.pass(1s);
  BOOST_TEST(bench.take_one() == "200 c1 " + pong);
}

BOOST_AUTO_TEST_CASE(truncate_cuts) {
  Bench bench(rule("do = { truncate = 8 }"));
  bench.ping("c1");
  BOOST_TEST(bench.take_one() == "0 c1 d6:re");
}

BOOST_AUTO_TEST_CASE(corrupt_changes_the_dictionary_but_not_the_cookie) {
  Bench bench(rule("do = { corrupt = 1 }"));
  bench.ping("c1");
  const std::string reply = bench.take_one();
  BOOST_TEST(reply.starts_with("0 c1 "));
  BOOST_TEST(reply.size() == ("0 c1 " + pong).size());
  BOOST_TEST(reply != "0 c1 " + pong);
}

BOOST_AUTO_TEST_CASE(wrong_cookie) {
  Bench bench(rule("nth = 1\ndo = \"wrong-cookie\"") + rule("nth = 2\ndo = { wrong-cookie = \"zzz\" }"));
  bench.ping("c1");
  BOOST_TEST(bench.take_one() == "0 cx " + pong);
  bench.ping("c2");
  BOOST_TEST(bench.take_one() == "0 zzz " + pong);
}

BOOST_AUTO_TEST_CASE(empty_datagram) {
  Bench bench(rule("do = \"empty-datagram\""));
  bench.ping("c1");
  BOOST_TEST(bench.take_one() == "0 ");
}

BOOST_AUTO_TEST_CASE(split_sends_pieces) {
  Bench bench(rule("do = { split = { bytes = 8, gap = \"5ms\" } }"));
  bench.ping("c1");
  bench.pass(1s);
  BOOST_TEST(bench.take() == (Texts{"0 c1 d6:re+", "5 sult4:po+", "10 nge"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(merge_collects_replies_of_one_peer) {
  Bench bench(rule("do = { merge = 2 }"));
  bench.ping("c1", 5000);
  bench.ping("c2", 6000);
  BOOST_TEST(bench.take().empty());
  bench.ping("c3", 5000);
  BOOST_TEST(bench.take_one() == "0 c1 " + pong + "c3 " + pong);
  bench.pass(1s);
  BOOST_TEST(bench.take_one() == "1000 c2 " + pong);
}

BOOST_AUTO_TEST_CASE(error_answers_instead_of_the_engine) {
  Bench bench(rule("match = { command = \"offer\" }\ndo = { error = \"Unknown call-id\" }"));
  bench.offer("c1", "call");
  BOOST_TEST(bench.take_one() == "0 c1 d6:result5:error12:error-reason15:Unknown call-ide");
  BOOST_TEST(!bench.engine().has_call("call"));
  bench.ask(R"(c2 {"command":"offer","call-id":"call"})");
  BOOST_TEST(bench.take_one() == R"(0 c2 {"result":"error","error-reason":"Unknown call-id"})");
}

BOOST_AUTO_TEST_CASE(limits_refuse_new_calls_only) {
  const std::string refused = "d6:result5:error12:error-reason30:Parallel session limit reachede";
  for (const auto* verb : {"\"session-limit\"", "{ load-limit = \"CPU usage limit exceeded\" }"}) {
    Bench bench(rule(fmt::format("after = 1\ndo = {}", verb)));
    bench.offer("c1", "call");
    BOOST_TEST(bench.take_one().starts_with("0 c1 d"));
    bench.offer("c2", "other");
    BOOST_TEST(bench.take_one() == "0 c2 " + refused);
    bench.offer("c3", "call");
    BOOST_TEST(bench.take_one() != "0 c3 " + refused);
  }
}

BOOST_AUTO_TEST_CASE(load_limit_for_clients_that_know_it) {
  Bench bench(rule("do = { load-limit = \"CPU usage limit exceeded\" }"));
  bench.offer("c1", "call", "8:supportsl10:load limite");
  BOOST_TEST(bench.take_one() == "0 c1 d6:result10:load limit7:message24:CPU usage limit exceedede");
  bench.ping("c2");
  BOOST_TEST(bench.take_one() == "0 c2 " + pong);
}

BOOST_AUTO_TEST_CASE(out_of_ports_takes_the_call_along) {
  Bench bench(rule("nth = 2\ndo = \"out-of-ports\""));
  bench.offer("c1", "call");
  bench.take();
  bench.offer("c2", "call");
  BOOST_TEST(bench.take_one() == "0 c2 d6:result5:error12:error-reason16:Ran out of portse");
  BOOST_TEST(!bench.engine().has_call("call"));
  bench.offer("c3", "call");
  BOOST_TEST(bench.take_one().find("Ran out") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(wrong_type_and_missing_key) {
  Bench bench(rule("nth = 1\ndo = \"wrong-type\"") + rule("nth = 2\ndo = { missing-key = \"result\" }") +
              rule("nth = 3\ndo = \"wrong-type\"") + rule("nth = 4\ndo = \"missing-key\""));
  bench.ping("c1");
  BOOST_TEST(bench.take_one() == "0 c1 d6:resulti0ee");
  bench.ping("c2");
  BOOST_TEST(bench.take_one() == "0 c2 de");
  bench.ask(R"(c3 {"command":"ping"})");
  BOOST_TEST(bench.take_one() == R"(0 c3 {"result":0})");
  bench.ask(R"(c4 {"command":"ping"})");
  BOOST_TEST(bench.take_one() == "0 c4 {}");
}

BOOST_AUTO_TEST_CASE(slow_start_gets_faster) {
  Bench bench(rule("do = { slow-start = { delay = \"1s\", for = \"10s\" } }"));
  bench.ping("c1");
  bench.pass(5s);
  bench.ping("c2");
  bench.pass(5s);
  bench.ping("c3");
  BOOST_TEST(bench.take() == (Texts{"1000 c1 " + pong, "5500 c2 " + pong, "10000 c3 " + pong}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(hang_answers_late_what_the_socket_kept) {
  Bench bench(rule("match = { command = \"offer\" }\nfirst = 1\ndo = { hang = \"3s\" }"));
  bench.offer("c1", "call");
  bench.ping("c2");
  BOOST_TEST(bench.take_one() == "hung");
  BOOST_TEST(!bench.engine().has_call("call"));
  bench.pass(5s);
  const Texts got = bench.take();
  BOOST_REQUIRE_EQUAL(got.size(), 3);
  BOOST_TEST(got[0] == "up");
  BOOST_TEST(got[1].starts_with("3000 c1 d"));
  BOOST_TEST(got[2] == "3000 c2 " + pong);
}

BOOST_AUTO_TEST_CASE(a_hung_process_forgets_what_its_socket_cannot_hold) {
  Bench bench("");
  bench.program().act(bench.now, {.verb = Verb::hang}, bench);
  for (int i = 0; i < 1000; ++i) bench.ping("c" + std::to_string(i));
  const auto lost = std::ranges::count(bench.take(), "nothing");
  BOOST_TEST(lost > 0);
  bench.program().act(bench.now, {.verb = Verb::recover}, bench);
  BOOST_TEST(bench.take().size() == 1000 - static_cast<std::size_t>(lost) + 1);  // "up" and the kept ones
}

BOOST_AUTO_TEST_CASE(crash_loses_calls_and_what_is_on_its_way) {
  Bench bench(rule("match = { command = \"ping\" }\ndo = { crash = \"10s\" }"));
  bench.offer("c1", "call");
  bench.take();
  bench.ping("c2");
  BOOST_TEST(bench.take_one() == "down");
  bench.offer("c3", "call");
  BOOST_TEST(bench.take().empty());
  bench.pass(10s);
  BOOST_TEST(bench.take_one() == "up");
  BOOST_TEST(!bench.engine().has_call("call"));
}

BOOST_AUTO_TEST_CASE(restart_may_keep_its_calls) {
  for (const bool kept : {false, true}) {
    Bench bench(rule(
        fmt::format("at = \"1min\"\ndo = {{ restart = {{ for = \"2s\", state = \"{}\" }} }}", kept ? "kept" : "lost")));
    bench.offer("c1", "call");
    bench.take();
    bench.pass(60s);
    BOOST_TEST(bench.take_one() == "down");
    bench.pass(2s);
    BOOST_TEST(bench.take_one() == "up");
    BOOST_TEST(bench.engine().has_call("call") == kept);
    bench.offer("c1", "call");  // the new process does not know the cookie
    BOOST_TEST(bench.take_one().find("6:result2:ok") != std::string::npos);
    BOOST_TEST(bench.engine().summary().duplicates == 0U);
  }
}

BOOST_AUTO_TEST_CASE(drain_serves_calls_and_refuses_new_ones) {
  Bench bench(rule("at = \"10s\"\ndo = \"drain\"") + rule("at = \"20s\"\ndo = \"recover\""));
  bench.offer("c1", "call");
  bench.take();
  bench.pass(10s);
  bench.offer("c2", "new");
  BOOST_TEST(bench.take_one() == "10000 c2 d6:result5:error12:error-reason30:Parallel session limit reachede");
  bench.offer("c3", "call");
  BOOST_TEST(bench.take_one().find("limit") == std::string::npos);
  BOOST_TEST(bench.program().draining());
  bench.pass(10s);
  bench.offer("c4", "new");
  BOOST_TEST(bench.take_one().find("limit") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_stopped_process_sends_nothing_until_it_goes_on) {
  Bench bench(rule("do = { delay = \"2s\" }") + rule("at = \"1s\"\ndo = { hang = \"3s\" }"));
  bench.ping("c1");
  bench.pass(10s);
  BOOST_TEST(bench.take() == (Texts{"hung", "up", "4000 c1 " + pong}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_dead_process_sends_nothing_more) {
  Bench bench(rule("do = { delay = \"2s\" }") + rule("at = \"1s\"\ndo = { crash = \"500ms\" }"));
  bench.ping("c1");
  bench.pass(10s);
  BOOST_TEST(bench.take() == (Texts{"down", "up"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(slow_makes_each_reply_late_while_it_lasts_the_latest_first) {
  Bench bench(rule("at = \"1s\"\ndo = { slow = { delay = \"100ms\", for = \"10s\" } }") +
              rule("at = \"2s\"\ndo = { slow = { delay = \"300ms\", for = \"2s\" } }"));
  for (const auto& cookie : {"c0", "c1", "c2", "c3", "c4"}) {
    bench.pass(500ms);
    bench.ping(cookie);
    bench.pass(1s);
  }
  bench.pass(10s);
  bench.ping("c5");
  BOOST_TEST(bench.take() == (Texts{"500 c0 " + pong, "2300 c1 " + pong, "3800 c2 " + pong, "5100 c3 " + pong,
                                    "6600 c4 " + pong, "17500 c5 " + pong}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_befalls_a_process_adds_up) {
  const auto spell = [](const char* at, const char* verb, const char* lasts) {
    return rule(fmt::format("at = \"{}\"\ndo = {{ {} = \"{}\" }}", at, verb, lasts));
  };
  const std::vector<std::pair<std::string, Texts>> rows = {
      {spell("1s", "crash", "10s") + spell("2s", "crash", "1s"), {"1 down", "11 up"}},
      {spell("1s", "hang", "10s") + spell("2s", "hang", "20s"), {"1 hung", "22 up"}},
      {spell("1s", "hang", "10s") + spell("2s", "crash", "1s"), {"1 hung", "2 down", "3 up"}},
      {spell("1s", "crash", "10s") + spell("2s", "hang", "20s"), {"1 down", "11 up"}},
      {spell("1s", "crash", "10s") + rule("at = \"4s\"\ndo = \"recover\""), {"1 down", "4 up"}},
      {spell("1s", "restart", "10s") + spell("2s", "restart", "0s"), {"1 down", "11 up"}},
      {spell("1s", "restart", "0s"), {"1 down", "1 up"}},
  };
  for (const auto& [rules, changes] : rows) {
    Bench bench(rules);
    Texts seen;
    for (int second = 0; second < 30; ++second) {
      for (const std::string& state : bench.take()) seen.push_back(fmt::format("{} {}", second, state));
      bench.pass(1s);
    }
    BOOST_TEST_CONTEXT(rules) BOOST_TEST(seen == changes, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_SUITE_END()
