// From a frame to the IP packet inside it.
#pragma once
#include <cstdint>
#include <string_view>

#include "pcap/packet/unread.hpp"

namespace rtpe::capture {

/// Can frames of this LINKTYPE_ number be read? Ethernet, Linux cooked v1 and v2, raw IP, BSD null and loopback.
[[nodiscard]] bool link_type_is_known(int link_type);
/// Its name as libpcap gives it ("EN10MB"), or "unknown".
[[nodiscard]] std::string_view link_type_name(int link_type);

/// What stands behind link layer headers.
struct Inner {
  bool is_ip = false;
  std::string_view bytes = {};  ///< from the IP header on
  Unread cause = Unread::short_frame;
  std::uint32_t detail = 0;  ///< not IP: cause and detail say why
};

/// Headers between frame and IP are skipped: VLAN tags (802.1Q, QinQ), VN-Tag, E-Tag, MPLS labels (with a pseudowire's
/// Ethernet), PPPoE, LLC/SNAP.
[[nodiscard]] Inner behind_link(int link_type, std::string_view frame);
/// The same for what follows an ethertype, as in GRE and Geneve. 0x6558 is a whole Ethernet frame.
[[nodiscard]] Inner behind_ethertype(std::uint16_t ethertype, std::string_view rest);
inline constexpr std::uint16_t ethertype_bridged = 0x6558;

}  // namespace rtpe::capture
