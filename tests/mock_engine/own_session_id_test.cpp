// The o= line of SDPs that the engine makes itself: a party keeps its number, another party has another one. Seen on
// rtpengine 10.5.3.5 with 50 ms between the commands; the lane of random sessions cannot see it, for the daemon's clock
// stands still between commands that follow each other at once.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>

#include "mock_engine/engine.hpp"

BOOST_AUTO_TEST_SUITE(own_session_id_test)

using namespace rtpe;
using namespace rtpe::mock;

namespace {

struct Talk : ReplySink {
  /// The o= line of the reply; empty: it has none. 50 ms pass.
  std::string origin(std::string_view pairs) {
    now += std::chrono::milliseconds(50);
    last.clear();
    engine.receive(now, {.transport = Transport::udp, .address = "192.0.2.1", .port = 5},
                   fmt::format("{} d{}e", ++cookie, pairs), *this);
    const auto at = last.find("o=-");
    return at == std::string::npos ? std::string() : last.substr(at, last.find("\r\n", at) - at);
  }
  void reply(std::string_view bytes, Duration /*delay*/) override { last = bytes; }

  Engine engine = *Engine::create({});
  Time now{std::chrono::hours(1)};
  int cookie = 0;
  std::string last;
};

/// A command with an SDP from a host of its own.
std::string with_sdp(std::string_view command, char host) {
  const std::string sdp = fmt::format(
      "v=0\r\no=x 1 1 IN IP4 198.51.100.{0}\r\ns=-\r\nc=IN IP4 198.51.100.{0}\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n",
      host - 'o');
  return fmt::format("7:call-id1:c7:command{}3:sdp{}:{}", command, sdp.size(), sdp);
}

std::string publish(char tag) { return with_sdp(fmt::format("7:publish8:from-tag1:{}", tag), tag); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_party_keeps_its_number) {
  Talk talk;
  const std::string first = talk.origin(publish('p')), other = talk.origin(publish('q'));
  BOOST_TEST(first.starts_with("o=- "), talk.last);
  BOOST_TEST(other.starts_with("o=- "), talk.last);
  BOOST_TEST(first != other);
  BOOST_TEST(talk.origin(publish('p')) == first);
  // A listener to all has its own.
  BOOST_TEST(talk.origin(with_sdp("5:offer8:from-tag1:a", 'r')).empty());
  BOOST_TEST(talk.origin(with_sdp("6:answer8:from-tag1:a6:to-tag1:b", 's')).empty());
  const std::string listens = "7:call-id1:c7:command17:subscribe request5:flagsl3:alle6:to-tag1:w";
  const std::string listener = talk.origin(listens);
  BOOST_TEST(listener.starts_with("o=- "), talk.last);
  BOOST_TEST(listener != first);
  BOOST_TEST(listener != other);
  BOOST_TEST(talk.origin(listens) == listener);
}

BOOST_AUTO_TEST_SUITE_END()
