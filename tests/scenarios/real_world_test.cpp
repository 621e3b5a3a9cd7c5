// The real world on loopback: echo, closed port, cut paths, set-up errors.
#include "scenarios/world/real_world.hpp"

#include <boost/test/unit_test.hpp>
#include <cerrno>

#include "tests/support/world_recorder.hpp"

BOOST_AUTO_TEST_SUITE(real_world_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace std::chrono_literals;
using Texts = std::vector<std::string>;

namespace {

WorldPlan plan_for(std::uint16_t port) {
  WorldPlan plan{.seed = 7, .processes = 1};
  plan.nodes.push_back({.endpoint = {"127.16.1.1", port}, .engine = 0, .host_exists = true});
  plan.engines.push_back({.name = "a", .endpoint = {"127.16.1.1", port}, .network = Network{}});
  plan.engines[0].network.latency = {0ms, 0ms};
  return plan;
}

}  // namespace

BOOST_AUTO_TEST_CASE(echo_crash_and_return) {
  auto opened = open_real_world(plan_for(22301));
  BOOST_REQUIRE(opened.has_value());
  World& world = **opened;
  test::WorldRecorder recorder(world);
  world.send(0, "hello");
  auto there = world.await(0, world.now() + 5s);
  recorder.run(there ? 1 : 2);
  BOOST_TEST(recorder.texts().back() == "process 0 datagram re hello");

  BOOST_TEST(world.set_reach(0, {.process_up = false}).has_value());
  BOOST_TEST(world.send(0, "anybody?") == 0);
  recorder.happenings.clear();
  auto refused = world.await(0, world.now() + 5s);
  if (!refused) {
    recorder.run(1);
    BOOST_TEST(recorder.texts().back() == "process 0 socket error " + std::to_string(ECONNREFUSED));
  } else {
    BOOST_TEST(test::WorldRecorder::describe(*refused) == "socket error " + std::to_string(ECONNREFUSED));
  }
  BOOST_TEST(world.send(0, "pending") == ECONNREFUSED);  // the kernel's error belongs to this send

  BOOST_TEST(world.set_reach(0, {}).has_value());
  recorder.happenings.clear();
  BOOST_TEST(world.send(0, "again") == 0);
  there = world.await(0, world.now() + 5s);
  recorder.run(2);
  BOOST_TEST(recorder.texts().back() == "process 0 datagram re again");
}

BOOST_AUTO_TEST_CASE(cut_paths_and_dead_hosts_are_silent) {
  const std::vector<Reach> silent{
      {.host_up = false}, {.requests_pass = false}, {.replies_pass = false}, {.process_up = false, .host_up = false}};
  for (const Reach& reach : silent) {
    auto opened = open_real_world(plan_for(22302));
    BOOST_REQUIRE(opened.has_value());
    World& world = **opened;
    test::WorldRecorder recorder(world);
    BOOST_TEST(world.set_reach(0, reach).has_value());
    BOOST_TEST(world.send(0, "x") == 0);
    BOOST_TEST(!world.await(0, world.now() + 20ms).has_value());
    recorder.run(reach.host_up && reach.requests_pass ? 2 : 1);
    BOOST_TEST(recorder.texts().back() == "process 0 timeout");
  }
}

BOOST_AUTO_TEST_CASE(drain_reads_what_is_there) {
  auto opened = open_real_world(plan_for(22303));
  BOOST_REQUIRE(opened.has_value());
  World& world = **opened;
  test::WorldRecorder recorder(world);
  world.send(0, "1");
  world.send(0, "2");
  world.schedule(world.now() + 20ms, {.index = 1});
  recorder.run(3);
  auto first = world.await(0, world.now() + 1s);
  BOOST_REQUIRE(first.has_value());
  BOOST_TEST(test::WorldRecorder::describe(*first) == "datagram re 1");
  world.drain(0);
  BOOST_TEST(!world.await(0, world.now() + 10ms).has_value());
  recorder.run(4);
  BOOST_TEST(recorder.texts().back() == "process 0 timeout");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_set_up_is_a_missing_thing) {
  const auto holder = open_real_world(plan_for(22304));
  BOOST_REQUIRE(holder.has_value());
  struct Row {
    WorldPlan plan;
    std::string_view text;
  };
  std::vector<Row> rows{{plan_for(22304), "port is in use"},
                        {plan_for(22305), "not an address of this machine"},
                        {plan_for(22306), "not a numeric address"},
                        {plan_for(22307), "no engine of the scenario"}};
  rows[1].plan.engines[0].endpoint.host = rows[1].plan.nodes[0].endpoint.host = "192.0.2.77";
  rows[2].plan.engines[0].endpoint.host = rows[2].plan.nodes[0].endpoint.host = "engine.example";
  rows[3].plan.nodes[0] = {.endpoint = {"192.0.2.78", 22307}, .engine = {}, .host_exists = false};
  for (const Row& row : rows) {
    const auto opened = open_real_world(row.plan);
    BOOST_REQUIRE(!opened.has_value());
    BOOST_TEST((opened.error().kind == ErrorKind::missing));
    BOOST_TEST(opened.error().text().find(row.text) != std::string::npos, opened.error().text());
  }
}

BOOST_AUTO_TEST_SUITE_END()
