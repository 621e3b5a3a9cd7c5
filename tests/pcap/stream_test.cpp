// Messages out of TCP streams: SIP, HTTP, WebSocket, HEP, NG; in pieces, out of order, with holes, from the middle.
#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "pcap/dissector.hpp"
#include "pcap/stream/stream_messages.hpp"
#include "tests/support/packets.hpp"

BOOST_AUTO_TEST_SUITE(stream_test)

using namespace rtpe;
using namespace rtpe::test;
using capture::StreamMessages;
using capture::Transport;

namespace {

using Seen = std::vector<std::string>;

const std::string ping = "c1 d7:command4:pinge";
const std::string sip = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 4\r\n\r\nbody";
const std::string sip_short = "SIP/2.0 200 OK\r\nl: 0\r\n\r\n";
const std::string post =
    "POST /ng HTTP/1.1\r\nContent-Type: application/x-rtpengine-ng\r\nContent-Length: 20\r\n\r\n" + ping;
const std::string upgrade = "GET / HTTP/1.1\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\r\n";
const std::string switched = "HTTP/1.1 101 Switching\r\nupgrade: websocket\r\n\r\n";

std::string frame(unsigned first, const std::string& payload, bool is_masked) {
  std::string out = u8(first);
  const auto mask = is_masked ? 0x80U : 0U;
  if (payload.size() < 126)
    out += u8(mask | static_cast<unsigned>(payload.size()));
  else
    out += u8(mask | 126U) + u16(static_cast<unsigned>(payload.size()));
  if (!is_masked) return out + payload;
  const std::string key = "\x11\x22\x33\x44";
  out += key;
  for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ key[i % 4]);
  return out;
}

Seen split(const std::string& bytes, std::size_t piece) {
  Seen seen;
  StreamMessages stream;
  for (std::size_t at = 0; at < bytes.size(); at += piece)
    stream.feed(std::string_view(bytes).substr(at, piece), [&](const StreamMessages::Message& message) {
      seen.push_back(std::string(name_of(message.transport)) + " " + std::string(message.bytes));
    });
  return seen;
}

}  // namespace

BOOST_AUTO_TEST_CASE(messages_whatever_the_pieces) {
  const struct {
    const char* name;
    std::string bytes;
    Seen expected;
  } rows[] = {
      {"NG", ping + "\nc2 d6:result4:ponge" + ping, {"tcp " + ping, "tcp \nc2 d6:result4:ponge", "tcp " + ping}},
      {"SIP with keep-alives", sip + "\r\n\r\n" + sip_short + sip, {"tcp " + sip, "tcp " + sip_short, "tcp " + sip}},
      {"HTTP", post + "GET /ping HTTP/1.1\r\n\r\n" + post, {"http " + ping, "http " + ping}},
      {"HTTP answer", "HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n" + ping, {"http " + ping}},
      {"WebSocket of a client",
       upgrade + frame(0x81, ping, true) + frame(0x89, "x", true) + frame(0x82, sip, true),
       {"ws " + ping, "ws " + sip}},
      {"WebSocket of a server", switched + frame(0x82, ping, false), {"ws " + ping}},
      {"WebSocket in fragments",
       upgrade + frame(0x01, "c1 d7:comm", true) + frame(0x8a, "", true) + frame(0x80, "and4:pinge", true),
       {"ws " + ping}},
      {"WebSocket, long", switched + frame(0x82, std::string(3000, 'a'), false), {"ws " + std::string(3000, 'a')}},
      {"HEP", "HEP3" + u16(10) + "abcdHEP3" + u16(7) + "x", {"tcp HEP3" + u16(10) + "abcd", "tcp HEP3" + u16(7) + "x"}},
  };
  for (const auto& row : rows)
    for (const std::size_t piece :
         {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{100}, std::size_t{100000}}) {
      const Seen seen = split(row.bytes, piece);
      BOOST_TEST((seen == row.expected), row.name << " in pieces of " << piece << ": " << seen.size());
    }
}

BOOST_AUTO_TEST_CASE(what_a_stream_carries) {
  using Protocol = StreamMessages::Protocol;
  const struct {
    std::string bytes;
    Protocol protocol;
  } rows[] = {
      {std::string("\x16\x03\x01\x02\0", 5), Protocol::tls},
      {"INVITE sip:a SIP/2.0\r\n", Protocol::sip},
      {"GET / HTTP/1.1\r\n", Protocol::http},
      {"INVI", Protocol::unknown},
      {"c1 d7:c", Protocol::ng},
      {"c1 ", Protocol::unknown},
      {"c1", Protocol::unknown},
      {"Access denied for user", Protocol::other},
      {"mysql de", Protocol::other},
      {"hola {\"a\":1}", Protocol::other},
      {"HEP3", Protocol::hep},
      {frame(0x81, "hello there", true), Protocol::websocket},
      {std::string("\x4a\0\0\0\x0a", 5) + "8.0.31", Protocol::other},
  };
  for (const auto& row : rows) BOOST_TEST((capture::protocol_of(row.bytes) == row.protocol), row.bytes.substr(0, 20));
}

BOOST_AUTO_TEST_CASE(a_compressed_message_is_counted) {
  StreamMessages stream;
  Seen seen;
  stream.feed(upgrade + frame(0xc1, "packed", true), [&](const auto& message) { seen.emplace_back(message.bytes); });
  BOOST_TEST(seen.empty());
  BOOST_TEST(stream.compressed() == 1U);
}

BOOST_AUTO_TEST_CASE(hostile_lengths_end_it) {
  for (const std::string& bytes :
       {std::string("c1 d99999999:"), std::string("INVITE sip:a SIP/2.0\r\nContent-Length: 99999999\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"),
        switched + "\x82\x7f" + std::string("\xff\xff\xff\xff\xff\xff\xff\xff", 8)}) {
    StreamMessages stream;
    const auto ignore = [](const StreamMessages::Message&) {};
    stream.feed(bytes, ignore);
    for (int i = 0; i < 100; ++i) stream.feed(std::string(10000, 'x'), ignore);
    BOOST_TEST((stream.protocol() == StreamMessages::Protocol::other), bytes);
  }
}

namespace {

struct Recorder : capture::PacketHandler {
  Seen seen;
  void packet(const capture::Packet& packet) override {
    seen.push_back(std::string(packet.payload) + (packet.is_cut ? " (cut)" : ""));
  }
  void unreachable(const capture::Unreachable&) override {}
};

struct Fixture {
  Recorder recorder;
  capture::Dissector dissector{recorder};
  std::uint64_t number = 0;
  void segment(std::uint32_t sequence, unsigned flags, std::string_view payload, std::size_t captured = 100000) {
    Ipv4 ip{.protocol = 6, .id = static_cast<unsigned>(++number)};
    const std::string whole = ip.with(u16(4000) + u16(2224) + u32(sequence) + u32(1) + u8(0x50) + u8(flags) +
                                      u16(8000) + u32(0) + std::string(payload));
    const auto bytes = std::string_view(whole).substr(0, 40 + captured);
    dissector.frame({.number = number,
                     .time = Time(std::chrono::milliseconds(number)),
                     .bytes = bytes,
                     .wire_length = static_cast<std::uint32_t>(whole.size()),
                     .link_type = capture::link::raw});
  }
};
constexpr unsigned syn = 2, push = 24, fin = 17, rst = 4;
const std::string second = "c2 d7:command4:pinge";

}  // namespace

BOOST_FIXTURE_TEST_CASE(retransmissions_and_disorder, Fixture) {
  segment(99, syn, "");
  segment(110, push, ping.substr(10));
  segment(100, push, ping.substr(0, 10));
  segment(100, push, ping);
  segment(105, push, ping.substr(5) + second.substr(0, 3));
  segment(123, fin, second.substr(3));
  const Seen expected = {ping, second};
  BOOST_TEST(recorder.seen == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(sequence_numbers_that_wrap, Fixture) {
  segment(0xfffffff0, syn, "");
  segment(0xfffffff1, push, ping);
  segment(0x00000005, push, second);
  const Seen expected = {ping, second};
  BOOST_TEST(recorder.seen == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_hole_costs_one_message, Fixture) {
  segment(99, syn, "");
  segment(100, push, ping.substr(0, 10));
  segment(120, push, second);
  BOOST_TEST(recorder.seen.empty());
  dissector.finish();
  const Seen expected = {ping.substr(0, 10) + " (cut)", second};
  BOOST_TEST(recorder.seen == expected, boost::test_tools::per_element());
  BOOST_TEST(dissector.counters().streams.gaps == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_segment_cut_by_the_capture, Fixture) {
  segment(99, syn, "");
  segment(100, push, ping, 12);
  segment(120, push, second);
  const Seen expected = {ping.substr(0, 12) + " (cut)", second};
  BOOST_TEST(recorder.seen == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(from_the_middle_of_a_connection, Fixture) {
  segment(5000, push, "Content-Length: 0\r\n\r\n");
  segment(5021, push, sip);
  const Seen expected = {sip};
  BOOST_TEST(recorder.seen == expected, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(a_port_used_again, Fixture) {
  segment(99, syn, "");
  segment(100, push, "nothing that is known\n");
  segment(122, rst, "");
  segment(70099, syn, "");
  segment(70100, push, ping);
  const Seen expected = {ping};
  BOOST_TEST(recorder.seen == expected, boost::test_tools::per_element());
  BOOST_TEST(dissector.counters().streams.streams == 1U);
}

BOOST_FIXTURE_TEST_CASE(memory_of_streams_is_bounded, Fixture) {
  segment(99, syn, "");
  for (std::uint32_t i = 0; i < 1000; ++i) segment(200 + i * 2000, push, std::string(1400, 'x'));
  BOOST_TEST(dissector.counters().streams.gaps > 0U);
}

BOOST_AUTO_TEST_SUITE_END()
