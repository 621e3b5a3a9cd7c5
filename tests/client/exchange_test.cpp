// One exchange on each transport: how often it sends, how long it waits, what counts as the reply (behaviour.md 5).
#include "client/operation/exchange.hpp"

#include <boost/test/unit_test.hpp>
#include <utility>

#include "tests/support/scripted_network.hpp"

BOOST_AUTO_TEST_SUITE(exchange_test)

using namespace rtpe;
using namespace std::chrono_literals;

namespace {

struct Row {
  const char* name;
  std::string url;
  std::function<std::vector<test::Arrival>(const test::Sent&)> arrivals;
  ExchangeOutcome outcome;
  std::size_t sends;
  Duration took;
  std::string payload = {};
};

test::Arrival raw(std::string bytes, Duration after = {}) { return {.after = after, .bytes = std::move(bytes)}; }

std::vector<Row> rows() {
  using S = const test::Sent&;
  using O = ExchangeOutcome;
  const std::string ws = "ws://h:1/", udp = "udp:h:1", unix_url = "unix:/s", tcp = "tcp:h:1";
  return {
      {"udp reply", udp, [](S s) { return std::vector{raw(s.cookie + " x", 3ms)}; }, O::answered, 1, 3ms, "x"},
      {"udp prefix and any byte behind it", udp, [](S s) { return std::vector{raw(s.cookie + "7 x")}; }, O::answered, 1,
       0ms, " x"},
      {"udp stale datagrams restart the wait", udp, [](S) { return std::vector{raw("9 a", 90ms), raw("9 b", 180ms)}; },
       O::timed_out, 3, 840ms},
      {"udp silence", udp, [](S) { return std::vector<test::Arrival>{}; }, O::timed_out, 3, 300ms},
      {"udp empty datagram", udp, [](S) { return std::vector{raw("")}; }, O::empty_datagram, 1, 0ms},
      {"ws reply is seen at the end of a 10 ms step", ws, [](S s) { return std::vector{raw(s.cookie + " x", 3ms)}; },
       O::answered, 1, 10ms, "x"},
      {"ws reply after two steps", ws, [](S s) { return std::vector{raw(s.cookie + " x", 12ms)}; }, O::answered, 1,
       20ms, "x"},
      {"ws is sent once and waits in whole steps", ws, [](S) { return std::vector<test::Arrival>{}; }, O::timed_out, 1,
       100ms},
      {"ws foreign message", ws, [](S) { return std::vector{raw("9_9_9 x", 5ms)}; }, O::mismatch, 1, 5ms},
      {"ws cookie with a tab", ws, [](S s) { return std::vector{raw(s.cookie + "\tx")}; }, O::mismatch, 1, 0ms},
      {"ws cookie alone", ws, [](S s) { return std::vector{raw(s.cookie)}; }, O::mismatch, 1, 0ms},
      {"ws longer cookie", ws, [](S s) { return std::vector{raw(s.cookie + "7 x")}; }, O::mismatch, 1, 0ms},
      {"ws cookie and blank only", ws, [](S s) { return std::vector{raw(s.cookie + " ")}; }, O::answered, 1, 0ms, ""},
      {"ws empty message is none", ws, [](S) { return std::vector{raw("", 5ms)}; }, O::timed_out, 1, 100ms},
      {"ws 200 kB", ws, [](S s) { return std::vector{raw(s.cookie + " " + std::string(200'000, 'x'))}; }, O::answered,
       1, 0ms, std::string(200'000, 'x')},
      {"ws 256 KiB", ws, [](S s) { return std::vector{raw(s.cookie + " " + std::string(262'144, 'x'))}; }, O::mismatch,
       1, 0ms},
      {"ws closed", ws, [](S) { return std::vector{test::Arrival{.kind = test::Arrival::Kind::closed}}; },
       O::receive_failed, 1, 0ms},
      {"unix has no cookie", unix_url, [](S s) { return std::vector{raw("got " + s.dictionary, 7s)}; }, O::answered, 1,
       7s, "got d7:command4:pinge"},
      {"unix end of stream", unix_url,
       [](S) { return std::vector{test::Arrival{.kind = test::Arrival::Kind::closed}}; }, O::receive_failed, 1, 0ms},
      {"tcp ignores foreign messages", tcp,
       [](S s) { return std::vector{raw("9 a", 90ms), raw(s.cookie + " x", 250ms)}; }, O::answered, 1, 250ms, "x"},
      {"tcp is sent once with the patience of all sends", tcp, [](S) { return std::vector{raw("9 a", 90ms)}; },
       O::timed_out, 1, 300ms},
  };
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_transport) {
  for (const auto& row : rows()) {
    BOOST_TEST_CONTEXT(row.name) {
      Parameters parameters;
      parameters.wsapi = "lwsc";
      parameters.rtpengine_sock = {row.url};
      parameters.rtpengine_retr = 3;
      parameters.rtpengine_tout_ms = 100;
      auto proxy = Proxy::configure(parameters, personalities().front(), TcpNodes::accepted);
      BOOST_REQUIRE(proxy);
      BOOST_REQUIRE_EQUAL(proxy->registry.sets().size(), 1U);
      Worker worker;
      test::ScriptedNetwork network(worker);
      bool first = true;
      network.treat = [&](const test::Sent& sent) {
        return test::Treatment{.arrivals = std::exchange(first, false) ||
                                                   row.name == std::string("udp stale datagrams restart the wait")
                                               ? row.arrivals(sent)
                                               : std::vector<test::Arrival>{}};
      };
      Exchange exchange;
      exchange.begin(*proxy, worker, *proxy->registry.sets()[0].nodes[0], Command::ping, "d7:command4:pinge");
      const Time start{1000s};
      const Time end = network.run(exchange, start);
      BOOST_TEST(to_string(exchange.outcome()) == to_string(row.outcome));
      BOOST_TEST(network.sent.size() == row.sends);
      BOOST_TEST((end - start).count() == row.took.count());
      if (row.outcome == ExchangeOutcome::answered) BOOST_TEST((exchange.payload() == row.payload));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_unix_socket_is_waited_for_for_ever) {
  Parameters parameters;
  parameters.rtpengine_sock = {"unix:/s"};
  auto proxy = Proxy::configure(parameters, personalities().front());
  Worker worker;
  Exchange exchange;
  exchange.begin(*proxy, worker, *proxy->registry.sets()[0].nodes[0], Command::ping, "d7:command4:pinge");
  const auto action = exchange.resume(Time(1000s), {});
  BOOST_TEST((action.kind == ActionKind::send));
  BOOST_TEST((action.deadline == Time::max()));
  BOOST_TEST(action.bytes == "d7:command4:pinge");
  BOOST_TEST(worker.next_sequence == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
