#include "pcap/link_layer.hpp"

#include <pcap/pcap.h>

#include "pcap/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::uint16_t ethertype_ipv4 = 0x0800, ethertype_ipv6 = 0x86dd;
constexpr int vlan_tags_at_most = 4;

bool is_vlan(std::uint16_t ethertype) {
  return ethertype == 0x8100 || ethertype == 0x88a8 || ethertype == 0x9100 || ethertype == 0x9200;
}

/// `rest` begins behind the ethertype.
std::optional<std::string_view> behind_ethertype(std::uint16_t ethertype, std::string_view rest) {
  for (int tags = 0; is_vlan(ethertype); ++tags) {
    if (rest.size() < 4 || tags == vlan_tags_at_most) return std::nullopt;
    ethertype = u16_at(rest, 2);
    rest.remove_prefix(4);
  }
  if (ethertype != ethertype_ipv4 && ethertype != ethertype_ipv6) return std::nullopt;
  return rest;
}

/// DLT_NULL's address family stands in the byte order of the capturing machine; DLT_LOOP's in network order.
bool is_ip_family(std::string_view frame) {
  for (const std::uint32_t family : {u32_at(frame, 0), __builtin_bswap32(u32_at(frame, 0))})
    for (const std::uint32_t ip : {2U, 10U, 24U, 28U, 30U})  // AF_INET, and AF_INET6 of Linux, the BSDs and macOS
      if (family == ip) return true;
  return false;
}

}  // namespace

bool link_type_is_known(int link_type) {
  switch (link_type) {
    case DLT_EN10MB:
    case DLT_LINUX_SLL:
    case DLT_LINUX_SLL2:
    case DLT_RAW:
    case DLT_IPV4:
    case DLT_IPV6:
    case DLT_NULL:
    case DLT_LOOP:
      return true;
    default:
      return false;
  }
}

std::string_view link_type_name(int link_type) {
  const char* name = pcap_datalink_val_to_name(link_type);
  return name != nullptr ? name : "unknown";
}

std::optional<std::string_view> ip_packet_of(int link_type, std::string_view frame) {
  switch (link_type) {
    case DLT_EN10MB:
      if (frame.size() < 14) return std::nullopt;
      return behind_ethertype(u16_at(frame, 12), frame.substr(14));
    case DLT_LINUX_SLL:
      if (frame.size() < 16) return std::nullopt;
      return behind_ethertype(u16_at(frame, 14), frame.substr(16));
    case DLT_LINUX_SLL2:
      if (frame.size() < 20) return std::nullopt;
      return behind_ethertype(u16_at(frame, 0), frame.substr(20));
    case DLT_NULL:
    case DLT_LOOP:
      if (frame.size() < 4 || !is_ip_family(frame)) return std::nullopt;
      return frame.substr(4);
    default:
      return frame;
  }
}

}  // namespace rtpe::capture
