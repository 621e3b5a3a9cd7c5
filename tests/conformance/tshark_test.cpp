// Lane tshark: Wireshark's dissector and ours agree on captures of the real programs, and it finds no fault with ours.
#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <map>
#include <set>
#include <sstream>

#include "pcap/call/call_book.hpp"
#include "pcap/export/export_calls.hpp"
#include "pcap/pcapng_writer.hpp"
#include "pcap/read_capture.hpp"
#include "tests/support/packets.hpp"
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

/// "source port destination port ssrc packets lost" -> mean and highest jitter in hundredths of a millisecond.
using Streams = std::map<std::string, std::array<long, 2>>;

/// tshark counts in milliseconds and rounds on the way: its last digit may be another.
bool is_same(const Streams& ours, const Streams& theirs) {
  return std::ranges::equal(ours, theirs, [](const auto& one, const auto& other) {
    const auto near = [&](std::size_t at) { return std::abs(one.second[at] - other.second[at]) <= 2; };
    return one.first == other.first && near(0) && near(1);
  });
}

std::string text_of(const Streams& streams) {
  std::ostringstream out;
  for (const auto& [stream, jitter] : streams) out << "\n  " << stream << ": " << jitter[0] << ", " << jitter[1];
  return out.str();
}

Streams streams_seen_by_tshark(const std::string& path, const std::string& options = "") {
  Streams streams;
  for (const std::string& line : lines_of("tshark -r '" + path + "' " + options + " -q -z rtp,streams")) {
    std::istringstream fields(line);
    std::string start, end, source, source_port, destination, destination_port, ssrc, codec, lost, percent;
    std::uint64_t packets = 0;
    double delta[3], jitter[3];
    fields >> start >> end >> source >> source_port >> destination >> destination_port >> ssrc >> codec >> packets >>
        lost >> percent >> delta[0] >> delta[1] >> delta[2] >> jitter[0] >> jitter[1] >> jitter[2];
    if (!fields) continue;
    std::ostringstream out;
    out << source << " " << source_port << " " << destination << " " << destination_port << " " << ssrc << " "
        << packets << " " << lost;
    streams[out.str()] = {std::lround(jitter[1] * 100), std::lround(jitter[2] * 100)};
  }
  return streams;
}

Streams streams_seen_by_us(const std::string& path) {
  capture::CallBook book;
  const auto summary = capture::read_capture(
      path, [&](const capture::WireExchange& one, const capture::CaptureClock&) { book.exchange(one); },
      {.matcher = {.with_sdp = true}, .listener = &book});
  BOOST_REQUIRE(summary.has_value());
  book.join();
  Streams streams;
  for (const auto& stream : book.streams()) {
    const auto rate = book.clock_rate_of(stream);
    std::ostringstream out;
    out << stream.source.address.text() << " " << stream.source.port << " " << stream.destination.address.text() << " "
        << stream.destination.port << " 0x" << std::hex << std::uppercase << std::setw(8) << std::setfill('0')
        << stream.ssrc << std::dec << " " << stream.packets << " " << stream.lost();
    streams[out.str()] = {std::lround(*stream.jitter_ms(rate) * 100),
                          std::lround(*stream.highest_jitter_ms(rate) * 100)};
  }
  return streams;
}

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

BOOST_AUTO_TEST_CASE(as_many_sip_messages) {
  for (const char* name : {"sip_basic", "sip_reinvite", "sip_kill9_reinvite", "sip_kill9_bye", "sip_all_dead",
                           "sip_media_mos", "ng_transports"}) {
    const std::string path = rtpe::test::data_directory() + "/pcap/" + name + ".pcap";
    const auto summary = capture::read_capture(path, [](const capture::WireExchange&, const capture::CaptureClock&) {});
    BOOST_REQUIRE(summary.has_value());
    const auto theirs = lines_of("tshark -r '" + path + "' -Y sip -T fields -e frame.number").size();
    BOOST_TEST(summary->traffic.of(capture::Content::sip) == theirs, name);
  }
}

BOOST_AUTO_TEST_CASE(the_same_loss_and_jitter) {
  const std::pair<const char*, std::size_t> files[] = {
      {"sip_media_mos.pcap", 4},           {"real_one_call.pcapng.gz", 4},      {"real_two_calls.pcapng.gz", 8},
      {"real_media_refused.pcapng.gz", 4}, {"real_engine_killed.pcapng.gz", 4}, {"real_never_deleted.pcapng.gz", 8}};
  for (const auto& [name, streams] : files) {
    const std::string path = rtpe::test::data_directory() + "/pcap/" + name;
    const auto theirs = streams_seen_by_tshark(path), ours = streams_seen_by_us(path);
    BOOST_TEST(theirs.size() == streams, name);
    BOOST_TEST(is_same(ours, theirs), "we see" << text_of(ours) << "\ntshark sees" << text_of(theirs));
  }
}

/// One stream of 3000 packets, every one of which may be left out, late, doubled or delayed.
struct Made {
  const char* name;
  bool (*is_left_out)(unsigned number);
  unsigned (*number_at)(unsigned place);
  Duration (*delay)(unsigned place);
  unsigned doubled;  ///< every so many; 0: none
  unsigned first;    ///< sequence number
};

BOOST_AUTO_TEST_CASE(the_same_of_streams_that_are_made) {
  using namespace std::chrono_literals;
  const auto none = [](unsigned) { return false; };
  const auto as_it_is = [](unsigned place) { return place; };
  const auto at_once = [](unsigned) -> Duration { return 0ns; };
  const Made rows[] = {
      {"whole", none, as_it_is, at_once, 0, 0},
      {"29 of 3000", [](unsigned i) { return i % 100 == 50 && i != 50; }, as_it_is, at_once, 0, 0},
      {"in a row", [](unsigned i) { return (i >= 100 && i < 105) || (i >= 500 && i < 600) || i == 700; }, as_it_is,
       at_once, 0, 0},
      {"late", none, [](unsigned i) { return i % 100 == 50   ? i + 1
                                             : i % 100 == 51 ? i - 1
                                                             : i; }, at_once, 0, 0},
      {"doubled", none, as_it_is, at_once, 50, 0},
      {"jitter and numbers that wrap", [](unsigned i) { return i % 97 == 1; }, as_it_is,
       [](unsigned i) -> Duration { return i % 7 * 3ms; }, 0, 65000}};
  for (const Made& row : rows) {
    const OurFile file;
    auto writer = capture::PcapngWriter::create(file.path);
    BOOST_REQUIRE(writer.has_value());
    const Time start{std::chrono::seconds(1735689600)};
    for (unsigned place = 0; place < 3000; ++place) {
      const unsigned number = row.number_at(place);
      if (row.is_left_out(number)) continue;
      using namespace rtpe::test;
      const std::string packet =
          u8(0x80) + u8(8) + u16(row.first + number) + u32(number * 160) + u32(7) + std::string(160, 's');
      const Time at = start + place * 20ms + row.delay(place);
      for (unsigned copy = 0; copy < (row.doubled != 0 && place % row.doubled == 10 ? 2U : 1U); ++copy)
        BOOST_REQUIRE(
            writer->write({at + copy * 5ms, endpoint("10.0.0.7", 4000), endpoint("10.0.0.1", 30000), packet, ""}));
    }
    BOOST_REQUIRE(writer->close().has_value());
    const auto theirs = streams_seen_by_tshark(file.path, "-d udp.port==30000,rtp"),
               ours = streams_seen_by_us(file.path);
    BOOST_TEST(theirs.size() == 1U, row.name);
    BOOST_TEST(is_same(ours, theirs), row.name << ": we see" << text_of(ours) << "\ntshark sees" << text_of(theirs));
  }
}

BOOST_AUTO_TEST_CASE(exported_calls_are_sound) {
  for (const char* name : {"sip_media_mos.pcap", "ng_transports.pcap", "real_media_refused.pcapng.gz"}) {
    const std::string path = rtpe::test::data_directory() + "/pcap/" + name;
    const OurFile plain, anonymised;
    BOOST_REQUIRE(capture::export_calls({.files = {path}, .calls = {}, .output = plain.path, .anonymiser_seed = {}}));
    BOOST_REQUIRE(
        capture::export_calls({.files = {path}, .calls = {}, .output = anonymised.path, .anonymiser_seed = 7}));
    BOOST_TEST(streams_seen_by_tshark(plain.path).size() == streams_seen_by_tshark(path).size());
    BOOST_TEST(streams_seen_by_tshark(anonymised.path).size() == streams_seen_by_tshark(path).size());
    const std::string bad =
        "ip.checksum.status==0 || udp.checksum.status==0 || tcp.checksum.status==0 || icmp.checksum.status==0";
    BOOST_TEST(lines_of("tshark -r '" + anonymised.path +
                        "' -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -o "
                        "tcp.check_checksum:TRUE -Y '" +
                        bad + "' -T fields -e frame.number")
                   .empty());
    BOOST_TEST(lines_of("tshark -r '" + anonymised.path + "' -Y '_ws.malformed' -T fields -e frame.number").empty());
    BOOST_TEST(lines_of("tshark -r '" + plain.path + "' -Y sip -T fields -e frame.number").size() ==
               lines_of("tshark -r '" + anonymised.path + "' -Y sip -T fields -e frame.number").size());
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
