// Dialogues that people posted or that try one rule in many forms, with what the real rtpengine 10.5.3.5 replied
// (tests/data/rtpengine/dialogues, one JSON object a line): the engine replies the same, apart from what is random.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "mock_engine/json.hpp"
#include "tests/conformance/rtpengine/normalise.hpp"
#include "tests/conformance/rtpengine/play_file.hpp"
#include "tests/conformance/rtpengine/session.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/transcript.hpp"

BOOST_AUTO_TEST_SUITE(dialogues_test)

using namespace rtpe;
using bencode::Value;

namespace {

/// The interfaces of the daemon that was recorded.
mock::EngineConfig recorded_config() {
  mock::EngineConfig out;
  out.interfaces = {{.name = "pub", .address = "127.96.1.1", .advertised = ""},
                    {.name = "priv", .address = "127.96.1.2", .advertised = "203.0.113.7"},
                    {.name = "pub", .address = "::1", .advertised = ""}};
  return out;
}

struct Dialogue {
  explicit Dialogue(const Value& recorded) : requests(*recorded.find("requests")->list()) {
    for (const Value& request : requests)
      for (lane::Normaliser* side : {&daemon, &engine}) side->saw_request(bencode::encode(request));
  }

  /// Empty: equal.
  std::string difference(std::size_t index, const Value& recorded) {
    now += std::chrono::milliseconds(1);
    test::RecordingSink sink;
    mock.receive(now, {.transport = mock::Transport::udp, .address = "127.0.0.1", .port = 4000},
                 std::to_string(index) + " " + bencode::encode(requests[index]), sink);
    if (sink.replies.size() != 1) return "no reply";
    const std::string wanted = lane::text_of(daemon.normalised(recorded));
    const std::string given = lane::text_of(engine.normalised(test::dictionary_of(sink.replies.front())));
    return wanted == given ? "" : lane::changed_lines(wanted, given);
  }

  Value::List requests;
  lane::Normaliser daemon{{"127.96.1.1", "127.96.1.2"}, ""}, engine{{"127.96.1.1", "127.96.1.2"}, ""};
  mock::Engine mock = *mock::Engine::create(recorded_config());
  Time now{std::chrono::seconds(1795394000)};
};

void play(const std::string& topic) {
  std::ifstream file(test::data_directory() + "/rtpengine/dialogues/" + topic + ".jsonl");
  BOOST_REQUIRE(file);
  std::size_t played = 0;
  for (std::string line; std::getline(file, line); ++played) {
    const Value recorded = test::dictionary_of("1 " + line);
    BOOST_REQUIRE(recorded.find("replies") != nullptr);
    const std::string& name = *recorded.find("name")->string();
    Dialogue dialogue(recorded);
    std::size_t index = 0;
    for (const Value& reply : *recorded.find("replies")->list()) {
      const std::string difference = dialogue.difference(index++, reply);
      BOOST_TEST(difference.empty(), topic << ": " << name << ", reply " << index << " (- daemon, + mock engine)\n"
                                           << difference);
    }
  }
  BOOST_TEST(played > 0U);
}

std::size_t occurrences(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace

/// As JSON cannot say it: the reply has the same key twice.
BOOST_AUTO_TEST_CASE(who_listens_to_itself_is_listed_twice) {
  auto engine = *mock::Engine::create(recorded_config());
  std::string reply;
  int cookie = 0;
  for (
      const char* request :
      {R"({"command":"offer","call-id":"c","from-tag":"a","sdp":"v=0\r\nm=audio 4000 RTP/AVP 0\r\nc=IN IP4 1.1.1.1\r\n"})",
       R"({"command":"answer","call-id":"c","from-tag":"a","to-tag":"a","sdp":"v=0\r\nm=audio 4002 RTP/AVP 0\r\nc=IN IP4 1.1.1.2\r\n"})",
       R"({"command":"query","call-id":"c","from-tag":"a"})"}) {
    std::string bytes;
    BOOST_REQUIRE(mock::json_to_bencode(request, bytes) == mock::JsonRequest::ok);
    test::RecordingSink sink;
    engine.receive(Time{std::chrono::seconds(1)},
                   {.transport = mock::Transport::udp, .address = "127.0.0.1", .port = 4000},
                   std::to_string(++cookie) + " " + bytes, sink);
    BOOST_REQUIRE(sink.replies.size() == 1U);
    reply = sink.replies.front();
  }
  BOOST_TEST(occurrences(reply, "1:ad3:tag1:a") == 2U, reply);
}

BOOST_AUTO_TEST_CASE(addresses) { play("addresses"); }
BOOST_AUTO_TEST_CASE(branches) { play("branches"); }
BOOST_AUTO_TEST_CASE(companions) { play("companions"); }
BOOST_AUTO_TEST_CASE(conversions_begun) { play("conversions_begun"); }
BOOST_AUTO_TEST_CASE(crypto) { play("crypto"); }
BOOST_AUTO_TEST_CASE(gateways) { play("gateways"); }
BOOST_AUTO_TEST_CASE(ice) { play("ice"); }
BOOST_AUTO_TEST_CASE(ice_agents) { play("ice_agents"); }
BOOST_AUTO_TEST_CASE(injected_events) { play("injected_events"); }
BOOST_AUTO_TEST_CASE(interface) { play("interface"); }
BOOST_AUTO_TEST_CASE(listeners) { play("listeners"); }
BOOST_AUTO_TEST_CASE(numbers_twice) { play("numbers_twice"); }
BOOST_AUTO_TEST_CASE(suites) { play("suites"); }
BOOST_AUTO_TEST_CASE(spellings) { play("spellings"); }
BOOST_AUTO_TEST_CASE(moved_parties) { play("moved_parties"); }
BOOST_AUTO_TEST_CASE(packet_lengths) { play("packet_lengths"); }
BOOST_AUTO_TEST_CASE(posted) { play("posted"); }
BOOST_AUTO_TEST_CASE(touched_companions) { play("touched_companions"); }
BOOST_AUTO_TEST_CASE(to_oneself) { play("to_oneself"); }
BOOST_AUTO_TEST_CASE(random_sessions) { play("random_sessions"); }
BOOST_AUTO_TEST_CASE(foreign_sessions) { play("foreign_sessions"); }
BOOST_AUTO_TEST_CASE(statistics) { play("statistics"); }

BOOST_AUTO_TEST_SUITE_END()
