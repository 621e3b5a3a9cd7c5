// From frames to datagrams: link layers, VLAN tags, IP headers, fragments, ICMP, TCP-NG streams.
#include "pcap/dissector.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "pcap/packet/ip_layer.hpp"
#include "tests/support/packets.hpp"

BOOST_AUTO_TEST_SUITE(dissector_test)

using namespace rtpe;
using namespace rtpe::test;
namespace link = capture::link;

namespace {

struct Recorder : capture::PacketHandler {
  struct Seen {
    std::string source, destination, payload;
    bool is_cut;
  };
  std::vector<Seen> packets;
  std::vector<capture::Unreachable> errors;
  std::vector<std::string> quoted;
  void packet(const capture::Packet& packet) override {
    packets.push_back({packet.source.text(), packet.destination.text(), std::string(packet.payload), packet.is_cut});
  }
  void unreachable(const capture::Unreachable& unreachable) override {
    errors.push_back(unreachable);
    quoted.emplace_back(unreachable.quoted);
  }
};

struct Fixture {
  Recorder seen;
  std::uint64_t number = 0;
  int link_type = link::ethernet;
  /// Each frame comes 20 ms after the one before, so that none is a copy of another.
  void feed(capture::Dissector& dissector, const std::string& bytes, int seconds = 0, std::uint32_t wire_length = 0) {
    ++number;
    dissector.frame({.number = number,
                     .time = Time(std::chrono::seconds(seconds) + number * std::chrono::milliseconds(20)),
                     .bytes = bytes,
                     .wire_length = std::max(static_cast<std::uint32_t>(bytes.size()), wire_length),
                     .link_type = link_type});
  }
};

const std::string datagram = Ipv4{}.with(udp(5000, 2223, "hello"));
const std::string datagram_v6 = Ipv6{}.with(udp(5000, 2223, "hello"));

}  // namespace

BOOST_FIXTURE_TEST_SUITE(dissector, Fixture)

BOOST_AUTO_TEST_CASE(every_link_type) {
  const std::string cooked = u16(0) + u16(1) + u16(6) + std::string(8, 'h');
  const std::string cooked2 = u16(0x0800) + u16(0) + u32(1) + u16(1) + u8(0) + u8(6) + std::string(8, 'h');
  const struct {
    const char* name;
    int link_type;
    std::string frame;
  } rows[] = {
      {"Ethernet", link::ethernet, ethernet(0x0800, datagram)},
      {"Ethernet with padding", link::ethernet, ethernet(0x0800, datagram) + std::string(20, '\0')},
      {"VLAN", link::ethernet, ethernet(0x8100, u16(7) + u16(0x0800) + datagram)},
      {"QinQ", link::ethernet, ethernet(0x88a8, u16(7) + u16(0x8100) + u16(9) + u16(0x0800) + datagram)},
      {"cooked v1", link::linux_sll, cooked + u16(0x0800) + datagram},
      {"cooked v1 with VLAN", link::linux_sll, cooked + u16(0x8100) + u16(7) + u16(0x0800) + datagram},
      {"cooked v2", link::linux_sll2, cooked2 + datagram},
      {"raw", link::raw, datagram},
      {"raw IPv4", link::ipv4, datagram},
      {"BSD null, little endian", link::null, std::string("\x02\0\0\0", 4) + datagram},
      {"BSD null, big endian", link::null, u32(2) + datagram},
      {"BSD loopback", link::loop, u32(2) + datagram},
      {"IP options", link::raw, Ipv4{.options = std::string("\x01\x01\x01\x00", 4)}.with(udp(5000, 2223, "hello"))},
  };
  for (const auto& row : rows) {
    seen.packets.clear();
    link_type = row.link_type;
    capture::Dissector dissector(seen);
    feed(dissector, row.frame);
    BOOST_REQUIRE_MESSAGE(seen.packets.size() == 1, row.name);
    BOOST_TEST(seen.packets[0].source == "10.0.0.9:5000", row.name);
    BOOST_TEST(seen.packets[0].destination == "10.0.0.1:2223", row.name);
    BOOST_TEST(seen.packets[0].payload == "hello", row.name);
    BOOST_TEST(!seen.packets[0].is_cut, row.name);
  }
}

BOOST_AUTO_TEST_CASE(ipv6_and_extension_headers) {
  const std::string plain = udp(5000, 2223, "hello");
  const std::string hop = u8(17) + u8(0) + std::string(6, '\0');
  const std::string hop_then_destination = u8(60) + u8(0) + std::string(6, '\0') + hop;
  const std::string authentication = u8(17) + u8(1) + std::string(10, '\0');
  const std::string atomic_fragment = u8(17) + u8(0) + u16(0) + u32(77);
  const std::string frames[] = {
      ethernet(0x86dd, datagram_v6),
      ethernet(0x86dd, Ipv6{.next_header = 0}.with(hop + plain)),
      ethernet(0x86dd, Ipv6{.next_header = 0}.with(hop_then_destination + plain)),
      ethernet(0x86dd, Ipv6{.next_header = 51}.with(authentication + plain)),
      ethernet(0x86dd, Ipv6{.next_header = 44}.with(atomic_fragment + plain)),
  };
  capture::Dissector dissector(seen);
  link_type = link::ethernet;
  for (const std::string& frame : frames) feed(dissector, frame);
  BOOST_REQUIRE(seen.packets.size() == std::size(frames));
  for (const auto& packet : seen.packets) {
    BOOST_TEST(packet.source == "[::9]:5000");
    BOOST_TEST(packet.destination == "[::1]:2223");
    BOOST_TEST(packet.payload == "hello");
  }
}

BOOST_AUTO_TEST_CASE(every_prefix_of_every_frame_is_survived) {
  for (const std::string& whole :
       {ethernet(0x8100, u16(7) + u16(0x0800) + datagram), ethernet(0x86dd, datagram_v6),
        ethernet(0x86dd, Ipv6{.next_header = 0}.with(u8(17) + u8(0) + std::string(6, '\0') + udp(1, 2, "x"))),
        ethernet(0x0800, Ipv4{.protocol = 1}.with(icmp_unreachable(3, datagram)))}) {
    capture::Dissector dissector(seen);
    link_type = link::ethernet;
    for (std::size_t length = 0; length < whole.size(); ++length)
      feed(dissector, whole.substr(0, length), 0, static_cast<std::uint32_t>(whole.size()));
    BOOST_TEST(dissector.counters().cut == whole.size());
  }
}

BOOST_AUTO_TEST_CASE(a_datagram_cut_by_the_capture_is_marked) {
  capture::Dissector dissector(seen);
  link_type = link::raw;
  feed(dissector, datagram.substr(0, datagram.size() - 2), 0, static_cast<std::uint32_t>(datagram.size()));
  BOOST_REQUIRE(seen.packets.size() == 1U);
  BOOST_TEST(seen.packets[0].payload == "hel");
  BOOST_TEST(seen.packets[0].is_cut);
}

BOOST_AUTO_TEST_CASE(other_protocols_are_counted) {
  capture::Dissector dissector(seen);
  link_type = link::ethernet;
  feed(dissector, ethernet(0x0806, "arp"));
  feed(dissector, "short");
  feed(dissector, ethernet(0x0800, "\x45nonsense"));
  BOOST_TEST(dissector.counters().frames == 3U);
  BOOST_TEST(dissector.counters().unread.total() == 3U);
  const std::vector<std::pair<std::uint64_t, std::string>> causes = {{2, "cut inside a header"}, {1, "ARP"}};
  BOOST_TEST((dissector.counters().unread.texts() == causes));
  BOOST_TEST(seen.packets.empty());
}

BOOST_AUTO_TEST_CASE(fragments_in_any_order) {
  const std::string whole = udp(5000, 2223, std::string(2000, 'x'));
  const auto fragment = [&](unsigned offset, std::size_t length, bool more) {
    return Ipv4{.id = 5, .fragment = offset / 8 | (more ? 0x2000U : 0U)}.with(
        std::string_view(whole).substr(offset, length));
  };
  const std::string a = fragment(0, 800, true), b = fragment(800, 800, true), c = fragment(1600, 408, false);
  for (const auto& order : {std::vector{a, b, c}, {c, b, a}, {b, a, c}, {b, b, c, a}}) {
    seen.packets.clear();
    capture::Dissector dissector(seen);
    link_type = link::raw;
    for (const std::string& frame : order) feed(dissector, frame);
    BOOST_REQUIRE(seen.packets.size() == 1U);
    BOOST_TEST(seen.packets[0].payload == std::string(2000, 'x'));
    BOOST_TEST(dissector.counters().fragments_given_up == 0U);
  }
}

BOOST_AUTO_TEST_CASE(fragments_of_ipv6) {
  const std::string whole = udp(5000, 2223, std::string(100, 'y'));
  const auto fragment = [&](unsigned offset, std::size_t length, unsigned more) {
    return Ipv6{.next_header = 44}.with(u8(17) + u8(0) + u16(offset | more) + u32(99) + whole.substr(offset, length));
  };
  capture::Dissector dissector(seen);
  link_type = link::raw;
  feed(dissector, fragment(64, 64, 0));
  feed(dissector, fragment(0, 64, 1));
  BOOST_REQUIRE(seen.packets.size() == 1U);
  BOOST_TEST(seen.packets[0].payload == std::string(100, 'y'));
}

BOOST_AUTO_TEST_CASE(fragments_that_never_fit_are_given_up) {
  capture::Dissector dissector(seen);
  link_type = link::raw;
  feed(dissector, Ipv4{.id = 1, .fragment = 0x2000}.with(std::string(16, 'a')));
  feed(dissector, Ipv4{.id = 1, .fragment = 0x2001}.with(std::string(16, 'b')));  // overlaps with other bytes
  BOOST_TEST(dissector.counters().fragments_given_up == 1U);
  feed(dissector, Ipv4{.id = 2, .fragment = 0x2000}.with(std::string(16, 'a')), 0);
  feed(dissector, Ipv4{.id = 3, .fragment = 0x2000}.with(std::string(16, 'a')), 31);  // 2 is too old now
  BOOST_TEST(dissector.counters().fragments_given_up == 2U);
  for (unsigned id = 10; id < 10 + capture::FragmentStore::datagrams_at_most; ++id)
    feed(dissector, Ipv4{.id = id, .fragment = 0x2000}.with(std::string(16, 'a')), 31);
  BOOST_TEST(dissector.counters().fragments_given_up == 3U);
  feed(dissector, Ipv4{.id = 9999, .fragment = 0x1fff}.with(std::string(64, 'a')), 31);  // beyond 65535 bytes
  BOOST_TEST(dissector.counters().fragments_given_up == 5U);
  BOOST_TEST(seen.packets.empty());
}

BOOST_AUTO_TEST_CASE(icmp_errors_name_the_datagram) {
  capture::Dissector dissector(seen);
  link_type = link::raw;
  const Ipv4 back{
      .source = std::string("\x0a\0\0\x01", 4), .destination = std::string("\x0a\0\0\x09", 4), .protocol = 1};
  feed(dissector, back.with(icmp_unreachable(3, datagram)));
  feed(dissector, back.with(icmp_unreachable(1, datagram.substr(0, 28))));
  feed(dissector, back.with(icmp_unreachable(4, datagram)));                    // fragmentation needed
  feed(dissector, back.with(u8(8) + u8(0) + std::string(6, '\0') + datagram));  // a ping
  feed(dissector, back.with(icmp_unreachable(3, Ipv4{.protocol = 6}.with("tcp-tcp-tcp"))));
  const Ipv6 back6{.next_header = 58};
  feed(dissector, back6.with(u8(1) + u8(4) + u16(0) + u32(0) + datagram_v6));
  BOOST_REQUIRE(seen.errors.size() == 3U);
  BOOST_TEST(seen.errors[0].is_port);
  BOOST_TEST(seen.errors[0].reporter.text() == "10.0.0.1");
  BOOST_TEST(seen.errors[0].source.text() == "10.0.0.9:5000");
  BOOST_TEST(seen.errors[0].destination.text() == "10.0.0.1:2223");
  BOOST_TEST(seen.quoted[0] == "hello");
  BOOST_TEST(!seen.errors[1].is_port);
  BOOST_TEST(seen.quoted[1].empty());
  BOOST_TEST(seen.errors[2].is_port);
  BOOST_TEST(seen.errors[2].destination.text() == "[::1]:2223");
}

namespace {

std::string tcp_segment(std::uint32_t sequence, unsigned flags, std::string_view payload, bool from_server = false) {
  const std::string ports = from_server ? u16(2224) + u16(4000) : u16(4000) + u16(2224);
  Ipv4 ip{.protocol = 6};
  if (from_server) std::swap(ip.source, ip.destination);
  return ip.with(ports + u32(sequence) + u32(1) + u8(0x50) + u8(flags) + u16(8000) + u32(0) + std::string(payload));
}

constexpr unsigned syn = 2, ack = 16, push = 24;

std::vector<std::string> payloads(const Recorder& seen) {
  std::vector<std::string> out;
  for (const auto& packet : seen.packets) out.push_back(packet.payload);
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(ng_messages_out_of_a_tcp_stream) {
  const std::vector<std::string> expected = {"c1 d7:command4:pinge", "c1 d6:result4:ponge", "c2 d7:command4:pinge"};
  capture::Dissector dissector(seen);
  link_type = link::raw;
  feed(dissector, tcp_segment(100, syn, ""));
  feed(dissector, tcp_segment(500, syn | ack, "", true));
  feed(dissector, tcp_segment(101, ack, ""));
  feed(dissector, tcp_segment(109, push, "mand4:pingec2 d7:co"));  // out of order; two messages in one segment
  feed(dissector, tcp_segment(101, push, "c1 d7:com"));
  BOOST_TEST(payloads(seen).empty());  // "c1 d7:com" ends at 110, not at 109: the segments overlap by one byte
  seen.packets.clear();
  capture::Dissector again(seen);
  link_type = link::raw;
  feed(again, tcp_segment(100, syn, ""));
  feed(again, tcp_segment(500, syn | ack, "", true));
  feed(again, tcp_segment(110, push, "mand4:pingec2 d7:co"));
  feed(again, tcp_segment(101, push, "c1 d7:com"));
  feed(again, tcp_segment(501, push, "c1 d6:result4:ponge", true));
  feed(again, tcp_segment(129, push, "mmand4:pinge"));
  BOOST_TEST(payloads(seen) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_stream_already_running_and_a_stream_of_something_else) {
  capture::Dissector dissector(seen);
  link_type = link::raw;
  feed(dissector, tcp_segment(7000, push, "c9 d7:command4:pinge"));
  BOOST_TEST(payloads(seen) == std::vector<std::string>{"c9 d7:command4:pinge"}, boost::test_tools::per_element());
  seen.packets.clear();
  capture::Dissector other(seen);
  link_type = link::raw;
  feed(other, tcp_segment(100, syn, ""));
  feed(other, tcp_segment(101, push, "GET /metrics HTTP/1.1\r\n\r\n"));
  feed(other, tcp_segment(126, push, "c1 d7:command4:pinge"));  // refused by then
  BOOST_TEST(seen.packets.empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
