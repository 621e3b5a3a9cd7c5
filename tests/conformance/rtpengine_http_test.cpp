// Lane rtpengine: curl posts NG messages, as bencode and as JSON, to the http listener of `rtpe-lab mock` and, where it
// is installed, of Debian's rtpengine; both answer the same.
#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <regex>
#include <thread>

#include "tests/support/mock_program.hpp"
#include "tests/support/must.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_http_test)

using namespace rtpe;

namespace {

constexpr const char* daemon_program = "/usr/bin/rtpengine";
const std::string mock_address = "127.76.3.1", daemon_address = "127.76.3.2";
constexpr std::string_view ng = "-H 'Content-Type: application/x-rtpengine-ng' ";

struct Said {
  int exit_code = -1;
  std::string text;  ///< body, line end, status and content type
};

/// What curl prints; its status is that of the last transfer. `URL` stands for the listener.
Said curl(const std::string& address, std::string arguments) {
  const std::string url = "http://" + address + ":2225";
  for (auto at = arguments.find("URL"); at != std::string::npos; at = arguments.find("URL", at + url.size()))
    arguments.replace(at, 3, url);
  const std::string command = "curl -s -m 20 -w '\\n%{http_code} %{content_type} %{num_connects}' " + arguments;
  FILE* pipe = ::popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  Said said;
  std::array<char, 4096> part;
  while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe)) said.text.append(part.data(), count);
  said.exit_code = WEXITSTATUS(::pclose(pipe));
  return said;
}

std::string post(const std::string& body, std::string_view header = ng) {
  return std::string(header) + "--data-binary '" + body + "' URL/ng";
}

const std::string json_sdp =
    R"("v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n")";
const std::string sdp =
    "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";
const std::string ok = "\n200 application/x-rtpengine-ng 1", not_found = "not found\n\n404 text/plain 1";

struct Row {
  std::string arguments;
  std::string says;  ///< what curl prints, where "*" stands for anything
};

std::vector<Row> rows() {
  return {
      {post("h1 d7:command4:pinge"), "h1 d6:result4:ponge" + ok},
      {post(R"(h2 {"command":"ping"})"), R"(h2 {"result":"pong"})" + ok},
      // A cookie that is known already brings the reply of the first time, whatever is asked and in whichever syntax.
      {post(R"(h2 d7:command4:liste)"), R"(h2 {"result":"pong"})" + ok},
      {post(R"(h3 {"command":"offer","call-id":"j","from-tag":"a","sdp":)" + json_sdp + "}"),
       R"(h3 {"sdp":"v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 )"
       "*"
       R"(m=audio *,"result":"ok"})" +
           ok},
      {post(R"(h4 {"command":"answer","call-id":"j","from-tag":"a","to-tag":"b","sdp":)" + json_sdp + "}"),
       R"(h4 {"sdp":"*","result":"ok"})" + ok},
      {post(R"(h5 {"command":"query","call-id":"j"})"), R"(h5 {"created":*"totals":*"result":"ok"})" + ok},
      {post(R"(h6 {"command":"delete","call-id":"j","from-tag":"a","delete-delay":0})"),
       R"(h6 {"created":*"result":"ok"})" + ok},
      {post(R"(h7 {"command":"query","call-id":"j"})"),
       R"(h7 {"result":"error","error-reason":"Unknown call-id"})" + ok},
      {post("h8 d7:command5:offer7:call-id1:b8:from-tag1:a3:sdp" + std::to_string(sdp.size()) + ":" + sdp + "e"),
       "h8 d3:sdp*6:result2:oke" + ok},
      {post("h9 d7:command5:query7:call-id5:nevere"), "h9 d6:result5:error12:error-reason15:Unknown call-ide" + ok},
      // An offer whose numbers are text, and flags as a list.
      {post(R"(k1 {"command":"offer","call-id":"k","from-tag":"a","flags":["trust-address"],"ICE":"remove","sdp":)" +
            json_sdp + "}"),
       R"(k1 {"sdp":"*","result":"ok"})" + ok},
      {post(R"(k2 {"command":"ping","x":null})"),
       R"(k2 {"result":"error","error-reason":"Could not decode bencode dictionary"})" + ok},
      {post(R"(k3 {"command":"ping"} x)"),
       R"(k3 {"result":"error","error-reason":"Failed to parse JSON document"})" + ok},
      {post(R"(k4 [1])"), "k4 d6:result5:error12:error-reason22:Invalid NG data formate" + ok},
      {post("k5 {}"), R"(k5 {"result":"error","error-reason":"*"})" + ok},
      {post("k6 rubbish"), "k6 *error-reason*" + ok},
      {post(R"({"command":"ping"})"), "error\n\n600 text/plain 1"},
      {post(""), "error\n\n600 text/plain 1"},
      {post(R"(k7 {"command":"ping"})", "-H 'Content-Type: application/json' "), not_found},
      {post(R"(k8 {"command":"ping"})", "-H 'Content-Type: application/x-rtpengine-ng; charset=utf-8' "), not_found},
      {post(R"(k9 {"command":"ping"})", "-H 'Content-Type: Application/X-RTPengine-NG' "),
       R"(k9 {"result":"pong"})" + ok},
      {"URL/ping", "pong\n\n200 text/plain 1"},
      {"URL/ng", not_found},
      {"URL/cli/nonsense", "Unknown or incomplete command::nonsense\n\n200 text/plain 1"},
      // A second request on the same connection: curl opens no other one.
      {post("m1 d7:command4:pinge") + " --next -s -m 20 -w '\\n%{http_code} %{content_type} %{num_connects}' " +
           post("m2 d7:command4:pinge"),
       "m1 d6:result4:ponge" + ok + "m2 d6:result4:ponge\n200 application/x-rtpengine-ng 0"},
  };
}

/// `pattern` with "*" for anything fits the whole text.
bool fits(std::string_view text, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  text.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  for (std::size_t skipped = 0; skipped <= text.size(); ++skipped)
    if (fits(text.substr(skipped), pattern)) return true;
  return false;
}

/// Without what is the engine's own: its address, ports, times.
std::string comparable(std::string text) {
  text = std::regex_replace(text, std::regex("127\\.76\\.3\\.[12]"), "ADDRESS");
  return std::regex_replace(text, std::regex("[0-9]{5,}|\"created_us\":[0-9]+"), "#");
}

std::optional<scenario::ChildProcess> start_daemon(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(daemon_program)) {
    BOOST_TEST_MESSAGE("not compared with the daemon: there is no " << daemon_program);
    return std::nullopt;
  }
  auto process = test::must(scenario::ChildProcess::start(
      {daemon_program, "--table=-1", "--config-file=none", "--foreground", "--log-stderr", "--num-threads=1",
       "--interface=" + daemon_address, "--listen-ng=" + daemon_address + ":2223",
       "--listen-http=" + daemon_address + ":2225"},
      (folder / "daemon.log").string()));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (curl(daemon_address, "URL/ping").exit_code != 0) {
    BOOST_REQUIRE_MESSAGE(process.running(), "the daemon ended");
    BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, "the daemon does not answer");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return process;
}

void skip_without_curl() {
  if (std::system("command -v curl > /dev/null") == 0) return;
  std::cout << "skipped: curl is missing; scripts/install-deps --lanes" << std::endl;
  std::_Exit(77);
}

struct Lane {
  test::MockProgram mock{{"--listen", "udp:" + mock_address + ":2223", "--listen", "http:" + mock_address + ":2225",
                          "--interface", mock_address},
                         mock_address};
  std::optional<scenario::ChildProcess> daemon = start_daemon(mock.folder());
};

}  // namespace

BOOST_AUTO_TEST_CASE(posted_messages_are_answered_as_the_daemon_does) {
  skip_without_curl();
  Lane lane;
  for (const Row& row : rows()) BOOST_TEST_CONTEXT(row.arguments) {
      const Said mock = curl(mock_address, row.arguments);
      BOOST_TEST(mock.exit_code == 0);
      BOOST_TEST(fits(mock.text, row.says), mock.text << " is not " << row.says);
      if (!lane.daemon) continue;
      const Said daemon = curl(daemon_address, row.arguments);
      BOOST_TEST(daemon.exit_code == 0);
      BOOST_TEST(comparable(mock.text) == comparable(daemon.text));
    }
}

/// No response at all: curl's exit code 52.
BOOST_AUTO_TEST_CASE(what_the_daemon_hangs_up_on) {
  skip_without_curl();
  Lane lane;
  constexpr int empty_reply = 52;
  const std::string body = "--data-binary 'p1 d7:command4:pinge' URL/ng";
  for (const std::string& arguments : {"-H 'Content-Type:' " + body, std::string(ng) + "-X PUT " + body,
                                       "-H 'Content-Type: application/" + std::string(70, 'x') + "' " + body}) {
    BOOST_TEST(curl(mock_address, arguments).exit_code == empty_reply, arguments);
    if (lane.daemon) BOOST_TEST(curl(daemon_address, arguments).exit_code == empty_reply, arguments);
  }
  BOOST_TEST(curl(mock_address, "URL/ping").text == "pong\n\n200 text/plain 1");
}

BOOST_AUTO_TEST_SUITE_END()
