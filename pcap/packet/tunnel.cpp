#include "pcap/packet/tunnel.hpp"

#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::uint16_t ethertype_erspan = 0x88be, ethertype_erspan_3 = 0x22eb;

Inner short_frame() { return {.cause = Unread::short_frame}; }

Inner behind(std::string_view bytes, std::size_t header, std::uint16_t ethertype) {
  return bytes.size() < header ? short_frame() : behind_ethertype(ethertype, bytes.substr(header));
}

Inner erspan_3(std::string_view bytes) {
  if (bytes.size() < 12) return short_frame();
  const bool has_subheader = (byte_at(bytes, 11) & 1U) != 0;
  return behind(bytes, has_subheader ? 20 : 12, ethertype_bridged);
}

std::optional<Inner> vxlan(std::string_view payload) {
  constexpr std::size_t header = 8;
  if (payload.size() <= header || (byte_at(payload, 0) & 0x08U) == 0 || (byte_at(payload, 0) & 0x60U) != 0)
    return std::nullopt;
  const bool is_gpe = (byte_at(payload, 0) & 0x04U) != 0;  // draft-ietf-nvo3-vxlan-gpe: byte 3 says what is inside
  if (!is_gpe && byte_at(payload, 7) != 0) return std::nullopt;
  if (is_gpe && (byte_at(payload, 3) == 1 || byte_at(payload, 3) == 2))
    return Inner{.is_ip = true, .bytes = payload.substr(header)};
  return behind(payload, header, ethertype_bridged);
}

std::optional<Inner> geneve(std::string_view payload) {
  if (payload.size() < 8 || byte_at(payload, 0) >> 6 != 0 || byte_at(payload, 7) != 0) return std::nullopt;
  const std::size_t header = 8 + (byte_at(payload, 0) & 0x3fU) * 4;
  const auto ethertype = u16_at(payload, 2);
  if (ethertype < 0x0600) return std::nullopt;
  return behind(payload, header, ethertype);
}

}  // namespace

Inner behind_gre(std::string_view bytes) {
  if (bytes.size() < 4) return short_frame();
  const auto flags = u16_at(bytes, 0);
  if ((flags & 7U) != 0) return {.cause = Unread::protocol, .detail = 47};  // PPTP
  std::size_t header = 4;
  const bool has_checksum = (flags & 0x8000U) != 0, has_key = (flags & 0x2000U) != 0;
  const bool has_sequence = (flags & 0x1000U) != 0;
  header += (has_checksum ? 4U : 0U) + (has_key ? 4U : 0U) + (has_sequence ? 4U : 0U);
  const auto ethertype = u16_at(bytes, 2);
  if (bytes.size() < header) return short_frame();
  if (ethertype == ethertype_erspan)  // type I has no sequence number and no header of its own
    return behind(bytes, header + (has_sequence ? 8U : 0U), ethertype_bridged);
  if (ethertype == ethertype_erspan_3) return erspan_3(bytes.substr(header));
  return behind(bytes, header, ethertype);
}

std::optional<Inner> behind_udp(std::uint16_t port, std::string_view payload) {
  switch (port) {
    case 4789:
    case 4790:
    case 8472:  // Linux before it had a port of its own
      return vxlan(payload);
    case 6081:
      return geneve(payload);
    default:
      return std::nullopt;
  }
}

}  // namespace rtpe::capture
