// Ethernet frames made of addresses and payload, with correct lengths and checksums.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "pcap/packet/endpoint.hpp"

namespace rtpe::capture {

/// Both ends are of one family. `id`: identification in the IPv4 header. Hardware addresses are made from IP addresses.
[[nodiscard]] std::string udp_frame(const Endpoint& source, const Endpoint& destination, std::string_view payload,
                                    std::uint16_t id);
/// A segment with PSH and ACK.
[[nodiscard]] std::string tcp_frame(const Endpoint& source, const Endpoint& destination, std::uint32_t sequence,
                                    std::uint32_t acknowledged, std::string_view payload);
/// ICMP or ICMPv6 destination unreachable about a UDP datagram, quoting its headers alone. `is_port`: port unreachable,
/// else host unreachable.
[[nodiscard]] std::string unreachable_frame(const Address& reporter, const Endpoint& source,
                                            const Endpoint& destination, bool is_port);

}  // namespace rtpe::capture
