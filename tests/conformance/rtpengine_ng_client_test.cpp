// Lane rtpengine: Debian's own control client (package rtpengine-utils) talks to `rtpe-lab mock`.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>

#include "tests/support/child_process.hpp"
#include "tests/support/paths.hpp"

using namespace rtpe;

namespace {

constexpr const char* client = "/usr/bin/rtpengine-ng-client";
const std::string address = "127.89.2.1";

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// `rtpe-lab mock` as a child, ready to answer.
class Mock {
 public:
  Mock()
      : folder_(std::filesystem::temp_directory_path() / fmt::format("rtpe-lab-ng-client-{}", ::getpid())),
        process_(start(folder_)) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (slurp(log()).find("rtpe-lab: ready") == std::string::npos) {
      BOOST_REQUIRE_MESSAGE(process_.running(), "the mock ended: " << slurp(log()));
      BOOST_REQUIRE_MESSAGE(std::chrono::steady_clock::now() < deadline, "the mock is not ready: " << slurp(log()));
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    std::ofstream(folder_ / "offer.sdp") << "v=0\no=- 1 1 IN IP4 198.51.100.1\ns=-\nc=IN IP4 198.51.100.1\nt=0 0\n"
                                            "m=audio 4000 RTP/AVP 0 8\n";
  }
  ~Mock() {
    process_.stop();
    std::filesystem::remove_all(folder_);
  }

  /// What the client prints.
  std::string run(const std::string& arguments, int expected_status = 0) const {
    const std::string command = fmt::format("timeout 30 {} {} --proxy-address={} --sdp-file={} 2>&1", client, arguments,
                                            address, (folder_ / "offer.sdp").string());
    FILE* pipe = ::popen(command.c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    std::string output;
    std::array<char, 4096> part;
    while (const std::size_t count = std::fread(part.data(), 1, part.size(), pipe)) output.append(part.data(), count);
    const int status = ::pclose(pipe);
    BOOST_TEST(WEXITSTATUS(status) == expected_status, command << " exited with " << WEXITSTATUS(status) << "\n"
                                                               << output);
    return output;
  }
  [[nodiscard]] std::filesystem::path log() const { return folder_ / "mock.log"; }
  /// Ends the mock as a user does and returns all it said.
  std::string end() {
    process_.stop();
    return slurp(log());
  }

 private:
  static test::ChildProcess start(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    auto started =
        test::ChildProcess::start({rtpe::test::lab_program_path(), "mock", "--listen", "udp:" + address + ":2223",
                                   "--interface", address + "!203.0.113.1", "--json"},
                                  (folder / "mock.log").string());
    BOOST_REQUIRE_MESSAGE(started, (started ? std::string() : started.error().text()));
    return std::move(*started);
  }
  std::filesystem::path folder_;
  test::ChildProcess process_;
};

void expect(const std::string& output, std::string_view part) {
  BOOST_TEST(output.find(part) != std::string::npos, "\"" << part << "\" is not in:\n" << output);
}

}  // namespace

BOOST_AUTO_TEST_CASE(ping_offer_answer_query_delete) {
  if (!std::filesystem::exists(client)) {
    std::cout << "skipped: " << client << " is missing; apt-get install rtpengine-utils\n";
    std::exit(77);
  }
  Mock mock;
  expect(mock.run("ping"), "result => 'pong'");
  const std::string offer = mock.run("offer --call-id=x1 --from-tag=a --replace-origin");
  expect(offer, "c=IN IP4 203.0.113.1\n");
  expect(offer, "o=- 1 1 IN IP4 203.0.113.1\n");
  expect(offer, "m=audio 3");
  expect(offer, "a=rtcp:3");
  const std::string answer = mock.run("answer --call-id=x1 --from-tag=a --to-tag=b");
  expect(answer, "c=IN IP4 203.0.113.1\n");
  const std::string query = mock.run("query --call-id=x1");
  expect(query, "'local address' => '" + address + "'");
  const std::string removed = mock.run("delete --call-id=x1 --from-tag=a --delete-delay=0");
  expect(removed, "totals =>");
  expect(mock.run("query --call-id=x1", 255), "Unknown call-id");
  expect(mock.run("--json ping"), "pong");
  const std::string said = mock.end();
  expect(said, "\"offers\":1");
  expect(said, "\"calls_created\":1");
  expect(said, "\"calls_now\":0");
}
