// ICE; every row as rtpengine 10.5.3.5 gave it.
#include <algorithm>

#include "tests/support/story.hpp"

BOOST_AUTO_TEST_SUITE(rewrite_ice_test)

using namespace rtpe;
using test::StoryRow;

/// Nobody speaks ICE, or the other side is made to.
BOOST_AUTO_TEST_CASE(without_ice) {
  static const StoryRow rows[] = {
      {"o / a", "m1 rtcp+1 - C / m2 rtcp+1 - C"},
      {"o / a u", "m1 rtcp+1 - C / m2 rtcp+1 - IC"},
      {"o ICE:force / a u host", "m1 rtcp+1 u1 [hosts] - IC / m2 rtcp+1 - IC"},
      {"o ICE:optional / a", "m1 rtcp+1 u1 [hosts] - IC / m2 rtcp+1 - C"},
      {"o ICE:force-relay / a", "m- u1 [relays] - IC / m1 rtcp+1 - C"},
      {"o / a ICE:force", "m1 rtcp+1 - C / m2 rtcp+1 u1 [hosts] I C"},
      {"o / a ICE:optional", "m1 rtcp+1 - C / m2 rtcp+1 - C"},
      {"o / a u ICE:optional", "m1 rtcp+1 - C / m2 uf2 rtcp+1 [hosts] PI PIC"},
      {"o / a u ICE:force-relay", "m1 rtcp+1 - C / m- uf2 [relays] PI PIC"},
  };
  test::check_stories(rows);
}

/// The offerer does.
BOOST_AUTO_TEST_CASE(own_ice) {
  static const StoryRow rows[] = {
      {"o u / a u", "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC"},
      {"o su / a su", "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC"},
      {"o host / a host", "m1 rtcp+1 - C / m2 rtcp+1 - C"},
      {"o slite u / a slite u", "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC"},
      {"o u ICE:remove / a u", "m1 rtcp+1 I C / m2 rtcp+1 u1 [hosts] I IC"},
      {"o u +ICE-reject / a u", "m1 rtcp+1 u1 [hosts] - IC / m2 rtcp+1 - IC"},
      {"o u / a u ICE:remove", "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 - IC"},
      {"o u / a ICE:optional", "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I C"},
      {"o u mux / a u mux", "m1 rtcp+1 mux u1 [hosts] MI MIC / m2 rtcp mux u2 [hosts, one port] MI MIC"},
  };
  test::check_stories(rows);
}

/// Left alone.
BOOST_AUTO_TEST_CASE(left_alone) {
  static const StoryRow rows[] = {
      {"o u host ICE:optional / a u host",
       "m1 uf1 host rtcp+1 1:2097152255 1:4294967295 2:2097152254 2:4294967294 PI PI / m2 uf2 host rtcp+1 1:2097152255 "
       "1:4294967295 2:2097152254 2:4294967294 PI PIC"},
      {"o u host srflx relay ICE:optional / a u",
       "m1 uf1 host srflx relay rtcp+1 1:2097152255 1:4294967295 2:2097152254 2:4294967294 PI PI / m2 uf2 rtcp+1 "
       "[hosts] PI PIC"},
      {"o u low ICE:optional / a", "m1 uf1 host rtcp+1 1:1279 1:1023 2:1278 2:1022 PI PI / m2 rtcp+1 [hosts] PI PC"},
      {"o u host srflx relay ICE:force-relay / a",
       "m- uf1 host srflx 1:255r 1:4294967295r 2:254r 2:4294967294r PI PI / m1 rtcp+1 [hosts] PI PC"},
      {"o u relay ICE:force-relay / a u ICE:remove",
       "m- uf1 1:255r 1:4294967295r 2:254r 2:4294967294r PI PI / m1 uf2 rtcp+1 P PIC"},
      {"o u ICE:optional / a ICE:optional", "m1 uf1 rtcp+1 [hosts] PI PI / m2 rtcp+1 P P"},
      {"o +passthrough / a", "m1 rtcp+1 P P / m2 rtcp+1 P PC"},
      {"o +passthrough / a ICE:remove", "m1 rtcp+1 P P / m2 rtcp+1 P P"},
      {"o u slite ICE:optional / a u ICE:optional", "lite m1 uf1 rtcp+1 [hosts] PI PI / m2 uf2 rtcp+1 [hosts] PI PI"},
  };
  test::check_stories(rows);
}

/// Trickling.
BOOST_AUTO_TEST_CASE(trickling) {
  static const StoryRow rows[] = {
      {"o u trickle / a u", "m1 rtcp+1 u1 [hosts] IT IC / m2 rtcp+1 u2 trickle [hosts] end IT IC"},
      {"o u trickle end / a", "m1 rtcp+1 u1 [hosts] end IT IC / m2 rtcp+1 u2 trickle [hosts] end IT C"},
      {"o u trickle / a ICE:remove", "m1 rtcp+1 u1 [hosts] IT IC / m2 rtcp+1 trickle end T C"},
      {"o +trickle-ICE / a u trickle", "m1 rtcp+1 - TC / m2 rtcp+1 - ITC"},
      {"o u +trickle-ICE / o", "m1 rtcp+1 u1 trickle [hosts] end I ITC / m1 rtcp+1 trickle end - TC"},
      {"o u / a +trickle-ICE", "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I C"},
      {"o u ICE:optional +trickle-ICE / a", "m1 uf1 rtcp+1 [hosts] PI PI / m2 rtcp+1 [hosts] PI PC"},
      {"o u trickle +ICE-reject / a", "m1 rtcp+1 u1 [hosts] T IC / m2 rtcp+1 T C"},
  };
  test::check_stories(rows);
}

/// Who controls.
BOOST_AUTO_TEST_CASE(roles) {
  static const StoryRow rows[] = {
      {"o ICE-lite:forward / a", "m1 rtcp+1 - - / m2 rtcp+1 - -"},
      {"o u ICE-lite:forward / a u", "lite m1 rtcp+1 u1 [hosts] I I / m2 rtcp+1 u2 [hosts] I I"},
      {"o u ICE-lite:backward / a u", "m1 rtcp+1 u1 [hosts] I IC / lite m2 rtcp+1 u2 [hosts] I IC"},
      {"o u ICE-lite:both / o / a", "lite m1 rtcp+1 u1 [hosts] I I / m1 rtcp+1 - - / m2 rtcp+1 - -"},
      {"o / a / o ICE-lite:both", "m1 rtcp+1 - C / m2 rtcp+1 - C / m1 rtcp+1 - C"},
      {"o u lite / a u lite", "m1 rtcp+1 u1 [hosts] ICL IC / m2 rtcp+1 u2 [hosts] ICL ICL"},
      {"o u lite ICE-lite:backward / a", "m1 rtcp+1 u1 [hosts] IL IC / lite m2 rtcp+1 u2 [hosts] IL C"},
      {"o / o u lite", "m1 rtcp+1 - C / m2 rtcp+1 u1 [hosts] ICL IC"},
      {"o u lite ICE:optional / a", "m1 uf1 lite rtcp+1 [hosts] PIL PI / m2 rtcp+1 [hosts] PICL PC"},
  };
  test::check_stories(rows);
}

/// Restarts.
BOOST_AUTO_TEST_CASE(restarts) {
  static const StoryRow rows[] = {
      {"o u / a u / o u / a u",
       "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC / m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC"},
      {"o u / a u / o u2 / a u",
       "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC / m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u3 [hosts] I IC"},
      {"o u / a u / o u / a u2 / o u",
       "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC / m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC "
       "/ m1 rtcp+1 u1 [hosts] I IC"},
      {"o u / a / A u2", "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I C / m1 rtcp+1 IC -"},
      {"o / a u / O u2", "m1 rtcp+1 - C / m2 rtcp+1 - IC / m2 rtcp+1 C I"},
      {"o / a u ICE:optional / O u2", "m1 rtcp+1 - C / m2 uf2 rtcp+1 [hosts] PI PIC / m2 new2 rtcp+1 [hosts] PI PIC"},
  };
  test::check_stories(rows);
}

/// Ports: with ICE all addresses are needed, and the first ports serve whoever asks.
BOOST_AUTO_TEST_CASE(ports) {
  static const StoryRow rows[] = {
      {"o / o ICE:optional / o", "m1 rtcp+1 - C / m2 rtcp+1 u1 [hosts] - IC / m2 rtcp+1 - C"},
      {"o ICE:force / o / o ICE:force", "m1 rtcp+1 u1 [hosts] - IC / m1 rtcp+1 - C / m2 rtcp+1 u2 [hosts] - IC"},
      {"o u / o p2 u / o p2 u +no-port-latching",
       "m1 rtcp+1 u1 [hosts] I IC / m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC"},
      {"o / o p2 +port-latching / o", "m1 rtcp+1 - C / m1 rtcp+1 - C / m1 rtcp+1 - C"},
      {"o / a u ICE:force / a p2 +no-port-latching / a",
       "m1 rtcp+1 - C / m2 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u1 [hosts] I C / m2 rtcp+1 u1 [hosts] I C"},
  };
  test::check_stories(rows);
}

/// Rejected medias.
BOOST_AUTO_TEST_CASE(rejected) {
  static const StoryRow rows[] = {
      {"o z u / a z u", "m0 - C / m0 - C"},
      {"o z u ICE:force-relay / a z", "m0 uf1 - IC / m0 - IC"},
      {"o u / a u / o z u / a z u / o u / a u",
       "m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC / m0 I IC / m0 I IC / m1 rtcp+1 u1 [hosts] I IC / m2 "
       "rtcp+1 u2 [hosts] I IC"},
      {"o u / a z / o u / a u",
       "m1 rtcp+1 u1 [hosts] I IC / m0 I IC / m1 rtcp+1 u1 [hosts] I IC / m2 rtcp+1 u2 [hosts] I IC"},
      {"o u / o z +ICE-reject / a", "m1 rtcp+1 u1 [hosts] I IC / m0 - IC / m2 rtcp+1 - C"},
  };
  test::check_stories(rows);
}

/// New ports for RTP alone: RTCP keeps its old one, whatever the address.
BOOST_AUTO_TEST_CASE(old_rtcp_port) {
  static const StoryRow rows[] = {
      {"o / a u mux / o / A",
       "m1 rtcp+1 - C / m2 rtcp+1 - MIC / m3 rtcp mux u1 [hosts, one port] - MIC / m3 rtcp elsewhere u1 [hosts, one "
       "port] 2:2130706430 2:2130706430 - IC"},
      {"o / a u mux ICE:force-relay / o / A",
       "m1 rtcp+1 - C / m- uf2 mux [relays] PI MPIC / m2 rtcp mux [hosts, one port] P MPIC / m2 rtcp elsewhere [hosts] "
       "P PIC"},
  };
  test::check_stories(rows);
}

/// Endpoint and advertised port of RTP and RTCP: with ICE only the first SDP decides where packets go.
BOOST_AUTO_TEST_CASE(endpoints) {
  struct Row {
    std::string_view steps, ports;
  };
  static const Row rows[] = {
      {"o / o p2", "4150/4150 4151/4151"},
      {"o u / o p2 u", "4100/4150 4101/4151"},
      {"o / o p2 u", "4100/4150 4101/4151"},
      {"o p2 / o u / o", "4150/4100 4151/4101"},
      {"o u / o p2", "4150/4150 4151/4151"},
      {"o u / o u p2 / o u2 p2", "4100/4150 4101/4151"},
      {"o / o rtcp", "4100/4100 4101/-"},
      {"o rtcp / o", "4100/4100 4101/4101"},
      {"o u / o u rtcp", "4100/4100 4101/-"},
      {"o u / o z u", "4100/0 4101/1"},
      {"o / o z", "0/0 1/1"},
  };
  for (const Row& row : rows) {
    test::Story story;
    story.play(row.steps);
    BOOST_TEST_CONTEXT(row.steps) { BOOST_TEST(story.ports_of_a() == row.ports); }
  }
}

/// ICE: optional with ICE on both sides, force-relay and the flag: nothing of the session goes; without ICE of the
/// offer only the ICE lines stay.
BOOST_AUTO_TEST_CASE(session_lines) {
  struct Row {
    std::string_view wish, session_ice, shown;
  };
  static const Row rows[] = {
      {"default", "a=ice-ufrag:s1\r\n", "a=extmap:1 x"},
      {"remove", "", "a=extmap:1 x"},
      {"optional", "", "a=extmap:1 x | a=ice-options:foo"},
      {"force-relay", "", "a=extmap:1 x | a=ice-options:foo"},
      {"optional", "a=ice-ufrag:s1\r\n",
       "a=sendrecv | a=group:BUNDLE 1 | a=extmap:1 x | a=setup:actpass | a=ice-options:foo | a=rtcp:xx"},
  };
  for (const Row& row : rows) {
    test::NegotiationBench negotiation;
    const std::string session = std::string(row.session_ice) +
                                "a=sendrecv\r\na=group:BUNDLE 1\r\na=extmap:1 x\r\na=setup:actpass\r\n"
                                "a=ice-options:foo\r\na=rtcp:xx\r\n";
    const std::string out = negotiation.offer(
        "a", "", test::body("m=audio 4000 RTP/AVP 0", "IN IP4 198.51.100.1", session), {{"ICE", row.wish}});
    BOOST_TEST_CONTEXT(row.wish << " " << row.session_ice) {
      BOOST_TEST(test::lines_of(out.substr(0, out.find("m=")), {"a=sendrecv", "a=group", "a=extmap", "a=setup",
                                                                "a=ice-options", "a=rtcp"}) == row.shown);
    }
  }
}

/// Foundations of an address are others when IPv6 stands in front, and stay the same otherwise.
BOOST_AUTO_TEST_CASE(foundations_by_family) {
  test::NegotiationBench negotiation;
  const auto found_in = [&](std::string_view from, std::string_view family) {
    const std::string out =
        negotiation.offer(from, "", test::body("m=audio 4000 RTP/AVP 0\na=ice-ufrag:x"), {{"address-family", family}});
    std::vector<std::string> found;
    for (std::size_t at = 0; (at = out.find("a=candidate:", at)) != std::string::npos; ++at)
      found.push_back(out.substr(at + 12, 16));
    return found;
  };
  const auto ipv4 = found_in("a", "IP4"), ipv6 = found_in("c", "IP6"), again = found_in("d", "IP4");
  BOOST_REQUIRE_EQUAL(ipv4.size(), 4U);
  BOOST_REQUIRE_EQUAL(ipv6.size(), 4U);
  BOOST_TEST(ipv4 == again);
  BOOST_TEST(ipv4[0] == ipv4[2]);
  for (const std::string& one : ipv4) BOOST_TEST(std::ranges::count(ipv6, one) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
