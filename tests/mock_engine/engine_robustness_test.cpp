// Whatever arrives, the engine answers the next ping, forgets nothing it needs and its memory stays bounded.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "mock_engine/engine.hpp"
#include "tests/support/mutated_requests.hpp"

BOOST_AUTO_TEST_SUITE(engine_robustness_test)

using namespace rtpe;
using namespace rtpe::mock;
using test::field, test::sdp;

namespace {

/// A few seconds in a debug build; engine_benchmark sends a million.
constexpr int datagrams = 20'000;

struct LastReply : ReplySink {
  std::string text;
  std::size_t count = 0;
  void reply(std::string_view bytes, Duration) override {
    text = bytes;
    ++count;
  }
};

constexpr Peer peer{.transport = Transport::udp, .address = "127.0.0.1", .port = 40000};

}  // namespace

BOOST_AUTO_TEST_CASE(random_and_mutated_datagrams_leave_it_answering) {
  EngineConfig config;
  config.timeout_s = config.silent_timeout_s = config.offer_timeout_s = 5;
  config.final_timeout_s = 600;
  Engine engine = *Engine::create(config);
  test::Mutator mutator(11);
  LastReply sink;
  Time now{std::chrono::seconds(1'700'000'000)};
  std::size_t most_calls = 0;
  for (int i = 0; i < datagrams; ++i) {
    now += std::chrono::milliseconds(1);
    engine.receive(now, peer, std::to_string(i) + " " + mutator.next(), sink);
    engine.run_timers(now);
    most_calls = std::max<std::size_t>(most_calls, engine.summary().calls_now);
  }
  const std::size_t before = sink.count;
  engine.receive(now, peer, "last d7:command4:pinge", sink);
  BOOST_TEST(sink.count == before + 1);
  BOOST_TEST(sink.text == "last d6:result4:ponge");
  BOOST_TEST(engine.summary().errors > 0U);
  // Mutated call ids make calls of their own; the timeouts take them away again.
  engine.run_timers(now + std::chrono::hours(2));
  BOOST_TEST(engine.summary().calls_now == 0U);
  BOOST_TEST(most_calls < 10'000U);
  for (const InterfaceUsage& usage : engine.statistics(now).interfaces) BOOST_TEST(usage.used == 0U);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_offered_again_and_again_stays_small) {
  Engine engine = *Engine::create({});
  LastReply sink;
  Time now{std::chrono::seconds(1'700'000'000)};
  for (int i = 0; i < 2000; ++i) {
    std::string body = sdp;
    body.replace(body.find("4000"), 4, std::to_string(1024 + i % 4));
    engine.receive(now, peer,
                   std::to_string(i) + " d7:command5:offer7:call-id1:x8:from-tag1:a3:sdp" + field(body) + "e", sink);
    BOOST_REQUIRE(sink.text.find("2:ok") != std::string::npos);
  }
  const auto usage = engine.statistics(now).interfaces.front();
  BOOST_TEST(usage.used <= 20U);  // one pair per endpoint seen, and the other side's
}

/// Tags that bring no ports with them count too.
BOOST_AUTO_TEST_CASE(a_call_that_collects_tags_ends_as_one_without_ports) {
  for (const std::string_view more : {"5:offer8:from-tag", "11:unsubscribe6:to-tag"}) {
    Engine engine = *Engine::create({});
    LastReply sink;
    const Time now{std::chrono::seconds(1'700'000'000)};
    const auto say = [&](std::string_view command, int tag) {
      const std::string name = std::to_string(tag);
      engine.receive(now, peer,
                     name + " d7:command" + std::string(command) + field(name) + "7:call-id1:x3:sdp" + field(sdp) + "e",
                     sink);
      return sink.text.find("2:ok") != std::string::npos;
    };
    BOOST_REQUIRE(say("5:offer8:from-tag", 0));
    int accepted = 0;
    while (accepted < 1000 && say(more, accepted + 1)) ++accepted;
    BOOST_TEST(accepted > 100);
    BOOST_TEST(accepted < 300);
    BOOST_TEST(sink.text.find("Ran out of ports") != std::string::npos, more);
    BOOST_TEST(engine.summary().calls_now == 0U);
    BOOST_TEST(engine.statistics(now).interfaces.front().used == 0U);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_answered_without_a_cookie) {
  Engine engine = *Engine::create({});
  LastReply sink;
  for (const char* silent : {"", "x", " ", " d7:command4:pinge", "d7:command4:pinge"})
    engine.receive(Time{}, peer, silent, sink);
  BOOST_TEST(sink.count == 0U);
}

BOOST_AUTO_TEST_CASE(no_engine_is_made_of_a_configuration_that_cannot_work) {
  EngineConfig no_address, no_interface, no_ports;
  no_address.interfaces.front().address = "host.example";
  no_interface.interfaces.clear();
  no_ports.port_min = 40'000;
  no_ports.port_max = 30'000;
  const std::pair<EngineConfig, std::string_view> rows[] = {
      {no_address, "'host.example' is no IP address"},
      {no_interface, "an engine needs at least one interface"},
      {no_ports, "the media port range is empty"},
  };
  for (const auto& [config, message] : rows) {
    const auto engine = Engine::create(config);
    BOOST_REQUIRE(!engine);
    BOOST_TEST(engine.error().message == message);
    BOOST_TEST(engine.error().place == config.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
