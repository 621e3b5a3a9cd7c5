// Lane rtpengine: Debian's own control client (package rtpengine-utils) talks to `rtpe-lab mock`.
#include <fmt/format.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "tests/support/mock_program.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_ng_client_test)

using namespace rtpe;

namespace {

constexpr const char* client = "/usr/bin/rtpengine-ng-client";
const std::string address = "127.89.2.1";

struct Lane {
  test::MockProgram mock{{"--listen", "udp:" + address + ":2223", "--interface", address + "!203.0.113.1", "--json"},
                         address};

  Lane() {
    std::ofstream(mock.folder() / "offer.sdp") << "v=0\no=- 1 1 IN IP4 198.51.100.1\ns=-\nc=IN IP4 198.51.100.1\n"
                                                  "t=0 0\nm=audio 4000 RTP/AVP 0 8\n";
  }

  /// What the client prints.
  std::string run(const std::string& arguments, int expected_status = 0) const {
    const std::string command = fmt::format("timeout 30 {} {} --proxy-address={} --sdp-file={} 2>&1", client, arguments,
                                            address, (mock.folder() / "offer.sdp").string());
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
  Lane lane;
  expect(lane.run("ping"), "result => 'pong'");
  const std::string offer = lane.run("offer --call-id=x1 --from-tag=a --replace-origin");
  expect(offer, "c=IN IP4 203.0.113.1\n");
  expect(offer, "o=- 1 1 IN IP4 203.0.113.1\n");
  expect(offer, "m=audio 3");
  expect(offer, "a=rtcp:3");
  const std::string answer = lane.run("answer --call-id=x1 --from-tag=a --to-tag=b");
  expect(answer, "c=IN IP4 203.0.113.1\n");
  const std::string query = lane.run("query --call-id=x1");
  expect(query, "'local address' => '" + address + "'");
  const std::string removed = lane.run("delete --call-id=x1 --from-tag=a --delete-delay=0");
  expect(removed, "totals =>");
  expect(lane.run("query --call-id=x1", 255), "Unknown call-id");
  expect(lane.run("--json ping"), "pong");
  const std::string said = lane.mock.end();
  expect(said, "\"offers\":1");
  expect(said, "\"calls_created\":1");
  expect(said, "\"calls_now\":0");
}

BOOST_AUTO_TEST_SUITE_END()
