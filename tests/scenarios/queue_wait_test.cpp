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

BOOST_AUTO_TEST_SUITE_END()
