// The real world: what is inside it travels by the machine's clock.
#include "scenarios/world/real_world.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/world_recorder.hpp"

BOOST_AUTO_TEST_SUITE(real_world_test)

using namespace rtpe;
using namespace rtpe::scenario::world;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(what_is_sent_takes_its_time) {
  RealWorld world(7);
  test::WorldRecorder recorder(world);
  Network& network = world.network();
  const auto sender = network.open({"192.0.2.1", 5060}, Protocol::sip, network.add_site({"a", Role::party}), recorder);
  const auto receiver =
      network.open({"192.0.2.2", 5060}, Protocol::sip, network.add_site({"b", Role::party}), recorder);
  network.add({.latency = DurationRange{20ms, 20ms}});
  world.send(sender, receiver, "hello");
  world.at(world.now() + 5ms, recorder.id(), 1);
  recorder.run(2, 5s);
  BOOST_TEST(recorder.texts() == (std::vector<std::string>{"woken 1", "192.0.2.2:5060 got hello"}),
             boost::test_tools::per_element());
  BOOST_TEST(recorder.happenings[0].at >= Duration(5ms));
  BOOST_TEST(recorder.happenings[1].at >= Duration(20ms));
}

BOOST_AUTO_TEST_CASE(sockets_have_a_context_and_can_end_the_run) {
  RealWorld world(7);
  bool posted = false;
  boost::asio::post(world.context(), [&] { posted = true; });
  BOOST_TEST(*world.step());
  BOOST_TEST(posted);
  world.break_down({.message = "the listener is gone"});
  const auto stepped = world.step();
  BOOST_REQUIRE(!stepped.has_value());
  BOOST_TEST(stepped.error().message == "the listener is gone");
}

BOOST_AUTO_TEST_SUITE_END()
