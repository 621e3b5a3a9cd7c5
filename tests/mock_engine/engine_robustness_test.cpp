// Whatever arrives, the engine answers the next ping, forgets nothing it needs and its memory stays bounded.
#include <boost/random/mersenne_twister.hpp>
#include <boost/test/unit_test.hpp>

#include "mock_engine/engine.hpp"

using namespace rtpe;
using namespace rtpe::mock;

namespace {

/// Raise to 1'000'000 for a long run by hand; this many take a few seconds in a debug build.
constexpr int datagrams = 20'000;

struct LastReply : ReplySink {
  std::string text;
  std::size_t count = 0;
  void reply(std::string_view bytes, Duration) override {
    text = bytes;
    ++count;
  }
};

constexpr Peer peer{.transport = Transport::udp, .address = "127.0.0.1", .port = 40000};

const std::string sdp =
    "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 101\r\n"
    "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";

std::string field(std::string_view text) { return std::to_string(text.size()) + ":" + std::string(text); }

/// Well-formed requests that mutation starts from.
std::vector<std::string> seeds() {
  const std::string call = "7:call-id2:c1", from = "8:from-tag1:a", to = "6:to-tag1:b", body = "3:sdp" + field(sdp);
  std::vector<std::string> out = {"d7:command4:pinge",
                                  "d7:command5:offer" + call + from + body + "e",
                                  "d7:command6:answer" + call + from + to + body + "e",
                                  "d7:command5:offer" + call + from + body +
                                      "5:flagsl13:trust-addresse3:ICE5:force18:transport-protocol9:RTP/SAVPe",
                                  "d7:command6:delete" + call + from + "e",
                                  "d7:command5:query" + call + "e",
                                  "d7:command4:liste",
                                  "d7:command10:statisticse",
                                  "d7:command17:subscribe request" + call + from + "e",
                                  "d7:command7:publish7:call-id1:p" + from + body + "e",
                                  "d7:command11:block media" + call + from + "e",
                                  "{\"command\":\"query\",\"call-id\":\"c1\"}",
                                  "{\"command\":\"ping\",\"x\":[1,true,{\"a\":\"b\"}]}"};
  return out;
}

class Mutator {
 public:
  explicit Mutator(std::uint32_t seed) : random_(seed), seeds_(mock_seeds()) {}
  std::string next() {
    std::string message = seeds_[random_() % seeds_.size()];
    const std::uint32_t changes = random_() % 4;
    for (std::uint32_t i = 0; i < changes && !message.empty(); ++i) change(message);
    return message;
  }

 private:
  static std::vector<std::string> mock_seeds() { return seeds(); }
  void change(std::string& message) {
    const std::size_t at = random_() % message.size();
    switch (random_() % 6) {
      case 0:
        message[at] = static_cast<char>(random_());
        break;
      case 1:
        message.resize(at);
        break;
      case 2:
        message.insert(at, 1 + random_() % 40, static_cast<char>(random_()));
        break;
      case 3:
        message.erase(at, 1 + random_() % 20);
        break;
      case 4:
        message[at] = "0123456789eild:/ \r\n"[random_() % 19];
        break;
      default: {
        const std::string& other = seeds_[random_() % seeds_.size()];
        message += other.substr(at % other.size());
      }
    }
  }
  boost::random::mt19937 random_;
  std::vector<std::string> seeds_;
};

}  // namespace

BOOST_AUTO_TEST_CASE(random_and_mutated_datagrams_leave_it_answering) {
  EngineConfig config;
  config.timeout_s = config.silent_timeout_s = config.offer_timeout_s = 5;
  config.final_timeout_s = 600;
  Engine engine(config);
  BOOST_REQUIRE(!engine.problem());
  Mutator mutator(11);
  LastReply sink;
  Time now{std::chrono::seconds(1'700'000'000)};
  std::size_t most_calls = 0;
  for (int i = 0; i < datagrams; ++i) {
    now += std::chrono::milliseconds(1);
    engine.receive(now, peer, std::to_string(i) + " " + mutator.next(), sink);
    engine.run_timers(now);
    most_calls = std::max<std::size_t>(most_calls, engine.summary().calls_now);
  }
  const std::size_t before = sink.count;
  engine.receive(now, peer, "last d7:command4:pinge", sink);
  BOOST_TEST(sink.count == before + 1);
  BOOST_TEST(sink.text == "last d6:result4:ponge");
  BOOST_TEST(engine.summary().errors > 0U);
  // Mutated call ids make calls of their own; the timeouts take them away again.
  engine.run_timers(now + std::chrono::hours(2));
  BOOST_TEST(engine.summary().calls_now == 0U);
  BOOST_TEST(most_calls < 10'000U);
  for (const InterfaceUsage& usage : engine.statistics(now).interfaces) BOOST_TEST(usage.used == 0U);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_offered_again_and_again_stays_small) {
  Engine engine(EngineConfig{});
  LastReply sink;
  Time now{std::chrono::seconds(1'700'000'000)};
  for (int i = 0; i < 2000; ++i) {
    std::string body = sdp;
    body.replace(body.find("4000"), 4, std::to_string(1024 + i % 4));
    engine.receive(now, peer,
                   std::to_string(i) + " d7:command5:offer7:call-id1:x8:from-tag1:a3:sdp" + field(body) + "e", sink);
    BOOST_REQUIRE(sink.text.find("2:ok") != std::string::npos);
  }
  const auto usage = engine.statistics(now).interfaces.front();
  BOOST_TEST(usage.used <= 20U);  // one pair per endpoint seen, and the other side's
}

/// Tags that bring no ports with them count too.
BOOST_AUTO_TEST_CASE(a_call_that_collects_tags_ends_as_one_without_ports) {
  for (const std::string_view more : {"5:offer8:from-tag", "11:unsubscribe6:to-tag"}) {
    Engine engine(EngineConfig{});
    LastReply sink;
    const Time now{std::chrono::seconds(1'700'000'000)};
    const auto say = [&](std::string_view command, int tag) {
      const std::string name = std::to_string(tag);
      engine.receive(now, peer,
                     name + " d7:command" + std::string(command) + field(name) + "7:call-id1:x3:sdp" + field(sdp) + "e",
                     sink);
      return sink.text.find("2:ok") != std::string::npos;
    };
    BOOST_REQUIRE(say("5:offer8:from-tag", 0));
    int accepted = 0;
    while (accepted < 1000 && say(more, accepted + 1)) ++accepted;
    BOOST_TEST(accepted > 100);
    BOOST_TEST(accepted < 300);
    BOOST_TEST(sink.text.find("Ran out of ports") != std::string::npos, more);
    BOOST_TEST(engine.summary().calls_now == 0U);
    BOOST_TEST(engine.statistics(now).interfaces.front().used == 0U);
  }
}

BOOST_AUTO_TEST_CASE(nothing_is_answered_without_a_cookie) {
  Engine engine(EngineConfig{});
  LastReply sink;
  for (const char* silent : {"", "x", " ", " d7:command4:pinge", "d7:command4:pinge"})
    engine.receive(Time{}, peer, silent, sink);
  BOOST_TEST(sink.count == 0U);
}

BOOST_AUTO_TEST_CASE(a_wrong_configuration_is_told_and_stays_silent) {
  EngineConfig config;
  config.interfaces.front().address = "host.example";
  Engine engine(config);
  BOOST_REQUIRE(engine.problem().has_value());
  BOOST_TEST(engine.problem()->message.find("host.example") != std::string::npos);
  LastReply sink;
  engine.receive(Time{}, peer, "1 d7:command4:pinge", sink);
  BOOST_TEST(sink.count == 0U);
}
