// Dialogues that people had with rtpengine 10.5.3.5, and others that show the same rules, with what it said of codecs:
// m= lines without their port, rtpmap, fmtp, rtcp-fb, ptime and T.38 lines, media flags of queries.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "mock_engine/engine.hpp"
#include "mock_engine/json.hpp"
#include "tests/support/json.hpp"
#include "tests/support/transcript.hpp"

BOOST_AUTO_TEST_SUITE(codec_dialogues_test)

using namespace rtpe;
using bencode::Value;

namespace {

void summarise_sdp(std::string_view sdp, std::vector<std::string>& out) {
  static constexpr std::string_view shown[] = {"m=", "a=rtpmap:", "a=fmtp:", "a=rtcp-fb:", "a=ptime:", "a=T38"};
  while (!sdp.empty()) {
    const std::size_t end = std::min(sdp.find('\n'), sdp.size());
    std::string line(sdp.substr(0, end));
    sdp.remove_prefix(std::min(end + 1, sdp.size()));
    while (line.ends_with('\r')) line.pop_back();
    if (std::ranges::none_of(shown, [&](std::string_view prefix) { return line.starts_with(prefix); })) continue;
    if (const std::size_t port = line.find(' ') + 1; line.starts_with("m=") && line[port] != '0')
      line.replace(port, line.find_first_not_of("0123456789", port) - port, "P");
    out.push_back(std::move(line));
  }
}

void summarise_query(const Value& reply, std::vector<std::string>& out) {
  for (const auto& [tag, party] : *reply.find("tags")->dictionary())
    for (const Value& media : *party.find("medias")->list()) {
      std::string flags;
      for (const Value& flag : *media.find("flags")->list())
        flags.append(flags.empty() ? "" : " ").append(*flag.string());
      out.push_back(std::move(flags));
    }
}

std::vector<std::string> summary_of(const Value& reply) {
  std::vector<std::string> out;
  if (const Value* reason = reply.find("error-reason"); reason != nullptr)
    out.push_back(*reason->string());
  else if (const Value* sdp = reply.find("sdp"); sdp != nullptr)
    summarise_sdp(*sdp->string(), out);
  else if (reply.find("tags") != nullptr)
    summarise_query(reply, out);
  return out;
}

void play(const boost::json::object& dialogue) {
  mock::EngineConfig config;
  config.interfaces = {{.address = "127.0.7.1", .advertised = ""}, {.address = "::1", .advertised = ""}};
  mock::Engine engine = *mock::Engine::create(config);
  const auto& replies = dialogue.at("replies").as_array();
  BOOST_TEST_REQUIRE(replies.size() == dialogue.at("requests").as_array().size());
  Time now{};
  for (std::size_t i = 0; i < replies.size(); ++i) {
    std::string bytes = std::to_string(i) + " ";
    const std::string request = boost::json::serialize(dialogue.at("requests").as_array()[i]);
    BOOST_TEST_REQUIRE((mock::json_to_bencode(request, bytes) == mock::JsonRequest::ok));
    test::RecordingSink sink;
    engine.receive(now += std::chrono::milliseconds(1),
                   {.transport = mock::Transport::udp, .address = "127.0.0.1", .port = 4000}, bytes, sink);
    BOOST_TEST_REQUIRE(sink.replies.size() == 1U);
    std::vector<std::string> expected;
    for (const auto& line : replies[i].as_array()) expected.emplace_back(line.as_string());
    BOOST_TEST_CONTEXT("request " << i)
    BOOST_TEST(summary_of(test::dictionary_of(sink.replies.front())) == expected, boost::test_tools::per_element());
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(codecs_are_negotiated_as_the_daemon_does) {
  std::ifstream file(test::data_directory() + "/rtpengine/codec_dialogues.jsonl");
  BOOST_REQUIRE(file);
  std::string line;
  int dialogues = 0;
  for (; std::getline(file, line); ++dialogues) {
    const auto dialogue = boost::json::parse(line).as_object();
    BOOST_TEST_CONTEXT(test::text_of(dialogue.at("title"))) { play(dialogue); }
  }
  BOOST_TEST(dialogues >= 50);
}

BOOST_AUTO_TEST_SUITE_END()
