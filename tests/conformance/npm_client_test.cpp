// Lane npm: rtpengine-client from the npm registry (tests/conformance/npm) talks to `rtpe-lab mock` over UDP, TCP and
// WebSocket, and suffers its faults.
#include <fmt/format.h>

#include <array>
#include <boost/algorithm/string/replace.hpp>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "tests/support/mock_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(npm_client_test)

using namespace rtpe;
namespace json = boost::json;

namespace {

const std::string folder = test::source_directory() + "/tests/conformance/npm", address = "127.76.2.1";

void skip_without_client() {
  std::string reason;
  if (std::system("command -v node > /dev/null") != 0)
    reason = "node is missing";
  else if (!std::filesystem::exists(folder + "/node_modules/rtpengine-client"))
    reason = "rtpengine-client is missing below " + folder;
  if (reason.empty()) return;
  std::cout << "skipped: " << reason << "; scripts/install-deps --lanes" << std::endl;
  std::_Exit(77);
}

enum class Manner : std::uint8_t { one_by_one, together };

struct Ask {
  std::string transport;
  json::array requests;
  int timeout_ms = 20'000;  ///< generous: the machine may be busy
  Manner manner = Manner::one_by_one;
  bool reject_on_error = false;
};

/// What client.js says, a JSON object per line.
std::vector<json::value> said_by_client(const Ask& ask) {
  std::string requests = json::serialize(ask.requests);
  boost::algorithm::replace_all(requests, "'", "'\\''");
  const std::string command =
      fmt::format("cd '{}' && REJECT_ON_ERROR={} timeout 120 node client.js {} {} {} {} {} '{}' 2>&1", folder,
                  ask.reject_on_error ? 1 : 0, ask.transport, address, ask.transport == "ws" ? 2225 : 2223,
                  ask.timeout_ms, ask.manner == Manner::together ? "together" : "one-by-one", requests);
  FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string output;
  std::array<char, 4096> part;
  while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe)) output.append(part.data(), count);
  const int status = ::pclose(pipe);
  BOOST_TEST(WEXITSTATUS(status) == 0, output);
  std::vector<json::value> out;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("> ")) out.push_back(json::parse(std::string_view(line).substr(2)));
  return out;
}

/// "ping: pong", "query: error, Unknown call-id", "ping failed: rtpengine timeout", "event: malformed".
std::string story_of(const std::vector<json::value>& said) {
  std::string out;
  for (const json::value& line : said) {
    const auto& object = line.as_object();
    if (!out.empty()) out += "; ";
    if (object.contains("event")) {
      out += fmt::format("event: {}", object.contains("message") ? std::string_view(object.at("message").as_string())
                                                                 : std::string_view(object.at("event").as_string()));
    } else if (object.contains("error")) {
      out += fmt::format("{} failed: {}", std::string_view(object.at("method").as_string()),
                         std::string_view(object.at("error").as_string()));
    } else {
      const auto& reply = object.at("reply").as_object();
      const auto text = [&reply](std::string_view key) {
        if (!reply.contains(key)) return fmt::format("no {}", key);
        const json::value& value = reply.at(key);
        return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
      };
      out += fmt::format("{}: {}", std::string_view(object.at("method").as_string()), text("result"));
      if (reply.contains("error-reason")) out += ", " + text("error-reason");
    }
  }
  return out;
}

json::array pings(std::size_t count) {
  json::array out;
  for (std::size_t i = 0; i < count; ++i) out.push_back(json::array{"ping"});
  return out;
}

struct Lane {
  test::MockProgram mock{{"--listen", "udp:" + address + ":2223", "--listen", "tcp:" + address + ":2223", "--listen",
                          "ws:" + address + ":2225", "--interface", address + "!203.0.113.1"},
                         address};

  void rule(const std::string& rest) const {
    mock.control("DELETE", "/rules");
    mock.control("POST", "/rules", R"({"name": "fault", )" + rest + "}");
  }
};

constexpr std::array transports{"udp", "tcp", "ws"};

}  // namespace

BOOST_AUTO_TEST_CASE(a_call_over_each_transport) {
  skip_without_client();
  Lane lane;
  const std::string sdp =
      "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
  for (const std::string transport : transports) {
    const std::string call = "call-" + transport;
    const auto said = said_by_client(
        {.transport = transport,
         .requests = {json::array{"ping"}, json::array{"offer", {{"call-id", call}, {"from-tag", "a"}, {"sdp", sdp}}},
                      json::array{"answer", {{"call-id", call}, {"from-tag", "a"}, {"to-tag", "b"}, {"sdp", sdp}}},
                      json::array{"query", {{"call-id", call}}},
                      json::array{"delete", {{"call-id", call}, {"from-tag", "a"}, {"delete-delay", 0}}},
                      json::array{"query", {{"call-id", call}}}, json::array{"blockDTMF", {{"call-id", "never"}}}}});
    BOOST_TEST_CONTEXT(transport) {
      BOOST_TEST(story_of(said) ==
                 "ping: pong; offer: ok; answer: ok; query: ok; delete: ok; query: error, Unknown call-id; "
                 "blockDTMF: error, Unknown call-ID");
      BOOST_REQUIRE(said.size() == 7);
      for (const std::size_t with_sdp : {1, 2})
        BOOST_TEST(said[with_sdp].at("reply").at("sdp").as_string().find("c=IN IP4 203.0.113.1\r\n") !=
                   json::string::npos);
      BOOST_TEST(said[3].at("reply").at("tags").as_object().size() == 2);
      BOOST_TEST(said[4].at("reply").at("totals").as_object().contains("RTP"));
      const auto asked = lane.mock.take_requests();
      BOOST_TEST(asked.size() == 7);
      for (const auto& request : asked) BOOST_TEST(request.transport == transport);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_error_reply_rejects_only_when_asked_to) {
  skip_without_client();
  Lane lane;
  const json::array unknown{json::array{"query", {{"call-id", "never"}}}};
  BOOST_TEST(story_of(said_by_client({.transport = "udp", .requests = unknown, .reject_on_error = true})) ==
             "query failed: Unknown call-id");
  // Only the UDP client reads that option.
  BOOST_TEST(story_of(said_by_client({.transport = "tcp", .requests = unknown, .reject_on_error = true})) ==
             "query: error, Unknown call-id");
}

/// It never sends twice and never goes to another engine: what is lost ends in its own timeout, or never without one.
BOOST_AUTO_TEST_CASE(silence_is_a_timeout_and_nothing_is_sent_again) {
  skip_without_client();
  Lane lane;
  lane.rule(R"("do": "drop-request")");
  const std::map<std::string, std::string> where{
      {"udp", "host:127.76.2.1 port:2223"}, {"tcp", "hostport:127.76.2.1:2223"}, {"ws", "url:ws://127.76.2.1:2225"}};
  for (const auto& [transport, place] : where) {
    (void)lane.mock.take_requests();
    const auto said = said_by_client({.transport = transport, .requests = pings(1), .timeout_ms = 500});
    BOOST_TEST(story_of(said) == "ping failed: rtpengine timeout " + place);
    BOOST_TEST(lane.mock.take_requests().size() == 1);
  }
}

BOOST_AUTO_TEST_CASE(faults_that_this_client_suffers) {
  skip_without_client();
  Lane lane;
  constexpr std::string_view timeout = "ping failed: rtpengine timeout";
  struct Row {
    std::string rule;
    std::map<std::string, std::string> starts;  ///< of the story, by transport
    std::size_t pings = 1;
  };
  const std::string malformed = "event: malformed/unexpected message format ",
                    unknown = "event: received a response that can not be correlated to a request: ";
  const Row rows[] = {
      {R"("do": {"wrong-cookie": "00000000-0000-0000-0000-000000000000"})",
       {{"udp", unknown}, {"tcp", unknown}, {"ws", unknown}}},
      {R"("do": {"truncate": 42})", {{"udp", malformed}, {"tcp", std::string(timeout)}, {"ws", malformed}}},
      {R"("do": "empty-datagram")", {{"udp", malformed}, {"tcp", std::string(timeout)}, {"ws", malformed}}},
      {R"("do": "drop-reply")", {{"udp", std::string(timeout)}, {"tcp", std::string(timeout)}}},
      {R"("do": {"delay": "1h"})", {{"udp", std::string(timeout)}, {"ws", std::string(timeout)}}},
      {R"("do": {"crash": {}})", {{"udp", std::string(timeout)}}},
      // Two replies in one: it reads the first and never sees the second.
      {R"("do": {"merge": {"replies": 2, "within": "1h"}})",
       {{"udp", "ping: pong; "}, {"tcp", "ping: pong; "}, {"ws", "ping: pong; "}},
       2},
      {R"("do": {"split": {"bytes": 7, "gap": "5ms"}})", {{"udp", malformed}}},
  };
  for (const Row& row : rows)
    for (const auto& [transport, start] : row.starts) {
      lane.rule(row.rule);
      const std::string story = story_of(said_by_client(
          {.transport = transport, .requests = pings(row.pings), .timeout_ms = 1000, .manner = Manner::together}));
      lane.mock.control("POST", "/do", R"("recover")");
      BOOST_TEST_CONTEXT(row.rule << " over " << transport << ": " << story) {
        BOOST_TEST(story.starts_with(start));
        BOOST_TEST(story.find(timeout) != std::string::npos);
      }
    }
}

BOOST_AUTO_TEST_CASE(faults_that_it_takes_as_they_come) {
  skip_without_client();
  Lane lane;
  struct Row {
    std::string rule, transport, story;
  };
  const Row rows[] = {
      {R"("do": {"split": {"bytes": 7, "gap": "5ms"}})", "tcp", "ping: pong"},
      {R"("do": {"split": {"bytes": 7, "gap": "5ms"}})", "ws", "ping: pong"},
      {R"("do": {"missing-key": "result"})", "udp", "ping: no result"},
      {R"("do": {"wrong-type": "result"})", "ws", "ping: 0"},
      {R"("do": {"error": "Parallel session limit reached"})", "tcp", "ping: error, Parallel session limit reached"},
      {R"("do": {"delay": "50ms"})", "udp", "ping: pong"},
  };
  for (const Row& row : rows) {
    lane.rule(row.rule);
    BOOST_TEST(story_of(said_by_client({.transport = row.transport, .requests = pings(1)})) == row.story,
               row.rule << " over " << row.transport);
  }
}

BOOST_AUTO_TEST_SUITE_END()
