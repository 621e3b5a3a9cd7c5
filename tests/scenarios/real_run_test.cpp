// The same scenario in virtual time and over UDP sockets on loopback: call by call the same nodes, sends and results.
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(real_run_test)

using namespace rtpe;
using rtpe::test::number;
using rtpe::test::play;
using rtpe::test::records;
using rtpe::test::text;

namespace {

/// All Call-IDs have an even byte sum: they belong to node 0. Nothing happens within 200 ms of a fault.
std::string file_with(std::string_view verb) {
  return R"(title = "virtual and real"
seed = 3
[client]
personality = "kamailio-5.6"
rtpengine_sock = ["udp:127.71.0.1:22791 udp:127.71.0.2:22791"]
rtpengine_retr = 2
rtpengine_tout_ms = 100
rtpengine_disable_tout = 1
workers = 2
[routing]
"request INVITE" = ['rtpengine_manage("replace-origin replace-session-connection")']
"reply INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_delete()']
[[engine]]
name = "a"
listen = "udp:127.71.0.1:22791"
[[engine]]
name = "b"
listen = "udp:127.71.0.2:22791"
[[traffic]]
flow = "basic-call"
rate = "1/s"
arrival = "regular"
start = "250ms"
count = 4
ring = "100ms"
hold = "450ms"
call_ids = ["b", "d", "f", "h"]
[[fault]]
at = "1600ms"
engine = "a"
for = "1s"
do = ")" +
         std::string(verb) + "\"\n";
}

/// What happened to each call: its exchanges, operations and end, without times.
std::map<std::int64_t, std::vector<std::string>> calls_of(const test::Played& played) {
  std::map<std::int64_t, std::vector<std::string>> calls;
  for (const auto& record : records(played, "exchange_ended"))
    calls[number(record, "call")].push_back(text(record, "command") + " " + text(record, "node") + " " +
                                            text(record, "outcome") + " " + text(record, "result") + " sends " +
                                            std::to_string(number(record, "sends")));
  for (const auto& record : records(played, "operation_ended"))
    calls[number(record, "call")].push_back(text(record, "function") + " rc " + std::to_string(number(record, "rc")) +
                                            " " + text(record, "failure"));
  for (const auto& record : records(played, "call_ended"))
    calls[number(record, "call")].push_back(text(record, "call_id") + " " + test::end_of_call(record));
  return calls;
}

}  // namespace

BOOST_DATA_TEST_CASE(virtual_and_loopback_run_agree_call_by_call,
                     boost::unit_test::data::make({"crash", "blackhole", "hang"}), verb) {
  const auto file = file_with(verb);
  const auto simulated = calls_of(play(file));
  const auto real = calls_of(play(file, {.clock = scenario::ClockKind::real_time}));
  BOOST_REQUIRE(simulated.size() == 5U);  // four calls, and the startup pings as call 0
  BOOST_REQUIRE(real.size() == simulated.size());
  for (const auto& [call, happenings] : simulated)
    BOOST_TEST(happenings == real.at(call), boost::test_tools::per_element());
  // The fault was felt: one call failed, one started on the other node.
  const auto& second = simulated.at(2);
  BOOST_TEST(second.back().contains("completed: BYE: "));
}

BOOST_AUTO_TEST_SUITE_END()
