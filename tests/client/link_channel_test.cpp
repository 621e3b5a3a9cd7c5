// A proxy over real sockets whose messages a link loses, delays and repeats.
#include "client/transport/link_channel.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "client/transport/asio_driver.hpp"
#include "tests/support/must.hpp"
#include "tests/support/sip_text.hpp"
#include "tests/support/small_engine.hpp"

BOOST_AUTO_TEST_SUITE(link_channel_test)

using namespace rtpe;
using namespace std::chrono_literals;
using transport::Way;

namespace {

/// Does with the next messages what `plan` says, then nothing special; counts all.
struct PlannedLink : transport::Link {
  std::vector<std::vector<Duration>> to_node, from_node;
  std::size_t sent = 0, came = 0;
  std::vector<Duration> current;

  std::span<const Duration> pass(const proxy::Process&, const Node&, Way way, std::string_view) override {
    auto& plan = way == Way::to_node ? to_node : from_node;
    const auto number = (way == Way::to_node ? sent : came)++;
    current = number < plan.size() ? plan[number] : std::vector<Duration>{Duration{}};
    return current;
  }
};

struct Driver final : transport::AsioDriver {
  using AsioDriver::AsioDriver;
  std::optional<bool> went_well;
  void finished(Time, proxy::Message&, const proxy::MessageFate& fate) override { went_well = fate.failure.empty(); }
};

/// One offer through `link` to an engine; true: it was answered.
bool offer(std::string_view scheme, PlannedLink& link, std::size_t& received) {
  boost::asio::io_context io;
  const auto engine = scheme == "udp"    ? test::udp_engine(io, "127.0.0.1")
                      : scheme == "tcp"  ? test::tcp_engine(io)
                      : scheme == "unix" ? test::unix_engine(io, fmt::format("/tmp/rtpe-lab-link-{}", ::getpid()))
                                         : test::web_socket_engine(io);
  Parameters parameters;
  parameters.rtpengine_sock = {engine->url()};
  parameters.rtpengine_tout_ms = 200;
  parameters.rtpengine_retr = 2;
  parameters.aggressive_redetection = 0;
  parameters.wsapi = "lwsc";
  auto shared = test::must(Proxy::configure(parameters, *find_personality("kamailio-5.6"), TcpNodes::accepted));
  transport::AsioDriverOptions options;
  options.open = [&](const proxy::Process& process, const Node& node) -> Expected<std::unique_ptr<transport::Channel>> {
    auto inner = transport::open_channel(io, node, {});
    if (!inner) return inner;
    return transport::make_link_channel(io, std::move(*inner), process, node, link);
  };
  Driver driver(io, shared, std::move(options));
  proxy::RouteRule rule{.method = "*"};
  rule.statements.push_back(test::must(script::parse_statement("rtpengine_offer()", *shared.personality)));
  proxy::ProxyMachine machine(shared, driver,
                              {.sip = {.workers = 1, .routing = {rule}}, .startup_pings = proxy::StartupPings::none});
  driver.attach(machine);
  machine.start(driver.now());
  sip::ParsedMessage invite;
  test::parse_into({}, invite);
  proxy::Message message{.sip = &invite.message};
  machine.submit(driver.now(), message);
  while (!driver.went_well && io.run_one() > 0) continue;
  driver.end();
  received = engine->received.size();
  return driver.went_well.value_or(false);
}

}  // namespace

BOOST_DATA_TEST_CASE(what_passes_arrives, boost::unit_test::data::make({"udp", "tcp", "unix", "ws"}), scheme) {
  PlannedLink link;
  std::size_t received = 0;
  BOOST_TEST(offer(scheme, link, received));
  BOOST_TEST(received == 1U);
  BOOST_TEST(link.sent == 1U);
  BOOST_TEST(link.came == 1U);
}

BOOST_DATA_TEST_CASE(what_is_delayed_arrives_later, boost::unit_test::data::make({"udp", "tcp", "unix", "ws"}),
                     scheme) {
  PlannedLink link;
  link.to_node = {{30ms}};
  link.from_node = {{40ms}};
  std::size_t received = 0;
  const auto began = std::chrono::steady_clock::now();
  BOOST_TEST(offer(scheme, link, received));
  BOOST_TEST((std::chrono::steady_clock::now() - began >= 70ms));
  BOOST_TEST(received == 1U);
}

BOOST_AUTO_TEST_CASE(a_lost_request_is_repeated_and_a_lost_reply_too) {
  PlannedLink link;
  link.to_node = {{}};
  std::size_t received = 0;
  BOOST_TEST(offer("udp", link, received));
  BOOST_TEST(link.sent == 2U);
  BOOST_TEST(received == 1U);

  PlannedLink back;
  back.from_node = {{}};
  BOOST_TEST(offer("udp", back, received));
  BOOST_TEST(back.came == 2U);
  BOOST_TEST(received == 2U);
}

BOOST_AUTO_TEST_CASE(all_lost_is_silence) {
  PlannedLink link;
  link.to_node = {{}, {}};
  std::size_t received = 0;
  BOOST_TEST(!offer("udp", link, received));
  BOOST_TEST(link.sent == 2U);
  BOOST_TEST(received == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_repeated_arrives_twice) {
  PlannedLink link;
  link.to_node = {{Duration{}, Duration{}}};
  link.from_node = {{20ms}};  // so that the second request has its time
  std::size_t received = 0;
  BOOST_TEST(offer("udp", link, received));
  BOOST_TEST(received == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
