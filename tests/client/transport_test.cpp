// The client over real sockets on loopback: every transport, failover, failures of each transport's own kind.
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "client/transport/client.hpp"
#include "tests/support/must.hpp"
#include "tests/support/sip_text.hpp"
#include "tests/support/small_engine.hpp"

BOOST_AUTO_TEST_SUITE(transport_test)

using namespace rtpe;
using transport::Client;
using transport::ClientOptions;

namespace {

std::string invite(const std::string& call_id) { return test::SipText{.call_id = call_id}.text(); }
std::string ok(const std::string& call_id) {
  return test::SipText{.status = 200, .call_id = call_id, .to_tag = "tt"}.text();
}
/// A message of a call that stands, without SDP.
std::string in_call(const std::string& method, const std::string& call_id) {
  return test::SipText{.method = method, .call_id = call_id, .to_tag = "tt", .body = ""}.text();
}

Parameters quick(std::string_view sock) {
  Parameters parameters;
  parameters.rtpengine_sock = {std::string(sock)};
  parameters.rtpengine_tout_ms = 300;
  parameters.rtpengine_retr = 2;
  parameters.wsapi = "lwsc";
  return parameters;
}

std::string socket_path() { return "/tmp/rtpe-lab-transport-" + std::to_string(::getpid()); }

std::unique_ptr<test::SmallEngine> engine_of(std::string_view transport, boost::asio::io_context& io) {
  if (transport == "udp") return test::udp_engine(io, "127.0.0.1");
  if (transport == "udp6") return test::udp_engine(io, "::1");
  if (transport == "unix") return test::unix_engine(io, socket_path());
  if (transport == "tcp") return test::tcp_engine(io);
  return transport == "ws" ? test::web_socket_engine(io) : test::secure_web_socket_engine(io);
}

constexpr std::array transports = {"udp", "udp6", "unix", "tcp", "ws", "wss"};

}  // namespace

BOOST_DATA_TEST_CASE(a_whole_call_over_each_transport, boost::unit_test::data::make(transports), transport) {
  boost::asio::io_context io;
  const auto engine = engine_of(transport, io);
  auto client = Client::open(io, {.parameters = quick(engine->url())});
  BOOST_REQUIRE(client.has_value());
  BOOST_TEST(client->warnings().empty());

  const auto offered = test::must(client->call("rtpengine_offer(\"replace-origin\")", invite("c1")));
  BOOST_TEST(offered.rc == 1, offered.failure);
  BOOST_TEST(offered.body.value_or("none") == "v=0\r\nc=IN IP4 203.0.113.1");
  BOOST_TEST(offered.node == engine->url());
  BOOST_TEST(client->proxy().table.total() == 1U);
  BOOST_TEST(client->call("rtpengine_answer()", ok("c1"))->rc == 1);
  BOOST_TEST(client->call("rtpengine_delete()", in_call("BYE", "c1"))->rc == 1);
  BOOST_TEST(client->proxy().table.total() == 0U);
  BOOST_TEST(engine->received.size() == 3U);
  const bool cookie = std::string_view(transport) != "unix";
  BOOST_TEST((engine->received.front().front() == 'd') == !cookie);
}

BOOST_DATA_TEST_CASE(silence_fails_after_the_transport_s_own_patience,
                     boost::unit_test::data::make({"udp", "udp6", "ws", "tcp"}), transport) {
  boost::asio::io_context io;
  const auto engine = engine_of(transport, io);
  engine->answer = [](std::string_view) { return std::vector<std::string>{}; };
  Parameters parameters = quick(engine->url());
  parameters.aggressive_redetection = 0;
  auto client = Client::open(io, {.parameters = parameters});
  const auto reply = client->call("rtpengine_query()", in_call("INVITE", "c2"));
  BOOST_TEST(reply->rc == -1);
  const bool repeats = std::string_view(transport).starts_with("udp");
  BOOST_TEST(engine->received.size() == (repeats ? 2U : 1U));
  BOOST_TEST(client->proxy().registry.sets().front().nodes.front()->disabled);
}

BOOST_AUTO_TEST_CASE(a_closed_port_fails_at_once_and_the_call_goes_to_the_next_node) {
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  std::string closed;
  {
    closed = test::udp_engine(io, "127.0.0.1")->url();
  }
  Parameters parameters = quick(closed + "=1000 " + engine->url() + "=1");
  parameters.rtpengine_tout_ms = 5000;
  auto client = Client::open(io, {.parameters = parameters});
  const auto reply = client->call("rtpengine_offer()", invite("a"));
  BOOST_TEST(reply->rc == 1, reply->failure);
  BOOST_TEST(reply->node == engine->url());
  BOOST_TEST(client->proxy().registry.sets().front().nodes.front()->disabled);
}

BOOST_DATA_TEST_CASE(a_silent_node_costs_its_patience_and_the_call_goes_to_the_next_node,
                     boost::unit_test::data::make({"udp", "ws"}), transport) {
  boost::asio::io_context io;
  const auto silent = engine_of(transport, io), engine = test::udp_engine(io, "127.0.0.1");
  silent->answer = [](std::string_view) { return std::vector<std::string>{}; };
  const auto sock = [](const test::SmallEngine& of, const char* weight) { return of.url() + "=" + weight; };
  auto client = Client::open(io, {.parameters = quick(sock(*silent, "1000") + " " + sock(*engine, "1"))});
  const auto begin = std::chrono::steady_clock::now();
  const auto first = client->call("rtpengine_offer()", invite("a"));
  // UDP sends rtpengine_retr times, the others once (behaviour.md 5.4).
  const int sends = std::string_view(transport) == "udp" ? 2 : 1;
  BOOST_TEST((std::chrono::steady_clock::now() - begin >= sends * std::chrono::milliseconds(290)));
  BOOST_TEST(first->rc == 1, first->failure);
  BOOST_TEST(first->node == engine->url());
  BOOST_TEST(silent->received.size() == static_cast<std::size_t>(sends));
  // It is down now: the next call does not ask it.
  BOOST_TEST(client->call("rtpengine_offer()", invite("b"))->node == engine->url());
  BOOST_TEST(silent->received.size() == static_cast<std::size_t>(sends));
  // It answers again and is told so: its calls go there.
  silent->answer = test::answer_well;
  BOOST_TEST(client->control({.command = control::ControlCommand::enable}).status.value().status == "enable");
  BOOST_TEST(client->call("rtpengine_offer()", invite("a2"))->node == silent->url());
}

BOOST_AUTO_TEST_CASE(late_and_foreign_datagrams_are_ignored_over_udp) {
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  engine->answer = [](std::string_view message) {
    return std::vector<std::string>{"other d6:result2:oke", test::answer_well(message).front(),
                                    test::answer_well(message).front()};
  };
  auto client = Client::open(io, {.parameters = quick(engine->url())});
  for (const char* call_id : {"a", "b", "c"}) {
    const auto reply = client->call("rtpengine_offer()", invite(call_id));
    BOOST_TEST(reply->rc == 1, reply->failure);
  }
  BOOST_TEST(engine->received.size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_foreign_message_fails_a_web_socket_exchange) {
  boost::asio::io_context io;
  const auto engine = test::web_socket_engine(io);
  auto client = Client::open(io, {.parameters = quick(engine->url())});
  engine->answer = [](std::string_view message) {
    return message.find("ping") != std::string_view::npos ? test::answer_well(message)
                                                          : std::vector<std::string>{"other d6:result2:oke"};
  };
  BOOST_TEST(client->call("rtpengine_query()", in_call("INVITE", "c"))->rc == -1);
  engine->answer = test::answer_well;
  BOOST_TEST(client->call("rtpengine_query()", in_call("INVITE", "c"))->rc == 1);
}

BOOST_AUTO_TEST_CASE(a_refused_web_socket_costs_two_seconds_and_is_not_tried_again_soon) {
  boost::asio::io_context io;
  std::string closed;
  {
    closed = test::web_socket_engine(io)->url();
  }
  Parameters parameters = quick(closed);
  parameters.aggressive_redetection = 0;
  auto client = Client::open(io, {.parameters = parameters});
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(client->call("rtpengine_query()", in_call("INVITE", "c"))->rc == -1);
  BOOST_TEST((std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds(1990)));
}

BOOST_AUTO_TEST_CASE(a_tcp_host_that_takes_no_connections_costs_two_seconds) {
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  // A queue of one connection that nobody accepts: the kernel ignores what comes next, for two minutes.
  const boost::asio::ip::tcp::endpoint full(boost::asio::ip::make_address("127.76.5.2"), 0);
  boost::asio::ip::tcp::acceptor acceptor(io);
  acceptor.open(full.protocol());
  acceptor.bind(full);
  acceptor.listen(0);
  boost::asio::ip::tcp::socket first(io);
  first.connect(acceptor.local_endpoint());
  const std::string url = "tcp:127.76.5.2:" + std::to_string(acceptor.local_endpoint().port());
  auto client = Client::open(io, {.parameters = quick(url + "=1000 " + engine->url() + "=1")});
  const auto begin = std::chrono::steady_clock::now();
  const auto reply = client->call("rtpengine_offer()", invite("a"));
  const auto took = std::chrono::steady_clock::now() - begin;
  BOOST_TEST((took >= std::chrono::milliseconds(1990)));
  BOOST_TEST((took < std::chrono::seconds(60)));
  BOOST_TEST(reply->node == engine->url(), reply->failure);
}

BOOST_AUTO_TEST_CASE(workers_run_side_by_side_and_calls_queue_behind_them) {
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  auto client = Client::open(io, {.parameters = quick(engine->url()), .workers = 2, .most_queued = 3});
  int done = 0, refused = 0;
  for (int i = 0; i < 8; ++i)
    client->async_call("rtpengine_query()", in_call("INVITE", "c" + std::to_string(i)), {},
                       [&](const Expected<transport::Reply>& reply) { reply && reply->rc == 1 ? ++done : ++refused; });
  io.restart();
  while (done + refused < 8 && io.run_one() > 0) continue;
  BOOST_TEST(done == 5);
  BOOST_TEST(refused == 3);
}

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_resolved_is_skipped_with_a_warning) {
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  auto client = Client::open(io, {.parameters = quick("udp:no.such.host.invalid:2223=1000 " + engine->url() + "=1")});
  BOOST_REQUIRE(client.has_value());
  BOOST_TEST(client->warnings().size() == 1U);
  const auto reply = client->call("rtpengine_offer()", invite("a"));
  BOOST_TEST(reply->rc == 1, reply->failure);
  BOOST_TEST(reply->node == engine->url());
}

BOOST_AUTO_TEST_CASE(control_commands_run_in_a_process_of_their_own) {
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  auto client = Client::open(io, {.parameters = quick(engine->url())});
  const auto disabled = client->control({.command = control::ControlCommand::enable, .url = engine->url(), .flag = 0});
  BOOST_TEST(disabled.status.value().status == "disable");
  const auto shown = client->control({.command = control::ControlCommand::show});
  BOOST_REQUIRE(shown.rows.size() == 1U);
  BOOST_TEST(shown.rows.front().permanent);
  BOOST_TEST(client->call("rtpengine_query()", in_call("INVITE", "c"))->rc == -1);
  BOOST_TEST(client->control({.command = control::ControlCommand::enable}).status.value().status == "enable");
  BOOST_TEST(client->call("rtpengine_query()", in_call("INVITE", "c"))->rc == 1);
}

BOOST_AUTO_TEST_CASE(the_ping_timer_of_6_0_brings_a_node_back) {
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  Parameters parameters = quick(engine->url());
  parameters.ping_interval = 1;
  parameters.aggressive_redetection = 0;
  auto client = test::must(Client::open(io, {.personality = "kamailio-6.0", .parameters = parameters}));
  engine->answer = [](std::string_view) { return std::vector<std::string>{}; };
  BOOST_TEST(client.call("rtpengine_query()", in_call("INVITE", "c"))->rc == -1);
  engine->answer = test::answer_well;
  const auto& node = *client.proxy().registry.sets().front().nodes.front();
  BOOST_TEST(node.disabled);
  io.restart();
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
       node.disabled && std::chrono::steady_clock::now() < end;)
    io.run_one();
  BOOST_TEST(!node.disabled);
  BOOST_TEST(client.call("rtpengine_query()", in_call("INVITE", "c"))->rc == 1);
}

BOOST_AUTO_TEST_CASE(mistakes_of_the_caller_come_back_as_errors) {
  boost::asio::io_context io;
  auto client = Client::open(io, {.parameters = quick("udp:127.0.0.1:9")});
  BOOST_TEST(!client->call("rtpengine_ofer()", in_call("INVITE", "c")).has_value());
  BOOST_TEST(!client->call("rtpengine_offer()", "nonsense").has_value());
  BOOST_TEST(!Client::open(io, {.personality = "kamailio-4"}).has_value());
  BOOST_TEST(!Client::open(io, {.rtpengine_sock = {"x == udp:1.2.3.4"}}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
