#include "pcap/packet/built_frame.hpp"

#include <algorithm>

#include "pcap/packet/put_bytes.hpp"

namespace rtpe::capture {
namespace {

enum : std::uint8_t { protocol_icmp = 1, protocol_tcp = 6, protocol_udp = 17, protocol_icmp6 = 58 };

void put_at(std::string& out, std::size_t at, std::uint16_t value) {
  out[at] = static_cast<char>(value >> 8U);
  out[at + 1] = static_cast<char>(value);
}

/// RFC 1071: the sum of 16 bit words, before it is inverted.
std::uint32_t sum_of(std::string_view bytes, std::uint32_t sum = 0) {
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    const auto high = static_cast<std::uint8_t>(bytes[at]);
    const auto low = at + 1 < bytes.size() ? static_cast<std::uint8_t>(bytes[at + 1]) : std::uint8_t{0};
    sum += static_cast<std::uint32_t>(high << 8U | low);
    sum = (sum & 0xffffU) + (sum >> 16U);
  }
  return sum;
}

std::uint16_t inverted(std::uint32_t sum) { return static_cast<std::uint16_t>(~sum & 0xffffU); }

/// Of what stands behind the IP header, with its pseudo header (RFC 768, RFC 8200 8.1).
std::uint16_t checksum(const Address& source, const Address& destination, std::uint8_t protocol,
                       std::string_view segment) {
  std::string pseudo;
  put(pseudo, static_cast<std::uint32_t>(segment.size()));
  put(pseudo, std::uint32_t{protocol});
  return inverted(sum_of(segment, sum_of(pseudo, sum_of(bytes_of(destination), sum_of(bytes_of(source))))));
}

/// A locally administered address made from the last bytes of the IP address.
void put_hardware_address(std::string& out, const Address& address) {
  put<std::uint8_t>(out, 2);
  put<std::uint8_t>(out, address.is_v6 ? 6 : 4);
  const auto bytes = bytes_of(address);
  out += bytes.substr(bytes.size() - 4);
}

void put_ip4(std::string& out, const Address& source, const Address& destination, std::uint16_t id,
             std::uint8_t protocol, std::size_t bytes) {
  constexpr std::size_t header_bytes = 20;
  constexpr std::uint16_t dont_fragment = 0x4000;
  std::string header;
  put<std::uint16_t>(header, 0x4500);
  put(header, static_cast<std::uint16_t>(header_bytes + bytes));
  put(header, id);
  put(header, dont_fragment);
  put<std::uint8_t>(header, 64);  // time to live
  put(header, protocol);
  put<std::uint16_t>(header, 0);
  header += bytes_of(source);
  header += bytes_of(destination);
  put_at(header, 10, inverted(sum_of(header)));
  out += header;
}

void put_ip6(std::string& out, const Address& source, const Address& destination, std::uint8_t protocol,
             std::size_t bytes) {
  put<std::uint32_t>(out, 0x60000000);
  put(out, static_cast<std::uint16_t>(bytes));
  put(out, protocol);
  put<std::uint8_t>(out, 64);  // hop limit
  out += bytes_of(source);
  out += bytes_of(destination);
}

std::string framed(const Address& source, const Address& destination, std::uint16_t id, std::uint8_t protocol,
                   std::string_view segment) {
  constexpr std::size_t least_bytes = 60;  // of an Ethernet frame
  std::string out;
  out.reserve(std::max(least_bytes, 54 + segment.size()));
  put_hardware_address(out, destination);
  put_hardware_address(out, source);
  put<std::uint16_t>(out, source.is_v6 ? 0x86dd : 0x0800);
  if (source.is_v6)
    put_ip6(out, source, destination, protocol, segment.size());
  else
    put_ip4(out, source, destination, id, protocol, segment.size());
  out += segment;
  if (out.size() < least_bytes) out.resize(least_bytes);
  return out;
}

std::string udp_segment(const Endpoint& source, const Endpoint& destination, std::string_view payload) {
  std::string out;
  put(out, source.port);
  put(out, destination.port);
  put(out, static_cast<std::uint16_t>(8 + payload.size()));
  put<std::uint16_t>(out, 0);
  out += payload;
  const std::uint16_t sum = checksum(source.address, destination.address, protocol_udp, out);
  put_at(out, 6, sum == 0 ? 0xffff : sum);  // 0 says that there is none
  return out;
}

}  // namespace

std::string udp_frame(const Endpoint& source, const Endpoint& destination, std::string_view payload, std::uint16_t id) {
  return framed(source.address, destination.address, id, protocol_udp, udp_segment(source, destination, payload));
}

std::string tcp_frame(const Endpoint& source, const Endpoint& destination, std::uint32_t sequence,
                      std::uint32_t acknowledged, std::string_view payload) {
  std::string out;
  put(out, source.port);
  put(out, destination.port);
  put(out, sequence);
  put(out, acknowledged);
  put<std::uint16_t>(out, 0x5018);  // five words of header; PSH, ACK
  put<std::uint16_t>(out, 65535);   // window
  put<std::uint32_t>(out, 0);       // checksum, urgent
  out += payload;
  put_at(out, 16, checksum(source.address, destination.address, protocol_tcp, out));
  return framed(source.address, destination.address, static_cast<std::uint16_t>(sequence), protocol_tcp, out);
}

std::string unreachable_frame(const Address& reporter, const Endpoint& source, const Endpoint& destination,
                              bool is_port) {
  const bool is_v6 = source.address.is_v6;
  // The quoted datagram: headers of one without payload.
  constexpr std::size_t ethernet_header = 14;
  const std::string quoted = udp_frame(source, destination, {}, 0).substr(ethernet_header, is_v6 ? 48 : 28);
  std::string out;
  if (is_v6) {
    put<std::uint16_t>(out, is_port ? 0x0104 : 0x0103);
  } else {
    put<std::uint16_t>(out, is_port ? 0x0303 : 0x0301);
  }
  put<std::uint16_t>(out, 0);  // checksum
  put<std::uint32_t>(out, 0);
  out += quoted;
  put_at(out, 2, is_v6 ? checksum(reporter, source.address, protocol_icmp6, out) : inverted(sum_of(out)));
  return framed(reporter, source.address, 0, is_v6 ? protocol_icmp6 : protocol_icmp, out);
}

}  // namespace rtpe::capture
