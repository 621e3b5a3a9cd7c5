#include "pcap/packet/built_frame.hpp"

#include <tins/ethernetII.h>
#include <tins/icmp.h>
#include <tins/icmpv6.h>
#include <tins/ip.h>
#include <tins/ipv6.h>
#include <tins/rawpdu.h>
#include <tins/tcp.h>
#include <tins/udp.h>

#include <cstring>

namespace rtpe::capture {
namespace {

/// A locally administered address made from the last bytes of the IP address.
Tins::EthernetII::address_type hardware_address(const Address& address) {
  const std::size_t length = address.is_v6 ? 16 : 4;
  std::uint8_t bytes[6] = {2, address.is_v6 ? std::uint8_t{6} : std::uint8_t{4}};
  std::memcpy(bytes + 2, address.bytes.data() + length - 4, 4);
  return {bytes};
}

Tins::IPv4Address ipv4(const Address& address) {
  std::uint32_t number = 0;
  std::memcpy(&number, address.bytes.data(), sizeof number);
  return Tins::IPv4Address(number);
}

Tins::IP ipv4_header(const Address& source, const Address& destination, std::uint16_t id) {
  Tins::IP ip(ipv4(destination), ipv4(source));
  ip.ttl(64);
  ip.id(id);
  ip.flags(Tins::IP::DONT_FRAGMENT);
  return ip;
}

Tins::IPv6 ipv6_header(const Address& source, const Address& destination) {
  Tins::IPv6 ip{Tins::IPv6Address(destination.bytes.data()), Tins::IPv6Address(source.bytes.data())};
  ip.hop_limit(64);
  return ip;
}

std::string text_of(const std::vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string framed(const Address& source, const Address& destination, std::uint16_t id, const Tins::PDU& inner) {
  Tins::EthernetII frame(hardware_address(destination), hardware_address(source));
  if (source.is_v6) {
    frame.inner_pdu(ipv6_header(source, destination) / inner);
  } else {
    frame.inner_pdu(ipv4_header(source, destination, id) / inner);
  }
  return text_of(frame.serialize());
}

Tins::RawPDU raw(std::string_view payload) {
  return {reinterpret_cast<const std::uint8_t*>(payload.data()), static_cast<std::uint32_t>(payload.size())};
}

}  // namespace

std::string udp_frame(const Endpoint& source, const Endpoint& destination, std::string_view payload, std::uint16_t id) {
  return framed(source.address, destination.address, id, Tins::UDP(destination.port, source.port) / raw(payload));
}

std::string tcp_frame(const Endpoint& source, const Endpoint& destination, std::uint32_t sequence,
                      std::uint32_t acknowledged, std::string_view payload) {
  Tins::TCP tcp(destination.port, source.port);
  tcp.seq(sequence);
  tcp.ack_seq(acknowledged);
  tcp.flags(Tins::TCP::PSH | Tins::TCP::ACK);
  tcp.window(65535);
  return framed(source.address, destination.address, static_cast<std::uint16_t>(sequence), tcp / raw(payload));
}

std::string unreachable_frame(const Address& reporter, const Endpoint& source, const Endpoint& destination,
                              bool is_port) {
  // The quoted datagram: headers of one without payload.
  constexpr std::size_t ethernet_header = 14;
  const std::string quoted =
      udp_frame(source, destination, {}, 0).substr(ethernet_header, source.address.is_v6 ? 48 : 28);
  if (source.address.is_v6) {
    Tins::ICMPv6 icmp(Tins::ICMPv6::DEST_UNREACHABLE);
    icmp.code(is_port ? 4 : 3);
    return framed(reporter, source.address, 0, icmp / raw(quoted));
  }
  Tins::ICMP icmp(Tins::ICMP::DEST_UNREACHABLE);
  icmp.code(is_port ? 3 : 1);
  return framed(reporter, source.address, 0, icmp / raw(quoted));
}

}  // namespace rtpe::capture
