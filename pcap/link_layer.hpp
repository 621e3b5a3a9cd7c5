// From a frame to the IP packet inside it.
#pragma once
#include <optional>
#include <string_view>

namespace rtpe::capture {

/// Can frames of this DLT_ number be read? Ethernet, Linux cooked v1 and v2, raw IP, BSD null and loopback.
[[nodiscard]] bool link_type_is_known(int link_type);
/// Its name as libpcap gives it ("EN10MB"), or the number.
[[nodiscard]] std::string_view link_type_name(int link_type);

/// The bytes from the IP header on, VLAN tags (802.1Q, QinQ) skipped; nullopt: another protocol, or too short.
[[nodiscard]] std::optional<std::string_view> ip_packet_of(int link_type, std::string_view frame);

}  // namespace rtpe::capture
