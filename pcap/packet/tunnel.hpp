// Tunnels above IP: what stands inside a GRE packet or a tunnel's UDP datagram.
#pragma once
#include <optional>
#include <string_view>

#include "pcap/packet/link_layer.hpp"

namespace rtpe::capture {

/// GRE (RFC 2784, 2890) with IP, Ethernet, MPLS or ERSPAN (types I, II, III) in it.
[[nodiscard]] Inner behind_gre(std::string_view bytes);
/// VXLAN (with GBP and GPE) and Geneve, by the UDP port and by the shape; nullopt: something else uses that port.
[[nodiscard]] std::optional<Inner> behind_udp(std::uint16_t port, std::string_view payload);

/// Is this a port of these? Of others behind_udp() finds nothing.
[[nodiscard]] inline bool may_be_tunnel(std::uint16_t port) {
  return port == 4789 || port == 4790 || port == 8472 || port == 6081;
}

}  // namespace rtpe::capture
