// The engine inside a test program: what it was asked, its rules, and what cannot be started.
#include "mock_engine/transport/test_engine.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/loopback.hpp"

BOOST_AUTO_TEST_SUITE(test_engine_test)

using namespace rtpe;
using test::ClientSocket;

namespace {

mock::TestEngine started(mock::TestEngineOptions options = {}) {
  auto engine = mock::TestEngine::start(std::move(options));
  if (!engine) BOOST_FAIL(engine.error().text());
  return std::move(*engine);
}

const std::string offer =
    "d7:call-id1:x7:command5:offer8:from-tag1:a3:sdp87:v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
    "t=0 0\r\nm=audio 4000 RTP/AVP 0\r\ne";

class Asker {
 public:
  explicit Asker(const mock::TestEngine& engine)
      : socket_(ClientSocket::Kind::datagram,
                {.kind = mock::ListenKind::udp, .address = "127.0.0.1", .port = engine.port()}) {}
  std::string ask(const std::string& message) {
    socket_.send(message);
    return socket_.receive();
  }

 private:
  ClientSocket socket_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(it_tells_what_it_was_asked) {
  const auto engine = started();
  BOOST_TEST(engine.url() == "udp:127.0.0.1:" + std::to_string(engine.port()));
  Asker asker(engine);
  BOOST_TEST(asker.ask("c1 d7:command4:pinge") == "c1 d6:result4:ponge");
  BOOST_TEST(asker.ask("c2 " + offer).starts_with("c2 d"));
  BOOST_TEST(asker.ask("c3 no dictionary").starts_with("c3 d"));
  const auto all = engine.requests(), offers = engine.requests("offer");
  BOOST_REQUIRE(all.size() == 3U);
  BOOST_TEST(all[0].command == "ping");
  BOOST_TEST(all[0].cookie == "c1");
  BOOST_TEST((*all[0].reply.find("result") == bencode::Value("pong")));
  BOOST_TEST((all[2].request == bencode::Value()));
  BOOST_REQUIRE(offers.size() == 1U);
  BOOST_TEST(offers[0].call_id == "x");
  BOOST_TEST(offers[0].from_tag == "a");
  BOOST_TEST((offers[0].request.find("sdp") != nullptr && offers[0].reply.find("sdp") != nullptr));
  BOOST_TEST(engine.calls() == 1U);
}

BOOST_AUTO_TEST_CASE(rules_act_and_start_anew) {
  auto engine = started({.rules = "[[rule]]\nmatch = { command = \"ping\" }\nfirst = 1\ndo = \"drop-request\"\n"});
  Asker asker(engine);
  asker.ask("c1 " + offer);
  for (const std::string cookie : {"c2", "c3"}) {
    ClientSocket lost(ClientSocket::Kind::datagram,
                      {.kind = mock::ListenKind::udp, .address = "127.0.0.1", .port = engine.port()});
    lost.send(cookie + " d7:command4:pinge");
    BOOST_TEST(engine.wait_for(1, "ping").size() == 1U);
    BOOST_TEST(asker.ask(cookie + "a d7:command4:pinge") == cookie + "a d6:result4:ponge");
    engine.reset();
    BOOST_TEST(engine.requests().empty());
    BOOST_TEST(engine.calls() == 1U);
  }
  BOOST_TEST(engine.wait_for(1, "", 0).empty());
}

BOOST_AUTO_TEST_CASE(the_oldest_requests_are_forgotten_first) {
  const auto engine = started({.remembered = 2});
  Asker asker(engine);
  for (const std::string cookie : {"c1", "c2", "c3"}) asker.ask(cookie + " d7:command4:pinge");
  const auto left = engine.requests();
  BOOST_REQUIRE(left.size() == 2U);
  BOOST_TEST(left[0].cookie == "c2");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_started_says_why) {
  const auto rules = mock::TestEngine::start({.rules = "[[rule]]\ndo = \"dorp-reply\"\n"});
  BOOST_REQUIRE(!rules.has_value());
  BOOST_TEST(rules.error().text().find("rules:2:") != std::string::npos, rules.error().text());
  const auto address = mock::TestEngine::start({.address = "192.0.2.77"});
  BOOST_REQUIRE(!address.has_value());
  BOOST_TEST((address.error().kind == ErrorKind::missing), address.error().text());
}

BOOST_AUTO_TEST_SUITE_END()
