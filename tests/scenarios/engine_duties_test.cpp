// What the engines of a run leave out, and what keeps them from it.
#include "scenarios/run/engine_duties.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(engine_duties_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

constexpr std::string_view head = R"(title = "t"
[client]
rtpengine_sock = ["udp:10.0.0.1:2223"]
)";
constexpr std::string_view tail = R"(
[[traffic]]
count = 1
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
)";

/// "nothing", "statistics", "bodies", "both": what the engines work out.
std::string_view duties(const std::string& parts, const RunOptions& options = {}, std::string_view end = tail,
                        EventKinds asked = 0) {
  const EngineDuties found = engine_duties(test::parse(std::string(head) + parts + std::string(end)), options, asked);
  if (found.statistics_in_delete) return found.rewrites_bodies ? "both" : "statistics";
  return found.rewrites_bodies ? "bodies" : "nothing";
}

std::string routing(const std::string& lines) { return "[routing]\n\"request INVITE\" = [" + lines + "]\n"; }

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_read_is_worked_out) {
  struct Row {
    std::string parts;
    std::string_view expected;
  };
  const std::vector<Row> rows{
      {routing("'rtpengine_offer(\"replace-origin ICE=remove\")'"), "nothing"},
      {routing("'rtpengine_manage()'"), "nothing"},
      {routing("'rtpengine_delete()', 'rtpengine_offer()'"), "nothing"},
      {routing("'rtpengine_offer()', 'rtpengine_offer()'"), "bodies"},
      {routing("'set_rtpengine_set(\"0\", \"0\")', 'rtpengine_offer()'"), "bodies"},
      {routing("'rtpengine_offer(\"loop-protect\")'"), "bodies"},
      {routing("'rtpengine_offer(\"replace-session-name\")'"), "bodies"},
      {routing("'rtpengine_offer(\"$var(flags)\")'"), "bodies"},
      {routing("'rtpengine_query()'"), "bodies"},
      {"write_sdp_pv = \"$avp(sdp)\"\n" + routing("'rtpengine_manage()'"), "bodies"},
      {"read_sdp_pv = \"$avp(sdp)\"\n" + routing("'rtpengine_manage()'"), "bodies"},
      {"mos_average_pv = \"$avp(mos)\"\n" + routing("'rtpengine_manage()'"), "both"},
      {"[routing]\nscript = 'request_route { rtpengine_manage(); t_relay(); }'\n", "bodies"},
  };
  for (const Row& row : rows) BOOST_TEST(duties(row.parts) == row.expected, row.parts);
}

BOOST_AUTO_TEST_CASE(who_looks_at_datagrams_sees_everything) {
  struct Nothing final : DatagramSink {
    void datagram(const Datagram&) override {}
  } sink;
  const std::string plain = routing("'rtpengine_manage()'");
  BOOST_TEST(duties(plain, {.datagrams = &sink}) == "both");
  BOOST_TEST(duties(plain, {.engine_detail = EngineDetail::full}) == "both");
  BOOST_TEST(duties(plain, {.clock = ClockKind::real_time}) == "both");
  const std::string rule = "[[engine.rule]]\nat = \"5min\"\ndo = \"drain\"\n";
  BOOST_TEST(duties(plain + std::string(tail) + rule, {}, "") == "both");
}

BOOST_AUTO_TEST_CASE(who_asked_for_events_sees_what_they_tell) {
  const std::string plain = routing("'rtpengine_manage()'");
  BOOST_TEST(duties(plain, {}, tail, kinds_of<SdpSent>()) == "bodies");
  BOOST_TEST(duties(plain, {}, tail, kinds_of<MediaMeasured>()) == "both");
  BOOST_TEST(duties(plain, {}, tail, kinds_of<SipMessage>()) == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
