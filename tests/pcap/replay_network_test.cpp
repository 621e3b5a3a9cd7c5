// The sockets of a replay on loopback: link rules, and the capture's media into today's ports.
#include "pcap/replay/replay_network.hpp"

#include <boost/test/unit_test.hpp>

#include "pcap/replay/media_replay.hpp"
#include "tests/support/must.hpp"

BOOST_AUTO_TEST_SUITE(replay_network_test)

using namespace rtpe::capture;
using rtpe::Time;
using rtpe::test::must;
using namespace std::chrono_literals;

namespace {

constexpr auto enough = 5s;  ///< for a loaded machine; nothing waits so long that comes

Endpoint here(std::uint16_t port) { return {.address = *parse_address("127.0.0.1"), .port = port}; }

/// A socket on a port that was free.
std::pair<std::size_t, Endpoint> open_somewhere(ReplayNetwork& network) {
  for (std::uint16_t port = 42'100; port < 42'900; ++port)
    if (const auto socket = network.open(here(port))) return {*socket, here(port)};
  BOOST_FAIL("no port is free");
  return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_link_without_rules_hands_everything_on) {
  ReplayNetwork network({}, 1);
  const auto [left, left_address] = open_somewhere(network);
  const auto [right, right_address] = open_somewhere(network);
  network.send(left, right_address, "hello");
  const auto arrival = network.receive(network.now() + enough);
  BOOST_REQUIRE(arrival.has_value());
  BOOST_TEST(arrival->socket == right);
  BOOST_TEST(arrival->bytes == "hello");
  BOOST_TEST(arrival->from.text() == left_address.text());
}

BOOST_AUTO_TEST_CASE(rules_lose_repeat_and_delay) {
  ReplayNetwork lossy({.loss = 1.0}, 1);
  const auto from = open_somewhere(lossy);
  lossy.send(from.first, from.second, "hello");
  BOOST_TEST(!lossy.receive(lossy.now() + 20ms).has_value());
  BOOST_TEST(lossy.counters().lost == 1U);

  ReplayNetwork twice({.duplication = 1.0}, 1);
  const auto both = open_somewhere(twice);
  twice.send(both.first, both.second, "hello");
  for (int copy = 0; copy < 4; ++copy)  // two are sent, and each comes twice
    BOOST_TEST(twice.receive(twice.now() + enough).has_value());

  ReplayNetwork slow({.latency = rtpe::DurationRange{30ms, 30ms}}, 1);
  const auto late = open_somewhere(slow);
  const Time sent = slow.now();
  slow.send(late.first, late.second, "hello");
  BOOST_TEST(slow.receive(slow.now() + enough).has_value());
  BOOST_TEST((slow.now() - sent >= 60ms));
}

BOOST_AUTO_TEST_CASE(nobody_listens) {
  ReplayNetwork network({}, 1);
  Endpoint closed;
  {
    ReplayNetwork other({}, 1);
    closed = open_somewhere(other).second;
  }
  const std::size_t socket = must(network.open_towards(closed));
  network.send(socket, closed, "hello");
  const auto arrival = network.receive(network.now() + enough);
  BOOST_REQUIRE(arrival.has_value());
  BOOST_TEST(arrival->is_refused);
}

BOOST_AUTO_TEST_CASE(media_goes_where_today_s_sdp_says) {
  ReplayNetwork network({}, 1);
  const auto [engine, engine_address] = open_somewhere(network);
  const Endpoint party{.address = *parse_address("192.0.2.7"), .port = 4000};
  const Endpoint captured{.address = *parse_address("192.0.2.1"), .port = 30'000};
  RecordedMedia media;
  media.bytes = "onetwoback";
  media.packets = {{.time = Time(1s), .source = party, .destination = captured, .offset = 0, .length = 3},
                   {.time = Time(1s), .source = captured, .destination = party, .offset = 6, .length = 4},
                   {.time = Time(1s), .source = party, .destination = party, .offset = 6, .length = 4},
                   {.time = Time(2s), .source = party, .destination = captured, .offset = 3, .length = 3}};
  MediaReplay replay(media, network);
  replay.learn("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 30000 RTP/AVP 8\r\n",
               "v=0\r\nc=IN IP4 127.0.0.1\r\nm=audio " + std::to_string(engine_address.port) + " RTP/AVP 8\r\n");
  const Time now = network.now();
  replay.begin(now, Time(1s), 1.0);
  BOOST_TEST((replay.send_due(now) == now + 1s));
  const auto arrival = network.receive(network.now() + enough);
  BOOST_REQUIRE(arrival.has_value());
  BOOST_TEST(arrival->socket == engine);
  BOOST_TEST(arrival->bytes == "one");
  BOOST_TEST((replay.send_due(now + 1s) == Time::max()));
  BOOST_TEST(replay.is_over());
  BOOST_TEST(replay.counters().sent == 2U);
  BOOST_TEST(replay.counters().without_port == 1U);  // what the engine sent is its own
  BOOST_TEST(replay.counters().elsewhere == 2U);     // 192.0.2.7 is not here
}

BOOST_AUTO_TEST_CASE(addresses_are_read_with_and_without_port) {
  BOOST_TEST(must(parse_endpoint("udp:127.0.0.1:2223")).text() == "127.0.0.1:2223");
  BOOST_TEST(must(parse_endpoint("udp6:[::1]:2223")).text() == "[::1]:2223");
  BOOST_TEST(must(parse_endpoint("127.0.0.1", std::uint16_t{5060})).text() == "127.0.0.1:5060");
  BOOST_TEST(must(parse_endpoint("[::1]", std::uint16_t{5060})).text() == "[::1]:5060");
  for (const char* text : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:70000", "host:1", ":5060"})
    BOOST_TEST(!parse_endpoint(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
