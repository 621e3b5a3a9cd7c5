// Captures of the real programs, captures that are damaged, and our own pcapng read back.
#include "pcap/read_capture.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "pcap/ng/node_activity.hpp"
#include "pcap/pcapng_writer.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(read_capture_test)

using namespace rtpe;
using capture::Outcome;
using capture::WireExchange;

namespace {

std::string data_file(const std::string& name) { return rtpe::test::data_directory() + "/pcap/" + name; }

struct Read {
  std::vector<WireExchange> exchanges;
  capture::CaptureSummary summary;
};

Read read(const std::string& path) {
  Read out;
  const auto summary = capture::read_capture(
      path, [&](const WireExchange& exchange, const capture::CaptureClock&) { out.exchanges.push_back(exchange); });
  BOOST_REQUIRE_MESSAGE(summary.has_value(), path << ": " << (summary ? "" : summary.error().text()));
  out.summary = *summary;
  return out;
}

struct TemporaryFile {
  std::string path =
      (std::filesystem::temp_directory_path() / ("rtpe-lab-capture-" + std::to_string(getpid()))).string();
  ~TemporaryFile() { std::filesystem::remove(path); }
  void write(std::string_view bytes) const { std::ofstream(path, std::ios::binary) << bytes; }
};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_node_that_was_killed) {
  const Read capture = read(data_file("sip_kill9_reinvite.pcap"));
  BOOST_TEST(capture.summary.frames.frames == 25U);
  BOOST_TEST(capture.summary.traffic.of(capture::Content::sip) == 20U);
  BOOST_REQUIRE(capture.exchanges.size() == 3U);
  BOOST_TEST(capture.exchanges[0].command == "offer");
  BOOST_TEST(capture.exchanges[0].call_id == "1-18647@127.0.8.20");
  BOOST_TEST(capture.exchanges[0].latency->count() == 411'000);
  BOOST_TEST((capture.exchanges[2].outcome == Outcome::no_answer));
  capture::NodeActivities nodes;
  for (const auto& exchange : capture.exchanges) nodes.add(exchange);
  BOOST_REQUIRE(nodes.nodes().size() == 1U);
  BOOST_TEST(nodes.nodes().begin()->second.silent_since.has_value());
}

BOOST_AUTO_TEST_CASE(retransmissions_answered_from_the_cookie_cache) {
  const Read capture = read(data_file("ng_cookie_cache.pcap"));
  std::uint32_t sends = 0, repeated = 0;
  for (const auto& exchange : capture.exchanges) {
    sends += exchange.sends;
    repeated += exchange.sends > 1 ? 1 : 0;
    BOOST_TEST((exchange.outcome == Outcome::answered), exchange.cookie);
  }
  BOOST_TEST(sends == capture.summary.messages.requests);
  BOOST_TEST(repeated == 3U);
}

BOOST_AUTO_TEST_CASE(tcp_ng_beside_udp) {
  const Read capture = read(data_file("ng_transports.pcap"));
  std::vector<std::string> tcp;
  for (const auto& exchange : capture.exchanges)
    if (exchange.transport == capture::Transport::tcp) tcp.push_back(exchange.command + " " + exchange.result);
  const std::vector<std::string> expected = {"ping pong", "offer ok", "delete ok", "nope error"};
  BOOST_TEST(tcp == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(cut_at_every_byte) {
  const std::string whole = content(data_file("sip_kill9_bye.pcap"));
  const TemporaryFile file;
  std::size_t damaged = 0;
  for (std::size_t length = 0; length < whole.size(); length += 37) {
    file.write(std::string_view(whole).substr(0, length));
    std::size_t exchanges = 0;
    const auto summary =
        capture::read_capture(file.path, [&](const WireExchange&, const capture::CaptureClock&) { ++exchanges; });
    if (!summary) {
      BOOST_TEST((summary.error().kind == ErrorKind::invalid_input), length);
      BOOST_TEST(length < 24U);
      continue;
    }
    if (!summary->damage) continue;  // cut between two frames: an end like any other
    ++damaged;
    BOOST_TEST(summary->damage->text().find("after frame " + std::to_string(summary->frames.frames)) !=
               std::string::npos);
    BOOST_TEST(summary->damage->text().find("byte " + std::to_string(length)) != std::string::npos);
  }
  BOOST_TEST(damaged > 100U);
}

BOOST_AUTO_TEST_CASE(a_frame_length_that_cannot_be) {
  std::string whole = content(data_file("sip_kill9_bye.pcap"));
  whole.replace(24 + 8, 4, "\xff\xff\xff\x7f");  // captured length of the first frame
  const TemporaryFile file;
  file.write(whole);
  const auto summary = capture::read_capture(file.path, [](const WireExchange&, const capture::CaptureClock&) {});
  BOOST_REQUIRE(summary.has_value());
  BOOST_REQUIRE(summary->damage.has_value());
  BOOST_TEST(summary->damage->text().find("after frame 0") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(files_that_are_no_captures) {
  const auto nobody = [](const WireExchange&, const capture::CaptureClock&) {};
  BOOST_TEST((capture::read_capture("/no/such/file", nobody).error().kind == ErrorKind::missing));
  const TemporaryFile file;
  file.write("this is text, not a capture");
  BOOST_TEST((capture::read_capture(file.path, nobody).error().kind == ErrorKind::invalid_input));
  std::string header = content(data_file("sip_kill9_bye.pcap")).substr(0, 24);
  header[20] = 105;  // IEEE 802.11
  file.write(header);
  const auto refused = capture::read_capture(file.path, nobody);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST(refused.error().text().find("IEEE802_11") != std::string::npos);
}

namespace {

capture::Endpoint endpoint(const char* address, std::uint16_t port) { return {*capture::parse_address(address), port}; }

}  // namespace

BOOST_AUTO_TEST_CASE(our_own_pcapng_comes_back) {
  const TemporaryFile file;
  auto writer = capture::PcapngWriter::create(file.path);
  BOOST_REQUIRE(writer.has_value());
  const Time start{std::chrono::seconds(1735689600) + std::chrono::nanoseconds(123456789)};
  const auto offer = "c2 d3:sdp4000:" + std::string(4000, 'v') + "7:call-id1:x7:command5:offere";
  for (const bool v6 : {false, true}) {
    const auto proxy = endpoint(v6 ? "2001:db8::9" : "10.0.0.9", 5000), node = endpoint(v6 ? "::1" : "10.0.0.1", 2223);
    using std::chrono::nanoseconds;
    BOOST_TEST(writer->write({start, proxy, node, "c1 d7:command4:pinge", ""}).has_value());
    BOOST_TEST(writer->write({start + nanoseconds(1001), node, proxy, "c1 d6:result4:ponge", "attempt 1"}).has_value());
    BOOST_TEST(writer->write({start + nanoseconds(2000), proxy, node, offer, "lost on the way"}).has_value());
    BOOST_TEST(
        writer->write({start + nanoseconds(20'000'000), proxy, node, offer, std::string(3000, 'c')}).has_value());
  }
  BOOST_TEST(!writer->write({start, endpoint("10.0.0.9", 1), endpoint("::1", 2), "x", ""}).has_value());
  BOOST_TEST(!writer->write({start, endpoint("::2", 1), endpoint("::1", 2), std::string(70000, 'x'), ""}).has_value());
  BOOST_TEST(writer->close().has_value());
  const Read capture = read(file.path);
  BOOST_TEST(!capture.summary.damage.has_value());
  BOOST_TEST((capture.summary.clock.first() == start));
  BOOST_REQUIRE(capture.exchanges.size() == 4U);
  for (const std::size_t i : {0U, 2U}) {
    BOOST_TEST(capture.exchanges[i].latency->count() == 1001);
    BOOST_TEST(capture.exchanges[i].result == "pong");
    BOOST_TEST(capture.exchanges[i + 1].sends == 2U);
    BOOST_TEST(capture.exchanges[i + 1].call_id == "x");
  }
  BOOST_TEST(capture.exchanges[2].node.text() == "[::1]:2223");
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_written) {
  BOOST_TEST((capture::PcapngWriter::create("/no/such/folder/x.pcapng").error().kind == ErrorKind::missing));
  auto full = capture::PcapngWriter::create("/dev/full");
  BOOST_REQUIRE(full.has_value());
  BOOST_TEST(!full->close().has_value());
}

BOOST_AUTO_TEST_SUITE_END()
