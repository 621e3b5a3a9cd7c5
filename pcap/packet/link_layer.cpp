#include "pcap/packet/link_layer.hpp"

#include <pcap/pcap.h>

#include "pcap/file/frame.hpp"
#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::uint16_t ethertype_ipv4 = 0x0800, ethertype_ipv6 = 0x86dd;
constexpr int headers_at_most = 16;

Inner unread(Unread cause, std::uint32_t detail = 0) { return {.cause = cause, .detail = detail}; }
Inner ip(std::string_view bytes) { return {.is_ip = true, .bytes = bytes}; }

/// A step inwards: the next ethertype and what follows it, or the end of the way.
struct Step {
  bool is_end = false;
  Inner end = {};
  std::uint16_t ethertype = 0;
  std::string_view rest = {};
};
Step stop(Inner end) { return {.is_end = true, .end = end}; }
Step cut_short() { return stop(unread(Unread::short_frame)); }

/// Skips `skipped` bytes, of which the last two are the next ethertype.
Step tag(std::string_view rest, std::size_t skipped) {
  if (rest.size() < skipped) return cut_short();
  return {.ethertype = u16_at(rest, skipped - 2), .rest = rest.substr(skipped)};
}

Step ethernet(std::string_view frame) { return tag(frame, 14); }

Step mpls(std::string_view rest) {
  bool is_bottom = false;
  while (!is_bottom) {
    if (rest.size() < 4) return cut_short();
    is_bottom = (byte_at(rest, 2) & 1U) != 0;
    rest.remove_prefix(4);
  }
  if (rest.empty()) return cut_short();
  const auto version = byte_at(rest, 0) >> 4;  // a label does not say what it is in front of
  if (version == 4 || version == 6) return stop(ip(rest));
  if (version == 0 && rest.size() > 4) return ethernet(rest.substr(4));  // RFC 4385: control word of a pseudowire
  return ethernet(rest);
}

Step pppoe(std::string_view rest) {
  if (rest.size() < 8) return cut_short();
  const auto protocol = u16_at(rest, 6);
  if (protocol == 0x0021 || protocol == 0x0057) return stop(ip(rest.substr(8)));
  return stop(unread(Unread::ethertype, 0x8864));
}

/// IEEE 802.2 behind an Ethernet length; only SNAP with an ethertype leads on.
Step llc(std::string_view rest) {
  if (rest.size() < 3) return cut_short();
  if (!rest.starts_with(std::string_view("\xaa\xaa\x03\0\0\0", 6))) {
    if (rest.starts_with("\x06\x06\x03")) return stop(ip(rest.substr(3)));
    return stop(unread(Unread::llc));
  }
  return tag(rest, 8);
}

Step network_service_header(std::string_view rest) {
  if (rest.size() < 8) return cut_short();
  const std::size_t length = (byte_at(rest, 1) & 0x3fU) * 4;
  if (length < 8 || rest.size() < length) return cut_short();
  const auto next = byte_at(rest, 3);
  if (next == 3) return ethernet(rest.substr(length));
  if (next == 1 || next == 2) return stop(ip(rest.substr(length)));
  return stop(unread(Unread::ethertype, 0x894f));
}

Step step(std::uint16_t ethertype, std::string_view rest) {
  switch (ethertype) {
    case ethertype_ipv4:
    case ethertype_ipv6:
      return stop(ip(rest));
    case 0x8100:  // 802.1Q, 802.1ad, and what came before the latter
    case 0x88a8:
    case 0x9100:
    case 0x9200:
      return tag(rest, 4);
    case 0x8926:  // VN-Tag
      return tag(rest, 6);
    case 0x893f:  // 802.1BR E-Tag
      return tag(rest, 8);
    case 0x8847:
    case 0x8848:
      return mpls(rest);
    case 0x8864:
      return pppoe(rest);
    case 0x894f:
      return network_service_header(rest);
    case ethertype_bridged:
      return ethernet(rest);
    case 0x88e5:
      return stop(unread(Unread::encrypted, ethertype));
    default:
      if (ethertype <= 1500) return llc(rest);  // it is a length
      return stop(unread(Unread::ethertype, ethertype));
  }
}

/// DLT_NULL's address family stands in the byte order of the capturing machine; DLT_LOOP's in network order.
bool is_ip_family(std::string_view frame) {
  for (const std::uint32_t family : {u32_at(frame, 0), __builtin_bswap32(u32_at(frame, 0))})
    for (const std::uint32_t one : {2U, 10U, 24U, 28U, 30U})  // AF_INET, and AF_INET6 of Linux, the BSDs and macOS
      if (family == one) return true;
  return false;
}

Inner walk(Step at) {
  for (int headers = 0; !at.is_end; ++headers) {
    if (headers == headers_at_most) return unread(Unread::too_deep);
    at = step(at.ethertype, at.rest);
  }
  return at.end;
}

}  // namespace

bool link_type_is_known(int link_type) {
  switch (link_type) {
    case link::ethernet:
    case link::linux_sll:
    case link::linux_sll2:
    case link::raw:
    case link::ipv4:
    case link::ipv6:
    case link::null:
    case link::loop:
      return true;
    default:
      return false;
  }
}

std::string_view link_type_name(int link_type) {
  const char* name = link_type == link::raw ? "RAW" : pcap_datalink_val_to_name(link_type);
  return name != nullptr ? name : "unknown";
}

Inner behind_ethertype(std::uint16_t ethertype, std::string_view rest) {
  return walk({.ethertype = ethertype, .rest = rest});
}

Inner behind_link(int link_type, std::string_view frame) {
  switch (link_type) {
    case link::ethernet:
      if (frame.size() >= 14 && u16_at(frame, 12) == ethertype_ipv4) [[likely]]
        return ip(skipped(frame, 14));
      return walk(ethernet(frame));
    case link::linux_sll:
      return walk(tag(frame, 16));
    case link::linux_sll2:
      if (frame.size() < 20) return unread(Unread::short_frame);
      return behind_ethertype(u16_at(frame, 0), frame.substr(20));
    case link::null:
    case link::loop:
      if (frame.size() < 4) return unread(Unread::short_frame);
      if (!is_ip_family(frame)) return unread(Unread::bad_header);
      return ip(skipped(frame, 4));
    case link::raw:
    case link::ipv4:
    case link::ipv6:
      return ip(frame);
    default:
      return unread(Unread::link_type, static_cast<std::uint32_t>(link_type));
  }
}

}  // namespace rtpe::capture
