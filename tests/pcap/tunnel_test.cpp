// What stands between a frame and the datagram inside: tags, labels, tunnels, envelopes, copies.
#include <zlib.h>

#include <boost/test/unit_test.hpp>

#include "pcap/dissector.hpp"
#include "tests/support/packets.hpp"

BOOST_AUTO_TEST_SUITE(tunnel_test)

using namespace rtpe;
using namespace rtpe::test;

namespace {

struct Recorder : capture::PacketHandler {
  std::vector<std::string> seen;
  void packet(const capture::Packet& packet) override {
    seen.push_back(packet.source.text() + " " + packet.destination.text() + " " + std::string(packet.payload));
  }
  void unreachable(const capture::Unreachable&) override {}
};

const std::string inner = Ipv4{}.with(udp(5000, 2223, "hello"));
const std::string inner_v6 = Ipv6{}.with(udp(5000, 2223, "hello"));
const std::string outer_a = std::string("\xc0\xa8\x00\x01", 4), outer_b = std::string("\xc0\xa8\x00\x02", 4);

std::string outer(unsigned protocol, const std::string& payload) {
  return ethernet(0x0800,
                  Ipv4{.source = outer_a, .destination = outer_b, .protocol = protocol, .id = 77}.with(payload));
}
std::string outer_udp(unsigned port, const std::string& payload) { return outer(17, udp(4444, port, payload)); }
std::string gre(unsigned flags, unsigned type, const std::string& rest) {
  return outer(47, u16(flags) + u16(type) + rest);
}

std::string chunk(unsigned type, const std::string& value) {
  return u16(0) + u16(type) + u16(static_cast<unsigned>(6 + value.size())) + value;
}
std::string hep(const std::string& payload_chunk, const std::string& addresses) {
  const std::string body = chunk(1, u8(2)) + chunk(2, u8(17)) + addresses + chunk(7, u16(5000)) + chunk(8, u16(2223)) +
                           chunk(11, u8(1)) + payload_chunk;
  return "HEP3" + u16(static_cast<unsigned>(6 + body.size())) + body;
}
const std::string hep_v4 = chunk(3, std::string("\x0a\0\0\x09", 4)) + chunk(4, std::string("\x0a\0\0\x01", 4));

std::string packed(const std::string& plain) {
  std::string out(200, '\0');
  uLongf length = out.size();
  compress(reinterpret_cast<Bytef*>(out.data()), &length, reinterpret_cast<const Bytef*>(plain.data()), plain.size());
  return out.substr(0, length);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_way_to_the_datagram) {
  const std::string frame = ethernet(0x0800, inner);
  const struct {
    const char* name;
    std::string frame;
  } rows[] = {
      {"802.1ad in 802.1Q", ethernet(0x8100, u16(1) + u16(0x88a8) + u16(2) + u16(0x0800) + inner)},
      {"VN-Tag", ethernet(0x8926, u32(0) + u16(0x0800) + inner)},
      {"E-Tag", ethernet(0x893f, std::string(6, '\0') + u16(0x0800) + inner)},
      {"MPLS", ethernet(0x8847, u32(0x00010040) + u32(0x00020140) + inner)},
      {"MPLS, IPv6", ethernet(0x8847, u32(0x00020140) + inner_v6)},
      {"MPLS pseudowire", ethernet(0x8847, u32(0x00020140) + u32(0) + frame)},
      {"PPPoE",
       ethernet(0x8864, u16(0x1100) + u16(5) + u16(static_cast<unsigned>(inner.size() + 2)) + u16(0x0021) + inner)},
      {"LLC/SNAP",
       ethernet(static_cast<unsigned>(inner.size() + 8), std::string("\xaa\xaa\x03\0\0\0", 6) + u16(0x0800) + inner)},
      {"NSH", ethernet(0x894f, u8(0) + u8(2) + u8(2) + u8(1) + u32(0x100) + inner)},
      {"IPIP", outer(4, inner)},
      {"6in4", outer(41, inner_v6)},
      {"4in6", ethernet(0x86dd, Ipv6{.next_header = 4}.with(inner))},
      {"GRE", gre(0, 0x0800, inner)},
      {"GRE with checksum, key, sequence", gre(0xb000, 0x86dd, std::string(12, '\x01') + inner_v6)},
      {"GRE with Ethernet", gre(0, 0x6558, frame)},
      {"ERSPAN I", gre(0, 0x88be, frame)},
      {"ERSPAN II", gre(0x1000, 0x88be, u32(9) + std::string(8, '\0') + frame)},
      {"ERSPAN III", gre(0x1000, 0x22eb, u32(9) + std::string(12, '\0') + frame)},
      {"ERSPAN III with subheader",
       gre(0x1000, 0x22eb, u32(9) + std::string(11, '\0') + u8(1) + std::string(8, '\0') + frame)},
      {"VXLAN", outer_udp(4789, u32(0x08000000) + u32(0x00000500) + frame)},
      {"VXLAN on Linux' old port", outer_udp(8472, u32(0x08000000) + u32(0x00000500) + frame)},
      {"VXLAN-GPE with IPv4", outer_udp(4790, u32(0x0c000001) + u32(0x00000500) + inner)},
      {"Geneve", outer_udp(6081, u16(0x0000) + u16(0x6558) + u32(0x00000500) + frame)},
      {"Geneve with options",
       outer_udp(6081, u16(0x0200) + u16(0x0800) + u32(0x00000500) + std::string(8, '\0') + inner)},
      {"VXLAN in VXLAN",
       outer_udp(4789, u32(0x08000000) + u32(0x100) + outer_udp(4789, u32(0x08000000) + u32(0x200) + frame))},
      {"HEP3", outer_udp(9060, hep(chunk(15, "hello"), hep_v4))},
      {"HEP3, packed", outer_udp(9060, hep(chunk(16, packed("hello")), hep_v4))},
      {"HEP3 of IPv6", outer_udp(9060, hep(chunk(15, "hello"), chunk(5, std::string(15, '\0') + "\x09") +
                                                                   chunk(6, std::string(15, '\0') + "\x01")))},
  };
  for (const auto& row : rows) {
    Recorder recorder;
    capture::Dissector dissector(recorder);
    dissector.frame({.number = 1, .bytes = row.frame, .wire_length = static_cast<std::uint32_t>(row.frame.size())});
    BOOST_REQUIRE_MESSAGE(recorder.seen.size() == 1, row.name);
    const bool is_v6 = recorder.seen[0].starts_with('[');
    BOOST_TEST(recorder.seen[0] == (is_v6 ? "[::9]:5000 [::1]:2223 hello" : "10.0.0.9:5000 10.0.0.1:2223 hello"),
               row.name);
    BOOST_TEST(dissector.counters().unread.total() == 0U, row.name);
    for (std::size_t length = 0; length < row.frame.size(); ++length) {  // whatever is cut: no harm
      Recorder nobody;
      capture::Dissector cut(nobody);
      cut.frame({.number = 1,
                 .bytes = std::string_view(row.frame).substr(0, length),
                 .wire_length = static_cast<std::uint32_t>(row.frame.size())});
    }
  }
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_has_a_cause) {
  std::string deep = ethernet(0x0800, inner);
  for (int i = 0; i < 12; ++i) deep = outer_udp(4789, u32(0x08000000) + u32(0x100) + deep);
  const struct {
    std::string frame;
    int link_type;
    const char* cause;
  } rows[] = {
      {ethernet(0x0806, "arp"), 1, "ARP"},
      {ethernet(0x88cc, "lldp"), 1, "LLDP"},
      {ethernet(0x1234, "?"), 1, "of ethertype 0x1234"},
      {ethernet(0x88e5, "secret"), 1, "encrypted (MACsec)"},
      {ethernet(38, std::string("\x42\x42\x03stp", 6)), 1, "LLC without IP"},
      {outer(50, "secret secret"), 1, "encrypted (ESP)"},
      {outer(132, "sctp"), 1, "SCTP"},
      {outer(200, "?"), 1, "of IP protocol 200"},
      {deep, 1, "with too many tunnels in tunnels"},
      {outer_udp(9060, "HEP3\xff\xff broken"), 1, "damaged HEP packets"},
      {"radio", 127, "of link type 127 (IEEE802_11_RADIO)"},
      {ethernet(0x0800, "\x45"), 1, "cut inside a header"},
      {ethernet(0x0800, std::string(30, '\x15')), 1, "with a header that cannot be"},
  };
  for (const auto& row : rows) {
    Recorder recorder;
    capture::Dissector dissector(recorder);
    dissector.frame({.number = 1,
                     .bytes = row.frame,
                     .wire_length = static_cast<std::uint32_t>(row.frame.size()),
                     .link_type = row.link_type});
    const auto texts = dissector.counters().unread.texts();
    BOOST_REQUIRE_MESSAGE(texts.size() == 1, row.cause);
    BOOST_TEST(texts[0].second == row.cause);
    BOOST_TEST(recorder.seen.empty());
  }
}

BOOST_AUTO_TEST_CASE(other_traffic_on_a_port_of_tunnels_is_left_alone) {
  Recorder recorder;
  capture::Dissector dissector(recorder);
  for (const unsigned port : {4789U, 6081U}) {
    const auto frame = ethernet(0x0800, Ipv4{}.with(udp(5000, port, "c1 d7:command4:pinge")));
    dissector.frame({.number = 1, .bytes = frame, .wire_length = static_cast<std::uint32_t>(frame.size())});
  }
  BOOST_TEST(recorder.seen.size() == 2U);
}

BOOST_AUTO_TEST_CASE(copies_are_left_out_and_new_sends_are_not) {
  using namespace std::chrono_literals;
  const auto with_id = [](unsigned id, unsigned ttl_less) {
    std::string packet = Ipv4{.id = id}.with(udp(5000, 2223, "hello"));
    packet[8] = static_cast<char>(64 - ttl_less);
    return ethernet(0x0800, packet);
  };
  const struct {
    const char* name;
    std::string first, second;
    Duration distance;
    std::size_t seen;
  } rows[] = {
      {"mirrored twice", with_id(9, 0), with_id(9, 0), 5us, 1},
      {"behind a router", with_id(9, 0), with_id(9, 1), 400us, 1},
      {"through a tunnel", with_id(9, 0), outer_udp(4789, u32(0x08000000) + u32(0x100) + with_id(9, 0)), 5us, 1},
      {"sent again", with_id(9, 0), with_id(10, 0), 5us, 2},
      {"the identification comes round", with_id(9, 0), with_id(9, 0), 2s, 2},
      {"without identification, at once", with_id(0, 0), with_id(0, 0), 100us, 1},
      {"without identification, sent again", with_id(0, 0), with_id(0, 0), 500ms, 2},
  };
  for (const auto& row : rows) {
    Recorder recorder;
    capture::Dissector dissector(recorder);
    Time now{1s};
    for (const std::string& frame : {row.first, row.second}) {
      dissector.frame(
          {.number = 1, .time = now, .bytes = frame, .wire_length = static_cast<std::uint32_t>(frame.size())});
      now += row.distance;
    }
    BOOST_TEST(recorder.seen.size() == row.seen, row.name);
    BOOST_TEST(dissector.counters().copies == 2 - row.seen, row.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
