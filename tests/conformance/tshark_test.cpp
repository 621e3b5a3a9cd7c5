// Lane tshark: Wireshark's dissector and ours agree on captures of the real programs, and it finds no fault with ours.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>

#include "pcap/pcapng_writer.hpp"
#include "pcap/read_capture.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(tshark_test)

using namespace rtpe;

namespace {

struct Lane {
  Lane() {
    if (std::system("tshark --version >/dev/null 2>&1") == 0) return;
    std::puts("skipped: tshark is not installed (scripts/install-deps --lanes)");
    std::exit(77);
  }
};

std::vector<std::string> lines_of(const std::string& command) {
  std::FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string text;
  char piece[4096];
  while (const std::size_t length = std::fread(piece, 1, sizeof piece, pipe)) text.append(piece, length);
  BOOST_REQUIRE_MESSAGE(pclose(pipe) == 0, command);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// Packets per cookie.
using Cookies = std::map<std::string, std::uint64_t>;

Cookies seen_by_tshark(const std::string& path, int port) {
  Cookies cookies;
  for (const std::string& line : lines_of("tshark -r '" + path + "' -d udp.port==" + std::to_string(port) +
                                          ",rtpproxy -Y 'udp && rtpproxy.ng.bencode' -T fields -e rtpproxy.cookie"))
    ++cookies[line];
  return cookies;
}

Cookies seen_by_us(const std::string& path, std::uint16_t port) {
  Cookies cookies;
  const auto summary =
      capture::read_capture(path, [&](const capture::WireExchange& exchange, const capture::CaptureClock&) {
        if (exchange.transport == capture::Transport::udp && exchange.node.port == port)
          cookies[exchange.cookie] += exchange.sends + exchange.replies;
      });
  BOOST_REQUIRE(summary.has_value());
  return cookies;
}

struct OurFile {
  std::string path =
      (std::filesystem::temp_directory_path() / ("rtpe-lab-tshark-" + std::to_string(std::rand()))).string();
  ~OurFile() { std::filesystem::remove(path); }
};

capture::Endpoint endpoint(const char* address, std::uint16_t port) { return {*capture::parse_address(address), port}; }

}  // namespace

BOOST_GLOBAL_FIXTURE(Lane);

BOOST_AUTO_TEST_CASE(the_same_cookies_in_captures_of_the_real_programs) {
  for (const char* name : {"sip_kill9_reinvite", "sip_kill9_bye", "sip_all_dead", "sip_media_mos"}) {
    const std::string path = rtpe::test::data_directory() + "/pcap/" + name + ".pcap";
    const Cookies theirs = seen_by_tshark(path, 2223), ours = seen_by_us(path, 2223);
    BOOST_TEST(!theirs.empty(), name);
    BOOST_TEST((theirs == ours), name << ": tshark sees " << theirs.size() << " cookies, we see " << ours.size());
  }
}

BOOST_AUTO_TEST_CASE(checksums_times_and_comments_of_our_pcapng) {
  const OurFile file;
  auto writer = capture::PcapngWriter::create(file.path);
  BOOST_REQUIRE(writer.has_value());
  const Time start{std::chrono::seconds(1735689600)};
  std::size_t written = 0;
  for (const bool v6 : {false, true}) {
    const auto proxy = endpoint(v6 ? "2001:db8::9" : "10.0.0.9", 5000), node = endpoint(v6 ? "::1" : "10.0.0.1", 2223);
    for (const std::size_t size : {0U, 1U, 2U, 17U, 18U, 19U, 1472U, 1473U, 9000U, 65507U}) {
      const std::string payload(size, 'z');
      BOOST_TEST(writer->write({start + std::chrono::nanoseconds(written), proxy, node, payload, "lost on the way"})
                     .has_value());
      ++written;
    }
    // All values of two bytes: one of them makes the UDP checksum zero, which is sent as 0xffff (RFC 768).
    for (unsigned value = 0; value < 0x10000; value += 1) {
      const char payload[2] = {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
      BOOST_REQUIRE(writer->write({start, proxy, node, {payload, 2}, ""}).has_value());
      ++written;
    }
  }
  BOOST_REQUIRE(writer->close().has_value());
  const auto good = lines_of("tshark -r '" + file.path +
                             "' -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -T fields -e udp.checksum.status "
                             "-e ip.checksum.status -e frame.comment -e frame.time_epoch -E separator=,");
  BOOST_REQUIRE(good.size() == written);
  std::map<std::string, std::size_t> states;
  for (const std::string& line : good) ++states[line.substr(0, line.find(',', line.find(',') + 1))];
  const std::map<std::string, std::size_t> expected = {{"1,1", written / 2}, {"1,", written / 2}};  // 1: Good
  for (const auto& [state, count] : states) BOOST_TEST_MESSAGE("udp,ip checksum status " << state << ": " << count);
  BOOST_TEST((states == expected));
  BOOST_TEST(good[3] == "1,1,lost on the way,1735689600.000000003");
}

BOOST_AUTO_TEST_SUITE_END()
