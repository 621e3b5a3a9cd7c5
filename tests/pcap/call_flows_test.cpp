// Flows of captured calls: when their messages come to the proxy.
#include "pcap/to_scenario/call_flows.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace rtpe;
using namespace rtpe::capture;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(call_flows_test)

namespace {

SeenSip message(int at_ms, int left_ms, const char* method, std::uint16_t status, bool has_sdp) {
  SeenSip out;
  out.time = Time(milliseconds(at_ms));
  out.left = Time(milliseconds(left_ms));
  out.reached_proxy = true;
  out.method = method;
  out.status = status;
  out.cseq = 1;
  out.from_tag = "a";
  out.to_tag = "b";
  if (has_sdp) out.sdp = "v=0\r\n";
  return out;
}

}  // namespace

/// The engine took 270 ms for the offer, 10 ms when it is played: the callee waits for the rest, so that the answer
/// does not come before the fault that it met.
BOOST_AUTO_TEST_CASE(messages_come_when_they_came_behind_a_slow_engine) {
  std::vector<SeenCall> calls(1);
  SeenCall& call = calls.front();
  call.call_id = "c1";
  call.messages = {message(1000, 1270, "INVITE", 0, true), message(1290, 1291, "INVITE", 180, false),
                   message(2000, 2300, "INVITE", 200, true), message(2310, 2311, "ACK", 0, false)};
  call.operations = {{.command = "offer", .flags = {}, .message = 0, .tries = 1, .node = {}},
                     {.command = "answer", .flags = {}, .message = 2, .tries = 1, .node = {}, .gave_up = true}};
  const auto flows = call_flows(calls, Time(milliseconds(1000)), Duration{}, milliseconds(5), "bodies.sdp");
  BOOST_REQUIRE(flows.flows.size() == 1U);
  std::vector<int> pauses_ms;
  for (const auto& pause : flows.flows.front().pauses)
    pauses_ms.push_back(static_cast<int>(pause.low / milliseconds(1)));
  // 1290 - 1010; 2000 - 1290; an answer that was given up took what it took: 2310 - 2300.
  const std::vector<int> expected = {280, 710, 10};
  BOOST_TEST(pauses_ms == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
