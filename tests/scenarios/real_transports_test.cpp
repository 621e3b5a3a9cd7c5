// One run over each transport on loopback, judged by the same checks.
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <map>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(real_transports_test)

using namespace rtpe;
using rtpe::test::number;
using rtpe::test::play;
using rtpe::test::records;
using rtpe::test::text;

namespace {

struct Way {
  std::string_view name, node_a, node_b, listen_a, listen_b;
};
std::ostream& operator<<(std::ostream& out, const Way& way) { return out << way.name; }

const Way ways[] = {
    {"udp", "udp:127.72.0.1:22801", "udp:127.72.0.2:22801", "udp:127.72.0.1:22801", "udp:127.72.0.2:22801"},
    {"tcp", "tcp:127.72.0.1:22802", "tcp:127.72.0.2:22802", "tcp:127.72.0.1:22802", "tcp:127.72.0.2:22802"},
    {"ws", "ws://127.72.0.1:22803", "ws://127.72.0.2:22803", "ws:127.72.0.1:22803", "ws:127.72.0.2:22803"},
    {"unix", "unix:/tmp/rtpe-lab-test-PID-a", "unix:/tmp/rtpe-lab-test-PID-b", "unix:/tmp/rtpe-lab-test-PID-a",
     "unix:/tmp/rtpe-lab-test-PID-b"},
};

std::string with_pid(std::string_view text) {
  std::string out(text);
  for (std::size_t at = 0; (at = out.find("PID", at)) != std::string::npos;)
    out.replace(at, 3, std::to_string(::getpid()));
  return out;
}

std::string file_over(const Way& way) {
  return with_pid(R"(title = "over one transport"
seed = 3
[client]
wsapi = "lwsc"
rtpengine_sock = [")" +
                  std::string(way.node_a) + " " + std::string(way.node_b) + R"("]
workers = 2
[routing]
"request INVITE" = ['rtpengine_manage("replace-origin replace-session-connection")']
"reply INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_delete()']
[[engine]]
name = "a"
listen = ")" + std::string(way.listen_a) +
                  R"("
delete-delay = 0
[[engine]]
name = "b"
listen = ")" + std::string(way.listen_b) +
                  R"("
delete-delay = 0
[[traffic]]
rate = "20/s"
arrival = "regular"
count = 8
ring = "50ms"
hold = "100ms"
[[check]]
that = "affinity"
[[check]]
that = "calls_lost"
[[check]]
that = "engine_leak"
[[check]]
that = "failover_time"
max = "500ms"
)");
}

}  // namespace

BOOST_DATA_TEST_CASE(every_call_is_answered_and_every_check_passes, boost::unit_test::data::make(ways), way) {
  const auto played = play(file_over(way), {.clock = scenario::ClockKind::real_time});
  BOOST_TEST(played.result.calls == 8U);
  BOOST_TEST(played.result.calls_completed == 8U);
  std::map<std::string, int> answered;
  for (const auto& record : records(played, "exchange_ended"))
    if (text(record, "outcome") == "answered") ++answered[text(record, "command")];
  BOOST_TEST(answered["offer"] == 8);
  BOOST_TEST(answered["answer"] == 8);
  BOOST_TEST(answered["delete"] == 8);
  BOOST_REQUIRE(played.result.checks.size() == 4U);
  for (const auto& check : played.result.checks) BOOST_TEST(check.passed(), check.that << ": " << check.summary);
}

BOOST_AUTO_TEST_SUITE_END()
