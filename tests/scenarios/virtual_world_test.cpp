// The virtual world: order of equal times, links, ICMP against silence, partitions, per-concern randomness.
#include "scenarios/world/virtual_world.hpp"

#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "tests/support/world_recorder.hpp"

BOOST_AUTO_TEST_SUITE(virtual_world_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

namespace {

Network network(DurationRange latency, double loss = 0, double duplication = 0, double reordering = 0) {
  Network out;
  out.latency = latency;
  out.loss = loss;
  out.duplication = duplication;
  out.reordering = reordering;
  return out;
}

WorldPlan one_engine(const Network& path = network({2ms, 2ms})) {
  WorldPlan plan{.seed = 7, .processes = 2};
  plan.nodes.push_back({.endpoint = {"10.0.0.1", 2223}, .engine = 0, .host_exists = true});
  plan.nodes.push_back({.endpoint = {"10.0.0.1", 9}, .engine = {}, .host_exists = true});
  plan.nodes.push_back({.endpoint = {"10.9.9.9", 2223}, .engine = {}, .host_exists = false});
  plan.engines.push_back({.name = "a", .endpoint = {"10.0.0.1", 2223}, .network = path});
  return plan;
}

struct Fixture {
  explicit Fixture(WorldPlan plan = one_engine()) : world(std::move(plan)), recorder(world) {}
  VirtualWorld world;
  test::WorldRecorder recorder;
};

}  // namespace

BOOST_AUTO_TEST_CASE(equal_times_are_served_in_order_of_scheduling) {
  Fixture f;
  for (const std::uint32_t index : {5U, 1U, 9U, 3U, 7U}) f.world.schedule(f.world.start() + 1s, {.index = index});
  f.world.schedule(f.world.start() + 500ms, {.index = 2});
  f.recorder.run(6);
  const Texts expected{"timer 0/2", "timer 0/5", "timer 0/1", "timer 0/9", "timer 0/3", "timer 0/7"};
  BOOST_TEST(f.recorder.texts() == expected, boost::test_tools::per_element());
  BOOST_TEST(!*f.world.step(f.recorder));
}

BOOST_AUTO_TEST_CASE(a_request_is_answered_after_both_paths) {
  Fixture f;
  const auto socket = f.world.socket_of(1, 0);
  BOOST_TEST(f.world.send(socket, "hello") == 0);
  BOOST_TEST(!f.world.await(socket, f.world.now() + 1s).has_value());
  f.recorder.run(2);
  const Texts expected{"engine 0 got hello", "process 1 datagram re hello"};
  BOOST_TEST(f.recorder.texts() == expected, boost::test_tools::per_element());
  BOOST_TEST(f.recorder.happenings[0].at.count() == Duration(2ms).count());
  BOOST_TEST(f.recorder.happenings[1].at.count() == Duration(4ms).count());
  BOOST_TEST(!*f.world.step(f.recorder) == false);  // the lazy deadline entry is still there and must fire nothing
  BOOST_TEST(f.recorder.happenings.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_dead_process_is_refused_by_its_host_and_a_dead_host_is_silent) {
  Fixture f;
  const auto socket = f.world.socket_of(0, 0);
  BOOST_TEST(f.world.set_reach(0, {.process_up = false}).has_value());
  f.world.send(socket, "x");
  f.world.await(socket, f.world.now() + 1s);
  f.recorder.run(1);
  BOOST_TEST(f.recorder.happenings.at(0).what == "process 0 socket error " + std::to_string(ECONNREFUSED));
  BOOST_TEST(f.recorder.happenings.at(0).at.count() == Duration(4ms).count());
  // The error stays pending: the next send reports it and sends nothing, the one after goes out.
  BOOST_TEST(f.world.send(socket, "y") == ECONNREFUSED);
  BOOST_TEST(f.world.set_reach(0, {.process_up = true, .host_up = false}).has_value());
  BOOST_TEST(f.world.send(socket, "z") == 0);
  f.world.await(socket, f.world.now() + 1s);
  f.recorder.run(2);
  BOOST_TEST(f.recorder.happenings.at(1).what == "process 0 timeout");
  BOOST_TEST(f.recorder.happenings.at(1).at.count() == Duration(1004ms).count());
}

BOOST_AUTO_TEST_CASE(nobody_listens_closed_port_against_unknown_host) {
  Fixture f;
  const auto closed = f.world.socket_of(0, 1), unknown = f.world.socket_of(1, 2);
  f.world.send(closed, "x");
  f.world.send(unknown, "x");
  f.world.await(closed, f.world.now() + 1s);
  f.world.await(unknown, f.world.now() + 1s);
  f.recorder.run(2);
  BOOST_TEST(f.recorder.happenings.at(0).what == "process 0 socket error " + std::to_string(ECONNREFUSED));
  BOOST_TEST(f.recorder.happenings.at(1).what == "process 1 timeout");
}

BOOST_AUTO_TEST_CASE(request_and_reply_path_are_cut_apart) {
  Fixture f;
  const auto socket = f.world.socket_of(0, 0);
  BOOST_TEST(f.world.set_reach(0, {.requests_pass = false}).has_value());
  f.world.send(socket, "lost on the way there");
  f.world.await(socket, f.world.now() + 10ms);
  f.recorder.run(1);
  BOOST_TEST(f.world.set_reach(0, {.replies_pass = false}).has_value());
  f.world.send(socket, "q");
  f.world.await(socket, f.world.now() + 10ms);
  f.recorder.run(3);
  const Texts expected{"process 0 timeout", "engine 0 got q", "process 0 timeout"};
  BOOST_TEST(f.recorder.texts() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(unread_datagrams_wait_and_drain_throws_them_away) {
  Fixture f;
  const auto socket = f.world.socket_of(0, 0);
  f.world.send(socket, "1");
  f.world.send(socket, "2");
  f.world.schedule(f.world.now() + 10ms, {.index = 1});
  f.recorder.run(3);
  auto first = f.world.await(socket, f.world.now() + 1s);
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(test::WorldRecorder::describe(*first) == "datagram re 1");
  f.world.drain(socket);
  BOOST_TEST(!f.world.await(socket, f.world.now() + 1ms).has_value());
}

BOOST_AUTO_TEST_CASE(an_error_that_came_with_data_is_read_first) {
  Fixture f;
  const auto socket = f.world.socket_of(0, 0);
  f.world.send(socket, "1");
  f.recorder.run(1);  // the engine answers, the reply is under way
  BOOST_TEST(f.world.set_reach(0, {.process_up = false}).has_value());
  f.world.send(socket, "2");
  f.world.schedule(f.world.now() + 10ms, {.index = 1});
  f.recorder.run(2);
  const auto input = f.world.await(socket, f.world.now() + 1s);
  BOOST_REQUIRE(input.has_value());
  BOOST_TEST(test::WorldRecorder::describe(*input) == "receive failed " + std::to_string(ECONNREFUSED));
  const auto next = f.world.await(socket, f.world.now() + 1s);
  BOOST_REQUIRE(next.has_value());
  BOOST_TEST(test::WorldRecorder::describe(*next) == "datagram re 1");
}

BOOST_AUTO_TEST_CASE(a_process_waits_again_with_earlier_and_later_deadlines) {
  Fixture f;
  const auto socket = f.world.socket_of(0, 2);
  const Time start = f.world.now();
  f.world.await(socket, start + 100ms);
  f.recorder.run(1);
  f.world.await(socket, start + 500ms);
  f.recorder.run(2);
  f.world.await(socket, start + 5s);
  f.recorder.on_timer = [&](const Timer&) { f.world.await(socket, start + 700ms); };  // an earlier deadline
  f.world.schedule(start + 600ms, {.index = 1});
  f.recorder.run(4);
  BOOST_TEST(f.recorder.happenings.at(0).at.count() == Duration(100ms).count());
  BOOST_TEST(f.recorder.happenings.at(1).at.count() == Duration(500ms).count());
  BOOST_TEST(f.recorder.happenings.at(3).what == "process 0 timeout");
  BOOST_TEST(f.recorder.happenings.at(3).at.count() == Duration(700ms).count());
  while (*f.world.step(f.recorder)) continue;
  BOOST_TEST(f.recorder.happenings.size() == 4U);
}

BOOST_AUTO_TEST_CASE(too_large_datagrams_are_refused_at_once) {
  Fixture f;
  BOOST_TEST(f.world.send(0, std::string(largest_datagram + 1, 'x')) == EMSGSIZE);
  BOOST_TEST(f.world.send(0, std::string(largest_datagram, 'x')) == 0);
}

BOOST_AUTO_TEST_CASE(loss_and_duplication_come_in_the_configured_part) {
  Fixture f(one_engine(network({1ms, 3ms}, 0.1, 0.2, 0.05)));
  f.recorder.echo = false;
  for (int i = 0; i < 10000; ++i) f.world.send(0, "x");
  f.recorder.run(100000);
  // 10000 * 0.9 * 1.2 = 10800, standard deviation about 46.
  BOOST_TEST(f.recorder.happenings.size() > 10600U);
  BOOST_TEST(f.recorder.happenings.size() < 11000U);
  BOOST_TEST(f.recorder.happenings.front().at >= Duration(1ms));
  BOOST_TEST(f.recorder.happenings.back().at > Duration(3ms));    // some were held back
  BOOST_TEST(f.recorder.happenings.back().at <= Duration(10ms));  // by 2 * 3 ms + 1 ms
}

BOOST_AUTO_TEST_CASE(an_added_engine_does_not_reshuffle_the_others) {
  const Network lossy = network({1ms, 9ms}, 0.3);
  auto plan = one_engine(lossy);
  Fixture alone(plan);
  plan.engines.insert(plan.engines.begin(), {.name = "b", .endpoint = {"10.0.0.2", 2223}, .network = lossy});
  plan.nodes[0].engine = 1;
  Fixture together(plan);
  for (Fixture* f : {&alone, &together}) {
    f->recorder.echo = false;
    for (int i = 0; i < 100; ++i) f->world.send(0, "x");
    f->recorder.run(1000);
  }
  BOOST_REQUIRE(alone.recorder.happenings.size() == together.recorder.happenings.size());
  for (std::size_t i = 0; i < alone.recorder.happenings.size(); ++i)
    BOOST_TEST(alone.recorder.happenings[i].at.count() == together.recorder.happenings[i].at.count());
}

BOOST_AUTO_TEST_CASE(endpoints) {
  BOOST_TEST(parse_endpoint("10.0.0.1:2223")->port == 2223);
  BOOST_TEST(parse_endpoint("10.0.0.1")->port == 22222);
  BOOST_TEST(parse_endpoint("[::1]:99")->host == "::1");
  BOOST_TEST(parse_endpoint("[::1]:99")->port == 99);
  for (const char* bad : {"", ":1", "h:x", "h:70000", "[::1", "[::1]x"}) BOOST_TEST(!parse_endpoint(bad), bad);
}

BOOST_AUTO_TEST_SUITE_END()
