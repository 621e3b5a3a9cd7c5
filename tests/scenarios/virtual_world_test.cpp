// The virtual world: order of equal times, each kind of rule, ICMP against silence, per-concern randomness.
#include "scenarios/world/virtual_world.hpp"

#include <boost/test/unit_test.hpp>

#include "scenarios/world/lazy_timer.hpp"
#include "tests/support/world_recorder.hpp"

BOOST_AUTO_TEST_SUITE(virtual_world_test)

using namespace rtpe;
using namespace rtpe::scenario::world;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

namespace {

constexpr DurationRange always(Duration time) { return {time, time}; }

/// A proxy's socket, an engine that answers, a party. Everything takes 2 ms one way.
struct Fixture {
  VirtualWorld world;
  test::WorldRecorder recorder{world};
  SiteId proxy_site, engine_site, party_site;
  EndpointId proxy, engine, proxy_sip, party, closed, unknown;
  RuleId latency;

  explicit Fixture(scenario::DatagramSink* sink = nullptr, bool another_engine = false) : world(7, sink) {
    scenario::world::Network& network = world.network();
    if (another_engine) network.open({"10.0.0.2", 2223}, Protocol::ng, network.add_site({"b", Role::engine}), recorder);
    proxy_site = network.add_site({"", Role::proxy});
    engine_site = network.add_site({"a", Role::engine});
    party_site = network.add_site({"callee", Role::party});
    engine = network.open({"10.0.0.1", 2223}, Protocol::ng, engine_site, recorder);
    proxy = network.open_any_port("10.0.0.9", Protocol::ng, proxy_site, recorder);
    proxy_sip = network.open({"10.0.0.9", 5060}, Protocol::sip, proxy_site, recorder);
    party = network.open({"10.0.0.8", 5060}, Protocol::sip, party_site, recorder);
    closed = network.endpoint({"10.0.0.1", 9}, Protocol::ng);
    unknown = network.endpoint({"10.9.9.9", 2223}, Protocol::ng);
    latency = network.add({.latency = always(2ms)});
  }
  void echo() {
    recorder.answer = [this](EndpointId to, EndpointId from, std::string_view bytes) {
      if (to == engine) world.send(engine, from, "re " + std::string(bytes));
    };
  }
  /// Everything there is, in the order in which it happens.
  Texts all() {
    recorder.run(1000);
    return recorder.texts();
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(equal_times_are_served_in_order_of_scheduling) {
  Fixture f;
  f.world.expect(1s);  // a lane and the heap give one order
  for (const std::uint64_t token : {5U, 1U, 9U}) f.world.at(f.world.start() + 1s, f.recorder.id(), token);
  f.world.at(f.world.start() + 500ms, f.recorder.id(), 2);
  for (const std::uint64_t token : {3U, 7U}) f.world.at(f.world.start() + 1s, f.recorder.id(), token);
  const Texts expected{"woken 2", "woken 5", "woken 1", "woken 9", "woken 3", "woken 7"};
  BOOST_TEST(f.all() == expected, boost::test_tools::per_element());
  BOOST_TEST(!*f.world.step());
}

namespace {

/// A timer that is set and stopped as a table says, and how often it wakes somebody for nothing.
struct TimerLab : Waker {
  VirtualWorld world{7, nullptr};
  WakerId id = world.add(*this);
  LazyTimer timer;
  Duration fired_at{-1};
  int wakes = 0;

  void wake(std::uint64_t token) override {
    ++wakes;
    if (timer.fired(world, id, token)) fired_at = world.now() - world.start();
  }
  void set(Duration in) { timer.set(world, id, 0, world.now() + in); }
  void pass(Duration time) {
    struct Stop : Waker {
      bool reached = false;
      void wake(std::uint64_t) override { reached = true; }
    } stop;
    world.at(world.now() + time, world.add(stop));
    while (!stop.reached) (void)world.step();
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_timer_that_was_stopped_for_good_wakes_nobody) {
  for (const bool lane : {false, true}) {
    TimerLab lab;
    if (lane) lab.world.expect(500ms);
    lab.set(500ms);
    lab.pass(1ms);
    lab.timer.stop(lab.world);
    lab.pass(1s);
    BOOST_TEST(lab.wakes == (lane ? 0 : 1));
    BOOST_TEST(!lab.timer.is_set());
    lab.set(500ms);  // the old entry is gone
    lab.pass(1s);
    BOOST_TEST((lab.fired_at == 1501ms));
  }
}

BOOST_AUTO_TEST_CASE(a_stopped_timer_that_is_set_again_goes_on) {
  for (const bool lane : {false, true}) {
    TimerLab lab;
    if (lane) lab.world.expect(500ms);
    lab.set(500ms);
    lab.pass(100ms);
    lab.timer.stop(lab.world);
    lab.timer.stop(lab.world);
    lab.pass(100ms);
    lab.set(500ms);  // due at 700 ms; the entry at 500 ms wakes it to be pushed again
    lab.pass(1s);
    BOOST_TEST((lab.fired_at == 700ms));
    BOOST_TEST(lab.wakes == 2);
    lab.set(500ms);
    lab.set(100ms);  // earlier than what was set
    lab.pass(1s);
    BOOST_TEST((lab.fired_at == 1300ms));
  }
}

BOOST_AUTO_TEST_CASE(a_buffer_that_is_sent_away_arrives_as_a_copy_would) {
  Fixture f;
  f.world.network().add({.duplication = 1});
  std::string buffer = "hello, this is longer than a short text";
  f.world.send_away(f.proxy, f.engine, buffer);
  const Texts texts = f.all();
  BOOST_REQUIRE(texts.size() == 2U);
  for (const std::string& text : texts) BOOST_TEST(text.contains("hello, this is longer than a short text"), text);
}

BOOST_AUTO_TEST_CASE(a_buffer_that_is_used_again_makes_no_datagram_longer) {
  Fixture f;
  std::size_t expected = 0;
  for (const std::size_t length : {40U, 41U, 700U, 2000U, 2001U, 40U, 0U, 1U}) {  // a buffer that grows has room left
    const std::string sent(length, 'x');
    f.world.send(f.proxy, f.engine, sent);
    f.recorder.run(1000);
    BOOST_REQUIRE(f.recorder.texts().size() == ++expected);
    BOOST_TEST(f.recorder.texts().back() == "10.0.0.1:2223 got " + sent);
  }
}

BOOST_AUTO_TEST_CASE(lanes_change_no_order) {
  std::vector<std::vector<std::string>> runs;
  for (const bool lanes : {false, true}) {
    Fixture f;
    if (lanes)
      for (const Duration delay : {Duration(3ms), Duration(5ms), Duration(0)}) f.world.expect(delay);
    std::uint64_t next = 10;
    f.recorder.on_wake = [&](std::uint64_t token) {
      if (next > 400) return;
      for (const Duration delay : {Duration(3ms), Duration(5ms), Duration(0), Duration((token * 7 % 11) * 1000000)})
        f.world.at(f.world.now() + delay, f.recorder.id(), next++);
    };
    f.world.at(f.world.start(), f.recorder.id(), 1);
    runs.push_back(f.all());
  }
  BOOST_TEST(runs[0].size() > 300U);
  BOOST_TEST(runs[0] == runs[1], boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_past_happens_at_once) {
  Fixture f;
  f.recorder.on_wake = [&](std::uint64_t token) {
    if (token == 1) f.world.at(f.world.start(), f.recorder.id(), 2);
  };
  f.world.at(f.world.start() + 1s, f.recorder.id(), 1);
  (void)f.all();
  BOOST_REQUIRE(f.recorder.happenings.size() == 2U);
  BOOST_TEST(f.recorder.happenings[1].at.count() == Duration(1s).count());
}

BOOST_AUTO_TEST_CASE(a_request_is_answered_after_both_ways) {
  Fixture f;
  f.echo();
  f.world.send(f.proxy, f.engine, "hello");
  const Texts expected{"10.0.0.1:2223 got hello", "10.0.0.9:20000 got re hello"};
  BOOST_TEST(f.all() == expected, boost::test_tools::per_element());
  BOOST_TEST(f.recorder.happenings[0].at.count() == Duration(2ms).count());
  BOOST_TEST(f.recorder.happenings[1].at.count() == Duration(4ms).count());
}

BOOST_AUTO_TEST_CASE(a_closed_port_is_refused_by_its_host_and_an_unknown_host_is_silent) {
  Fixture f;
  f.world.send(f.proxy, f.closed, "x");
  f.world.send(f.proxy, f.unknown, "x");
  f.world.network().set_port(f.engine, Port::closed);
  f.world.send(f.proxy, f.engine, "x");
  const Texts expected{"10.0.0.9:20000 refused by 10.0.0.1:9", "10.0.0.9:20000 refused by 10.0.0.1:2223"};
  BOOST_TEST(f.all() == expected, boost::test_tools::per_element());
  BOOST_TEST(f.recorder.happenings[0].at.count() == Duration(4ms).count());
}

BOOST_AUTO_TEST_CASE(a_cut_loses_what_is_sent_and_silence_what_is_under_way_too) {
  for (const Passage passage : {Passage::cut, Passage::silent}) {
    Fixture f;
    f.world.send(f.proxy, f.engine, "before");
    const RuleId rule = f.world.network().add({.to = the_site(f.engine_site), .passage = passage});
    f.world.send(f.proxy, f.engine, "during");
    const Texts first = passage == Passage::cut ? Texts{"10.0.0.1:2223 got before"} : Texts{};
    BOOST_TEST(f.all() == first, boost::test_tools::per_element());
    f.world.network().remove(rule);
    f.recorder.happenings.clear();
    f.world.send(f.proxy, f.engine, "after");
    BOOST_TEST(f.all() == Texts{"10.0.0.1:2223 got after"}, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(rules_are_about_one_direction_one_protocol_one_host) {
  struct Row {
    std::string_view name;
    std::function<Rule(Fixture&)> rule;
    Texts arrives;
  };
  const std::string to_engine = "10.0.0.1:2223 got x", to_party = "10.0.0.8:5060 got x",
                    to_proxy = "10.0.0.9:5060 got x", to_socket = "10.0.0.9:20000 got x";
  const std::vector<Row> rows{
      {"all", [](Fixture&) { return Rule{.passage = Passage::cut}; }, {}},
      {"sip",
       [](Fixture&) { return Rule{.protocol = Protocol::sip, .passage = Passage::cut}; },
       {to_engine, to_socket}},
      {"to the engine",
       [](Fixture& f) { return Rule{.to = the_site(f.engine_site), .passage = Passage::cut}; },
       {to_socket, to_party, to_proxy}},
      {"from the engine",
       [](Fixture& f) { return Rule{.from = the_site(f.engine_site), .passage = Passage::cut}; },
       {to_engine, to_party, to_proxy}},
      {"between proxy and party",
       [](Fixture& f) {
         return Rule{.from = the_site(f.proxy_site), .to = the_site(f.party_site), .passage = Passage::cut};
       },
       {to_engine, to_socket, to_proxy}},
      {"to the proxy's host, ng",
       [](Fixture& f) {
         return Rule{
             .to = the_host(f.world.network()[f.proxy].host), .protocol = Protocol::ng, .passage = Passage::cut};
       },
       {to_engine, to_party, to_proxy}},
  };
  for (const Row& row : rows) {
    Fixture f;
    f.world.network().add(row.rule(f));
    f.world.send(f.proxy, f.engine, "x");
    f.world.send(f.engine, f.proxy, "x");
    f.world.send(f.proxy_sip, f.party, "x");
    f.world.send(f.party, f.proxy_sip, "x");
    BOOST_TEST_INFO(row.name);
    BOOST_TEST(f.all() == row.arrives, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(the_last_rule_that_speaks_of_a_property_decides_it) {
  Fixture f;
  f.world.network().add({.to = the_site(f.engine_site), .loss = 0.0});
  const RuleId late = f.world.network().add({.latency = always(70ms)});
  f.world.send(f.proxy, f.engine, "slow");
  f.world.network().remove(late);
  f.world.send(f.proxy, f.engine, "fast");
  const Texts expected{"10.0.0.1:2223 got fast", "10.0.0.1:2223 got slow"};
  BOOST_TEST(f.all() == expected, boost::test_tools::per_element());
  BOOST_TEST(f.recorder.happenings[1].at.count() == Duration(70ms).count());
}

BOOST_AUTO_TEST_CASE(loss_duplication_and_reordering_come_in_the_configured_part) {
  Fixture f;
  f.world.network().add({.protocol = Protocol::ng,
                         .latency = DurationRange{1ms, 3ms},
                         .loss = 0.1,
                         .duplication = 0.2,
                         .reordering = 0.05});
  for (int i = 0; i < 10000; ++i) f.world.send(f.proxy, f.engine, "x");
  f.recorder.run(100000);
  // 10000 * 0.9 * 1.2 = 10800, standard deviation about 46.
  BOOST_TEST(f.recorder.happenings.size() > 10600U);
  BOOST_TEST(f.recorder.happenings.size() < 11000U);
  BOOST_TEST(f.recorder.happenings.front().at >= Duration(1ms));
  BOOST_TEST(f.recorder.happenings.back().at > Duration(3ms));    // some were held back
  BOOST_TEST(f.recorder.happenings.back().at <= Duration(10ms));  // by 2 * 3 ms + 1 ms
}

BOOST_AUTO_TEST_CASE(a_narrow_link_passes_one_datagram_after_the_other_and_bounds_what_waits) {
  Fixture f;
  f.world.network().add({.to = the_site(f.engine_site), .bits_per_s = 8000});  // 1 byte in 1 ms
  const std::string bytes(72, 'x');                                            // 100 with its headers
  for (int number = 0; number < 15; ++number) f.world.send(f.proxy, f.engine, bytes);
  std::vector<Duration> times;
  while (*f.world.step()) times.push_back(f.world.now() - f.world.start());
  // The one that would wait for 1.1 s and all behind it are lost.
  BOOST_REQUIRE(times.size() == 11U);
  for (std::size_t i = 0; i < times.size(); ++i) BOOST_TEST((times[i] == 100ms * (static_cast<int>(i) + 1) + 2ms));
  // Its time is over: the next one has the link for itself, and the way back was never narrow.
  const Time before = f.world.now();
  f.world.send(f.proxy, f.engine, bytes);
  BOOST_TEST(*f.world.step());
  BOOST_TEST((f.world.now() - before == 102ms));
  f.world.send(f.engine, f.proxy, bytes);
  BOOST_TEST(*f.world.step());
  BOOST_TEST((f.world.now() - before == 104ms));
}

BOOST_AUTO_TEST_CASE(an_added_engine_does_not_reshuffle_the_others) {
  std::vector<std::vector<std::int64_t>> times;
  for (const bool another : {false, true}) {
    Fixture f(nullptr, another);
    f.world.network().add({.latency = DurationRange{1ms, 9ms}, .loss = 0.3});
    for (int i = 0; i < 100; ++i) f.world.send(f.proxy, f.engine, "x");
    f.recorder.run(1000);
    std::vector<std::int64_t>& all = times.emplace_back();
    for (const auto& happening : f.recorder.happenings) all.push_back(happening.at.count());
  }
  BOOST_TEST(times[0].size() > 50U);
  BOOST_TEST(times[0] == times[1], boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(the_record_has_what_arrives_and_what_does_not) {
  struct Sink final : scenario::DatagramSink {
    Texts lines;
    void datagram(const scenario::Datagram& d) override {
      lines.push_back(std::string(d.source) + ">" + std::string(d.destination) + (d.arrives ? " " : " lost ") +
                      std::string(d.bytes));
    }
  } sink;
  Fixture f(&sink);
  f.world.send(f.proxy, f.engine, "1");
  f.world.network().set_port(f.engine, Port::closed);
  f.world.send(f.proxy, f.engine, "2");
  f.world.network().add({.protocol = Protocol::sip, .loss = 1.0});
  f.world.send(f.party, f.proxy_sip, "3");
  const Texts expected{"10.0.0.9>10.0.0.1 1", "10.0.0.9>10.0.0.1 lost 2", "10.0.0.8>10.0.0.9 lost 3"};
  BOOST_TEST(sink.lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_travels_by_other_means_is_judged_by_the_same_rules) {
  Fixture f;
  BOOST_TEST(f.world.judge(f.proxy, f.engine, "x").copies == 1U);
  BOOST_TEST(f.world.judge(f.proxy, f.engine, "x").delays[0].count() == Duration(2ms).count());
  f.world.network().add({.to = the_site(f.engine_site), .passage = Passage::cut});
  BOOST_TEST(f.world.judge(f.proxy, f.engine, "x").copies == 0U);
  BOOST_TEST(f.all().empty());
}

BOOST_AUTO_TEST_CASE(addresses) {
  BOOST_TEST(parse_address("10.0.0.1:2223")->port == 2223);
  BOOST_TEST(parse_address("10.0.0.1")->port == 22222);
  BOOST_TEST(parse_address("[::1]:99")->host == "::1");
  BOOST_TEST(parse_address("[::1]:99")->port == 99);
  for (const char* bad : {"", ":1", "h:x", "h:70000", "[::1", "[::1]x"}) BOOST_TEST(!parse_address(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
