// Faults that wait for an event, come again, befall several engines or proxies.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(fault_trigger_test)

using namespace rtpe;
using namespace rtpe::scenario;
using rtpe::test::cluster;
using rtpe::test::milliseconds;
using rtpe::test::number;
using rtpe::test::play;
using rtpe::test::records;
using rtpe::test::text;

namespace {

constexpr std::string_view traffic =
    "[[traffic]]\nrate = \"1/s\"\narrival = \"regular\"\nuntil = \"30s\"\nring = \"1s\"\nhold = \"4s\"\n"
    "[[check]]\nthat = \"affinity\"\n";

/// "begins 12000", "ends 13000": of every fault, in ms.
std::vector<std::string> turns(std::string_view faults, std::string_view client = "rtpengine_disable_tout = 2") {
  std::vector<std::string> out;
  for (const auto& record : records(play(cluster(2, client, fmt::format("{}{}", traffic, faults))), "fault_changed"))
    out.push_back(fmt::format("{}{} {}", record.at("begins").as_bool() ? "begins" : "ends",
                              text(record, "engine").empty() ? "" : " " + text(record, "engine"),
                              milliseconds(record)));
  return out;
}

using Turns = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(one_waits_for_a_call) {
  // The 5th call starts at 4 s and is answered a second later; SIP takes 5 ms each way, and the 200 counts at the
  // proxy.
  const Turns expected{"begins a 5015", "ends a 7015"};
  BOOST_TEST(
      turns("[[fault]]\nwhen = \"call 5 answered\"\nengine = \"a\"\ndo = \"hang\"\nfor = \"2s\"\n") == expected,
      fmt::format(
          "{}", turns("[[fault]]\nwhen = \"call 5 answered\"\nengine = \"a\"\ndo = \"hang\"\nfor = \"2s\"\n").front()));
  const Turns later{"begins a 6500", "ends a 6500"};
  BOOST_TEST(turns("[[fault]]\nwhen = \"call 6 started\"\nafter = \"1500ms\"\nengine = \"a\"\ndo = \"restart\"\n") ==
             later);
}

BOOST_AUTO_TEST_CASE(one_comes_each_time) {
  const Turns found = turns(
      "[[fault]]\nwhen = \"call_started where call >= 3\"\ntimes = 3\nengine = \"a\"\ndo = \"hang\"\nfor = "
      "\"100ms\"\n");
  const Turns expected{"begins a 2000", "ends a 2100", "begins a 3000", "ends a 3100", "begins a 4000", "ends a 4100"};
  BOOST_TEST(found == expected);
}

BOOST_AUTO_TEST_CASE(an_event_during_the_fault_starts_no_second_one) {
  const Turns found = turns(
      "[[fault]]\nwhen = \"call_started\"\ntimes = 4\nengine = \"a\"\ndo = \"partition_replies\"\nfor = \"1500ms\"\n");
  const Turns expected{"begins a 0", "ends a 1500", "begins a 2000", "ends a 3500"};
  BOOST_TEST(found == expected);
}

BOOST_AUTO_TEST_CASE(the_nth_event_is_counted) {
  const Turns expected{"begins a 6000", "ends a 6000"};
  BOOST_TEST(turns("[[fault]]\nwhen = \"7th call_started\"\nengine = \"a\"\ndo = \"restart\"\n") == expected);
}

BOOST_AUTO_TEST_CASE(periodic_and_rolling) {
  const Turns periodic{"begins b 5000", "ends b 6000", "begins b 15000", "ends b 16000"};
  BOOST_TEST(
      turns("[[fault]]\nat = \"5s\"\nevery = \"10s\"\ntimes = 2\nengine = \"b\"\ndo = \"hang\"\nfor = \"1s\"\n") ==
      periodic);
  const Turns rolling{"begins a 5000", "ends a 5000", "begins b 8000", "ends b 8000"};
  BOOST_TEST(turns("[[fault]]\nat = \"5s\"\nengine = [\"a\", \"b\"]\nstep = \"3s\"\ndo = \"restart\"\n") == rolling);
}

BOOST_AUTO_TEST_CASE(a_proxy_forgets_its_calls) {
  const auto played =
      play(cluster(2, "", fmt::format("{}[[fault]]\nat = \"10500ms\"\ndo = \"forget_calls\"\n", traffic)));
  // Five calls were there then: what their next command brings is a new row, also a delete's, which removes it at once.
  std::int64_t inserted = 0, removed = 0;
  for (const auto& record : records(played, "table_change")) ++(record.contains("node") ? inserted : removed);
  BOOST_TEST(inserted == 35);
  BOOST_TEST(removed == 30);
}

BOOST_AUTO_TEST_CASE(a_proxy_is_restarted) {
  const auto played =
      play(cluster(2, "", fmt::format("{}[[fault]]\nat = \"10500ms\"\ndo = \"restart_proxy\"\n", traffic)));
  // Its table is empty; the nodes are pinged as at the start.
  std::int64_t inserted = 0, pings = 0;
  for (const auto& record : records(played, "table_change")) inserted += record.contains("node") ? 1 : 0;
  for (const auto& record : records(played, "exchange_ended"))
    pings += record.at("command").as_string() == "ping" ? 1 : 0;
  BOOST_TEST(inserted == 35);
  BOOST_TEST(pings == 4);
}

BOOST_AUTO_TEST_CASE(mistakes) {
  struct Row {
    std::string_view fault, says;
  };
  constexpr Row rows[] = {
      {"engine = \"a\"\ndo = \"restart\"", "[[fault]] needs the key \"at\": or \"when\""},
      {"at = \"1s\"\nwhen = \"call 1 ended\"\nengine = \"a\"\ndo = \"restart\"", "has no use for \"at\""},
      {"at = \"1s\"\nafter = \"1s\"\nengine = \"a\"\ndo = \"restart\"", "has no use for \"after\""},
      {"when = \"call 1 ended\"\nevery = \"1s\"\nengine = \"a\"\ndo = \"restart\"", "has no use for \"every\""},
      {"when = \"call one ended\"\nengine = \"a\"\ndo = \"restart\"", "a call is named by its number"},
      {"when = \"node_stat where disabled\"\nengine = \"a\"\ndo = \"restart\"", "did you mean \"node_state\"?"},
      {"at = \"1s\"\ntimes = 2\nengine = \"a\"\ndo = \"restart\"", "has no use for \"times\""},
      {"at = \"1s\"\nevery = \"5s\"\nengine = \"a\"\ndo = \"hang\"", "ends in between: give it \"for\""},
      {"at = \"1s\"\nevery = \"5s\"\nfor = \"5s\"\nengine = \"a\"\ndo = \"hang\"", "comes again before it has ended"},
      {"at = \"1s\"\nevery = \"0s\"\nengine = \"a\"\ndo = \"restart\"", "every 0 s never ends"},
      {"at = \"1s\"\nengine = []\ndo = \"restart\"", "names none"},
      {"at = \"1s\"\nengine = \"a\"\nstep = \"1s\"\ndo = \"restart\"", "has no use for \"step\""},
      {"at = \"1s\"\nengine = \"a\"\ndo = \"rpc\"\ncommand = \"rtpengine.show\"", "it befalls proxies"},
      {"at = \"1s\"\ndo = \"rpc\"", "needs the key \"command\""},
      {"at = \"1s\"\ndo = \"rpc\"\ncommand = \"rtpengine.enable\"", "needs the key \"flag\""},
      {"at = \"1s\"\ndo = \"rpc\"\ncommand = \"rtpengine.enabel\"\nflag = 1", "did you mean \"rtpengine.enable\"?"},
      {"at = \"1s\"\ndo = \"rpc\"\ncommand = \"rtpengine.show\"\nflag = 1", "only rtpengine.enable has one"},
      {"at = \"1s\"\ndo = \"forget_calls\"\nproxy = \"x\"", "there is no [[proxy]] \"x\""},
      {"at = \"1s\"\ndo = \"forget_calls\"\nfor = \"1s\"", "what is forgotten does not come back"},
      {"at = \"1s\"\nengine = \"a\"\nproxy = \"x\"\ndo = \"restart\"", "have one"},
  };
  for (const Row& row : rows) {
    const auto read = parse_scenario(cluster(2, "", fmt::format("{}[[fault]]\n{}\n", traffic, row.fault)), "x.toml");
    BOOST_REQUIRE_MESSAGE(!read.has_value(), row.fault);
    BOOST_TEST(text_of(read.error()).contains(row.says), row.fault << "\n" << text_of(read.error()));
  }
}

BOOST_AUTO_TEST_SUITE_END()
