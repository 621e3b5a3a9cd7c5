// SIP messages that wait for a worker longer than RFC 3261's timers: the call is lost, not completed.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(queue_wait_test)

using namespace rtpe;

BOOST_AUTO_TEST_CASE(no_call_completes_whose_replies_waited_for_ever) {
  const auto played = test::play(R"(
[client]
rtpengine_sock = "udp:10.0.0.1:2223"
rtpengine_tout_ms = 10000
workers = 1
[routing]
"request INVITE" = 'rtpengine_offer()'
"reply 2xx INVITE" = 'rtpengine_answer()'
"request BYE" = 'rtpengine_delete()'
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
service_time = "1s"
[[traffic]]
rate = "1/s"
count = 120
arrival = "regular"
ring = "1s"
hold = "5s"
[[check]]
that = "calls_lost"
)");
  constexpr std::int64_t timer_ns = 32'000'000'000;
  std::map<std::int64_t, std::int64_t> longest_wait;
  std::size_t answered_by_tm = 0, completed = 0;
  for (const boost::json::object& record : test::records(played)) {
    const auto& kind = record.at("event").as_string();
    if (kind == "sip_message" && std::string_view(record.at("message").as_string()).ends_with(" INVITE")) {
      auto& longest = longest_wait[record.at("call").to_number<std::int64_t>()];
      longest = std::max(longest, record.at("waited_ns").to_number<std::int64_t>());
    }
    if (kind != "call_ended") continue;
    const bool too_long = longest_wait[record.at("call").to_number<std::int64_t>()] > timer_ns;
    const bool is_completed = record.at("end").as_string() == "completed";
    answered_by_tm += !is_completed && record.at("failure").as_string() == "408 INVITE" ? 1 : 0;
    completed += is_completed ? 1 : 0;
    BOOST_TEST(!(too_long && is_completed));
  }
  BOOST_TEST(answered_by_tm > 3U);  // its timer ran while the callee's replies waited
  BOOST_TEST(completed > 3U);
}

// A re-INVITE waits in the queue, the callee gives up waiting for it and hangs up, and then the caller gives up its
// re-INVITE.
BOOST_AUTO_TEST_CASE(who_gives_up_a_request_after_the_other_side_hung_up_ends_once) {
  const auto played = test::play(R"(
[client]
rtpengine_sock = "udp:10.0.0.1:2223 udp:10.0.0.2:2223"
rtpengine_disable_tout = 10
aggressive_redetection = 0
rtpengine_tout_ms = 200
rtpengine_retr = 2
rtpengine_allow_op = 1
[routing]
"request INVITE" = 'rtpengine_manage()'
"reply INVITE" = 'rtpengine_manage()'
"request BYE" = 'rtpengine_delete()'
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
flow = "re-invite"
rate = "2/s"
arrival = "regular"
count = 80
hold = "20s"
[[fault]]
at = "30s"
engine = "b"
do = "blackhole"
for = "70s"
)");
  std::map<std::int64_t, int> ends;
  std::map<std::int64_t, bool> is_over;
  std::size_t gave_up = 0;
  for (const boost::json::object& record : test::records(played)) {
    const auto kind = test::text(record, "event");
    const auto call = test::number(record, "call");
    if (kind == "operation_started" && test::text(record, "message").ends_with("BYE")) is_over[call] = true;
    if (kind != "call_ended") continue;
    ++ends[call];
    gave_up += test::text(record, "failure") == "no reply for 32 s" && is_over[call] ? 1 : 0;
  }
  BOOST_TEST(ends.size() == 80U);
  BOOST_TEST(std::ranges::all_of(ends, [](const auto& one) { return one.second == 1; }));
  BOOST_TEST(gave_up > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
