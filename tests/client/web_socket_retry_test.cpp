// When a ws node is connected to again (behaviour of the module's WebSocket library): after a refusal only when a fixed
// time has passed, whatever the traffic; after a loss at once. The test's times are shorter than the module's.
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/test/unit_test.hpp>

#include "client/sets/node_url.hpp"
#include "client/transport/web_socket_channel.hpp"
#include "tests/support/must.hpp"

BOOST_AUTO_TEST_SUITE(web_socket_retry_test)

using namespace rtpe;
using namespace rtpe::transport;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

namespace {

/// Notes when it is connected to. Hangs up before the handshake until it is told to serve.
class Server {
 public:
  explicit Server(boost::asio::io_context& io)
      : acceptor_(io, tcp::endpoint(boost::asio::ip::make_address("127.76.5.1"), 0)) {
    accept();
  }
  [[nodiscard]] std::string url() const {
    return "ws://127.76.5.1:" + std::to_string(acceptor_.local_endpoint().port()) + "/ng";
  }
  void hang_up() { boost::beast::get_lowest_layer(*stream_).close(); }

  std::vector<Clock::time_point> attempts;
  bool serves = false, open = false;

 private:
  using Stream = boost::beast::websocket::stream<boost::beast::tcp_stream>;
  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error) return;
      attempts.push_back(Clock::now());
      if (serves) {
        stream_ = std::make_unique<Stream>(std::move(socket));
        stream_->async_accept([this](const error_code& failed) { open = !failed; });
      }
      accept();
    });
  }
  tcp::acceptor acceptor_;
  std::unique_ptr<Stream> stream_;
};

struct Fixture {
  static constexpr WebSocketTimes times{.patience = 50ms, .retry_after = 2500ms};
  boost::asio::io_context io;
  Server server{io};
  Node node = [this] {
    Node made;
    made.url = server.url();
    made.scheme = Scheme::ws;
    return made;
  }();
  std::unique_ptr<Channel> channel = test::must(open_web_socket_channel(io, node, {}, times));

  /// Sends and returns 0 or the error number.
  int send() {
    std::optional<int> outcome;
    channel->send("c1 d7:command4:pinge", [&](int error) { outcome = error; });
    run_until([&] { return outcome.has_value(); });
    return outcome.value_or(-1);
  }
  template <class Condition>
  void run_until(Condition condition) {
    const auto deadline = Clock::now() + 60s;
    io.restart();
    while (!condition() && Clock::now() < deadline) io.run_one_for(100ms);
    BOOST_REQUIRE(condition());
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(the_module_s_times_are_the_default) {
  BOOST_CHECK(WebSocketTimes{}.patience == 2s);
  BOOST_CHECK(WebSocketTimes{}.retry_after == 30s);
}

BOOST_FIXTURE_TEST_CASE(a_refused_connection_is_tried_again_after_a_fixed_time_whatever_the_traffic, Fixture) {
  const auto began = Clock::now();
  for (int command = 0; command < 5; ++command) {
    BOOST_TEST(send() == ETIMEDOUT);
    if (Clock::now() - began < times.retry_after) BOOST_TEST(server.attempts.size() == 1U);
  }
  BOOST_CHECK(Clock::now() - began >= 5 * times.patience);
  server.serves = true;
  run_until([this] { return server.open; });
  BOOST_TEST(server.attempts.size() == 2U);
  BOOST_CHECK(server.attempts[1] - server.attempts[0] >= times.retry_after);
  BOOST_TEST(send() == 0);
}

BOOST_FIXTURE_TEST_CASE(a_lost_connection_is_opened_again_at_once, Fixture) {
  server.serves = true;
  BOOST_TEST(send() == 0);
  const auto lost = Clock::now();
  server.open = false;
  server.hang_up();
  run_until([this] { return server.open; });
  BOOST_TEST(server.attempts.size() == 2U);
  // Not after the time that a refusal costs; on a busy machine it may well take a part of it.
  BOOST_CHECK(server.attempts[1] - lost < times.retry_after);
  BOOST_TEST(send() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
