// Runs in virtual time against the timings measured on Kamailio 5.6.3 (behaviour.md sections 17, 19.2 and 16).
#include <boost/test/unit_test.hpp>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(failover_timing_test)

using namespace rtpe;
using rtpe::test::cluster;
using rtpe::test::milliseconds;
using rtpe::test::number;
using rtpe::test::play;
using rtpe::test::records;
using rtpe::test::text;

namespace {

/// retr 3, tout 100 ms, disable_tout 5 s: as the traces were recorded.
constexpr std::string_view short_times = R"(personality = "kamailio-5.6"
rtpengine_retr = 3
rtpengine_tout_ms = 100
rtpengine_disable_tout = 5
workers = 1)";

constexpr std::int64_t sip_ms = 5;  ///< from the caller to the proxy

/// "1000 offer udp:10.0.0.1:2223 0_10001_3" for every send from `from_ms` on; times relative to when the proxy has an
/// INVITE that was sent then; from 0 on: to the start.
std::vector<std::string> sends(const test::Played& played, std::int64_t from_ms) {
  std::vector<std::string> out;
  for (const auto& record : records(played, "sent"))
    if (milliseconds(record) >= from_ms)
      out.push_back(std::to_string(milliseconds(record) - from_ms - (from_ms > 0 ? sip_ms : 0)) + " " +
                    text(record, "command") + " " + text(record, "node").substr(4, 8));
  return out;
}

/// A call with this Call-ID at that second.
std::string call(std::string_view call_id, int at_s, std::string_view hold = "1ms") {
  return "[[traffic]]\nflow = \"basic-call\"\nrate = \"1/s\"\narrival = \"regular\"\ncount = 1\nring = \"1ms\"\nstart "
         "= \"" +
         std::to_string(at_s) + "s\"\nhold = \"" + std::string(hold) + "\"\ncall_ids = [\"" + std::string(call_id) +
         "\"]\n";
}
std::string blackhole(std::string_view engine, std::string_view at, std::string_view lasts = "") {
  std::string out =
      "[[fault]]\nat = \"" + std::string(at) + "\"\nengine = \"" + std::string(engine) + "\"\ndo = \"blackhole\"\n";
  return lasts.empty() ? out : out + "for = \"" + std::string(lasts) + "\"\n";
}

using Texts = std::vector<std::string>;

}  // namespace

// 'b' has byte sum 98: node 0 of two.
BOOST_AUTO_TEST_CASE(a_new_call_leaves_a_silent_node_after_its_last_send) {
  const auto played = play(cluster(2, short_times, blackhole("a", "500ms") + call("b", 1)));
  const Texts expected{"0 offer 10.0.0.1", "100 offer 10.0.0.1", "200 offer 10.0.0.1", "300 offer 10.0.0.2"};
  const auto sent = sends(played, 1000);
  BOOST_TEST(Texts(sent.begin(), sent.begin() + 4) == expected, boost::test_tools::per_element());
  const auto operation = records(played, "operation_ended").at(0);
  BOOST_TEST(number(operation, "rc") == 1);
  BOOST_TEST(milliseconds(operation, "took_ns") == 300);
  BOOST_TEST(number(operation, "sends") == 4);
  // One cookie for the three, the next for the other node.
  const auto all = records(played, "sent");
  BOOST_TEST(text(all.at(2), "cookie") == text(all.at(4), "cookie"));
  BOOST_TEST(text(all.at(5), "cookie") == "0_10001_3");
  const auto state = records(played, "node_state").at(0);
  BOOST_TEST(number(state, "recheck_s") == 1735689600 + 1 + 5);
}

BOOST_AUTO_TEST_CASE(a_due_node_is_pinged_by_the_next_new_call_and_used_when_it_answers) {
  const auto played = play(cluster(2, short_times, blackhole("a", "500ms", "3s") + call("b", 1) + call("d", 8)));
  const auto sent = sends(played, 8000);
  const Texts expected{"0 ping 10.0.0.1", "0 offer 10.0.0.1"};
  BOOST_TEST(Texts(sent.begin(), sent.begin() + 2) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_due_node_that_is_still_silent_costs_one_ping_period) {
  const auto played = play(cluster(2, short_times, blackhole("a", "500ms") + call("b", 1) + call("d", 8)));
  const auto sent = sends(played, 8000);
  const Texts expected{"0 ping 10.0.0.1", "100 ping 10.0.0.1", "200 ping 10.0.0.1", "300 offer 10.0.0.2"};
  BOOST_TEST(Texts(sent.begin(), sent.begin() + 4) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_known_call_fails_with_its_node_and_its_delete_is_not_sent) {
  // The host vanishes while the call is up: BYE after 1 s finds nobody, at 300 ms it is given up.
  const auto played = play(cluster(2, short_times, call("b", 1, "1s") + blackhole("a", "1500ms")));
  const auto operations = records(played, "operation_ended");
  const auto& bye = operations.back();
  BOOST_TEST(text(bye, "function") == "rtpengine_delete");
  BOOST_TEST(number(bye, "rc") == -1);
  BOOST_TEST(milliseconds(bye, "took_ns") == 300);
  BOOST_TEST(number(bye, "sends") == 3);
  BOOST_TEST(test::end_of_call(records(played, "call_ended").at(0)).starts_with("completed: BYE: "));
}

BOOST_AUTO_TEST_CASE(three_silent_nodes_cost_nine_offers_and_nine_pings) {
  const std::string all = blackhole("a", "500ms") + blackhole("b", "500ms") + blackhole("c", "500ms");
  const auto played = play(cluster(3, short_times, all + call("b", 1) + call("d", 4)));
  const auto operations = records(played, "operation_ended");
  BOOST_TEST(operations.size() == 2U);
  BOOST_TEST(milliseconds(operations.at(0), "took_ns") == 1800);
  BOOST_TEST(number(operations.at(0), "sends") == 9);
  BOOST_TEST(number(operations.at(0), "pings") == 3);
  BOOST_TEST(number(operations.at(0), "rc") == -1);
  BOOST_TEST(milliseconds(operations.at(1), "took_ns") == 900);
  BOOST_TEST(number(operations.at(1), "sends") == 0);
  BOOST_TEST(number(operations.at(1), "pings") == 3);
}

BOOST_AUTO_TEST_CASE(forced_pings_bring_nodes_back_inside_the_window) {
  const std::string all = blackhole("a", "500ms", "3s") + blackhole("b", "500ms", "3s") + blackhole("c", "500ms", "3s");
  const auto played = play(cluster(3, short_times, all + call("b", 1) + call("d", 4)));
  const auto sent = sends(played, 4000);
  BOOST_TEST(sent.at(0) == "0 ping 10.0.0.1");
  BOOST_TEST(sent.at(1) == "0 ping 10.0.0.2");
  BOOST_TEST(sent.at(2) == "0 ping 10.0.0.3");
  BOOST_TEST(sent.at(3).starts_with("0 offer"));
  BOOST_TEST(number(records(played, "operation_ended").at(1), "rc") == 1);
}

BOOST_AUTO_TEST_CASE(defaults_cost_five_seconds_on_a_vanished_host_and_nothing_on_a_closed_port) {
  const std::string client = "personality = \"kamailio-5.6\"\nworkers = 1";
  const auto silent = play(cluster(2, client, blackhole("a", "500ms") + call("b", 1)));
  BOOST_TEST(milliseconds(records(silent, "operation_ended").at(0), "took_ns") == 5000);
  const auto closed =
      play(cluster(2, client, "[[fault]]\nat = \"500ms\"\nengine = \"a\"\ndo = \"crash\"\n" + call("b", 1)));
  const auto operation = records(closed, "operation_ended").at(0);
  BOOST_TEST(milliseconds(operation, "took_ns") == 0);
  BOOST_TEST(number(operation, "rc") == 1);
  BOOST_TEST(text(operation, "node") == "udp:10.0.0.2:2223");
}

BOOST_AUTO_TEST_CASE(aggressive_redetection_off_makes_further_calls_fail_at_once) {
  const std::string client = std::string(short_times) + "\naggressive_redetection = 0";
  const auto played =
      play(cluster(2, client, blackhole("a", "500ms") + blackhole("b", "500ms") + call("b", 1) + call("d", 3)));
  const auto operations = records(played, "operation_ended");
  BOOST_TEST(milliseconds(operations.at(0), "took_ns") == 600);
  BOOST_TEST(milliseconds(operations.at(1), "took_ns") == 0);
  BOOST_TEST(number(operations.at(1), "pings") == 0);
}

BOOST_AUTO_TEST_CASE(startup_pings_come_from_the_first_worker_and_the_others_work_meanwhile) {
  const std::string client = R"(personality = "kamailio-5.6"
rtpengine_retr = 3
rtpengine_tout_ms = 100
workers = 2)";
  // PingAll holds the locks, so a new call waits; nothing else is lost.
  const auto played = play(cluster(2, client, blackhole("a", "0s") + call("b", 0)));
  const auto pings = sends(played, 0);
  BOOST_TEST(pings.at(0) == "0 ping 10.0.0.1");
  BOOST_TEST(pings.at(2) == "200 ping 10.0.0.1");
  BOOST_TEST(pings.at(3) == "300 ping 10.0.0.2");
  BOOST_TEST(number(records(played, "operation_started").at(0), "worker") == 1);
  BOOST_TEST(test::end_of_call(records(played, "call_ended").at(0)) == "completed");
}

// Section 16: what other workers do while one pings in selection with the set's lock held.
BOOST_AUTO_TEST_CASE(new_calls_wait_for_the_lock_while_known_calls_go_on) {
  const std::string client = R"(personality = "kamailio-5.6"
rtpengine_retr = 3
rtpengine_tout_ms = 500
rtpengine_disable_tout = 5
workers = 4)";
  // "b" disables node 0 at 1 s; "d" is due to ping it at 9 s and "f" comes while it does. "c" (node 1) is up from 4 s
  // and hangs up in the middle.
  const auto played = play(cluster(
      2, client, blackhole("a", "500ms") + call("b", 1) + call("c", 4, "5500ms") + call("d", 9) + call("f", 9)));
  const auto waits = records(played, "lock_wait");
  BOOST_REQUIRE(waits.size() >= 1U);
  BOOST_TEST(milliseconds(waits.at(0), "waited_ns") == 1500);
  bool known_call_went_on = false;
  for (const auto& operation : records(played, "operation_ended"))
    if (text(operation, "function") == "rtpengine_delete" && number(operation, "call") == 2) {
      BOOST_TEST(milliseconds(operation, "took_ns") == 0);
      BOOST_TEST(milliseconds(operation) < 10500);
      known_call_went_on = true;
    }
  BOOST_TEST(known_call_went_on);
  // Who waited does not ping again: one ping period for all.
  std::size_t pings = 0;
  for (const auto& record : records(played, "sent"))
    pings += milliseconds(record) >= 9000 && text(record, "command") == "ping" ? 1 : 0;
  BOOST_TEST(pings == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
