#include "pcap/packet/ip_layer.hpp"

#include <algorithm>
#include <cstring>

#include "pcap/packet/byte_order.hpp"

namespace rtpe::capture {
namespace {

constexpr std::size_t ipv6_header_bytes = 40;
constexpr int extension_headers_at_most = 16;

Address address_at(std::string_view bytes, std::size_t offset, std::size_t length) {
  Address address;
  std::memcpy(address.bytes.data(), bytes.data() + offset, length);
  address.is_v6 = length == 16;
  return address;
}

void limit_payload(IpPacket& packet, std::size_t length) {
  if (packet.payload.size() > length)
    packet.payload = {packet.payload.data(), length};  // padding of short Ethernet frames
  else
    packet.missing = static_cast<std::uint32_t>(length - packet.payload.size());
}

std::optional<IpPacket> parse_ipv4(std::string_view bytes) {
  if (bytes.size() < 20) return std::nullopt;
  const std::size_t header = (byte_at(bytes, 0) & 15U) * 4;
  if (header < 20 || bytes.size() < header) return std::nullopt;
  IpPacket packet;
  packet.source = address_at(bytes, 12, 4);
  packet.destination = address_at(bytes, 16, 4);
  packet.protocol = byte_at(bytes, 9);
  packet.payload = skipped(bytes, header);
  const std::size_t total = u16_at(bytes, 2);
  if (total != 0) {  // 0: segmentation offload wrote it after the capture
    if (total < header) return std::nullopt;
    limit_payload(packet, total - header);
  }
  const std::uint16_t fragment = u16_at(bytes, 6);
  packet.more_fragments = (fragment & 0x2000U) != 0;
  packet.fragment_offset = (fragment & 0x1fffU) * 8;
  packet.is_fragment = packet.more_fragments || packet.fragment_offset != 0;
  packet.fragment_id = u16_at(bytes, 4);
  return packet;
}

/// Follows the chain of extension headers; false: it is longer than the packet.
bool skip_extension_headers(IpPacket& packet) {
  for (int i = 0; i < extension_headers_at_most; ++i) {
    const std::string_view rest = packet.payload;
    std::size_t length = 0;
    switch (packet.protocol) {
      case 0:    // hop by hop
      case 43:   // routing
      case 60:   // destination options
      case 135:  // mobility
        if (rest.size() < 8) return false;
        length = (byte_at(rest, 1) + 1U) * 8;
        break;
      case 51:  // authentication
        if (rest.size() < 8) return false;
        length = (byte_at(rest, 1) + 2U) * 4;
        break;
      case 44:  // fragment
        if (rest.size() < 8) return false;
        packet.fragment_offset = u16_at(rest, 2) & 0xfff8U;
        packet.more_fragments = (u16_at(rest, 2) & 1U) != 0;
        packet.is_fragment = packet.more_fragments || packet.fragment_offset != 0;
        packet.fragment_id = u32_at(rest, 4);
        packet.protocol = byte_at(rest, 0);
        packet.payload = rest.substr(8);
        if (packet.fragment_offset != 0) return true;  // what follows is not a header
        continue;
      default:
        return true;
    }
    if (rest.size() < length) return false;
    packet.protocol = byte_at(rest, 0);
    packet.payload = rest.substr(length);
  }
  return false;
}

std::optional<IpPacket> parse_ipv6(std::string_view bytes) {
  if (bytes.size() < ipv6_header_bytes) return std::nullopt;
  IpPacket packet;
  packet.source = address_at(bytes, 8, 16);
  packet.destination = address_at(bytes, 24, 16);
  packet.protocol = byte_at(bytes, 6);
  packet.payload = skipped(bytes, ipv6_header_bytes);
  if (const std::size_t length = u16_at(bytes, 4); length != 0) limit_payload(packet, length);
  if (!skip_extension_headers(packet)) return std::nullopt;
  return packet;
}

bool same_datagram(const IpPacket& left, const IpPacket& right) {
  return left.fragment_id == right.fragment_id && left.protocol == right.protocol && left.source == right.source &&
         left.destination == right.destination;
}

}  // namespace

std::optional<IpPacket> parse_ip(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  switch (byte_at(bytes, 0) >> 4) {
    case 4:
      return parse_ipv4(bytes);
    case 6:
      return parse_ipv6(bytes);
    default:
      return std::nullopt;
  }
}

FragmentStore::Fit FragmentStore::insert(Datagram& datagram, const IpPacket& fragment) {
  const std::uint32_t begin = fragment.fragment_offset;
  const auto end = static_cast<std::uint32_t>(begin + fragment.payload.size());
  if (end > bytes_at_most || datagram.pieces.size() == fragments_at_most) return Fit::contradicts;
  if (datagram.length && end > *datagram.length) return Fit::contradicts;
  auto after = datagram.pieces.begin();
  while (after != datagram.pieces.end() && after->offset + after->bytes.size() <= begin) ++after;
  if (after != datagram.pieces.end() && after->offset < end)
    return after->offset == begin && after->bytes == fragment.payload ? Fit::duplicate : Fit::contradicts;
  if (!fragment.more_fragments) {
    if (datagram.length || after != datagram.pieces.end()) return Fit::contradicts;
    datagram.length = end;
  }
  datagram.pieces.insert(after, {.offset = begin, .bytes = std::string(fragment.payload)});
  return Fit::fits;
}

bool FragmentStore::is_complete(const Datagram& datagram) {
  std::size_t expected = 0;
  for (const Piece& piece : datagram.pieces) {
    if (piece.offset != expected) return false;
    expected += piece.bytes.size();
  }
  return datagram.length && expected == *datagram.length;
}

void FragmentStore::give_up_old(Time now) {
  while (!open_.empty() &&
         (open_.size() > datagrams_at_most || now - open_.front().started > std::chrono::seconds(30))) {
    open_.pop_front();
    ++given_up_;
  }
}

void FragmentStore::finish() {
  given_up_ += open_.size();
  open_.clear();
}

std::optional<IpPacket> FragmentStore::add(const IpPacket& fragment, Time now, std::uint64_t frame,
                                           std::string& whole) {
  auto found = std::find_if(open_.begin(), open_.end(),
                            [&](const Datagram& datagram) { return same_datagram(datagram.header, fragment); });
  if (found == open_.end()) {
    open_.push_back({.header = fragment, .started = now, .length = {}, .pieces = {}});
    give_up_old(now);
    if (open_.empty()) return std::nullopt;
    found = std::prev(open_.end());
  }
  const Fit fit = fragment.missing > 0 ? Fit::contradicts : insert(*found, fragment);
  if (fit == Fit::contradicts) {
    open_.erase(found);
    ++given_up_;
    return std::nullopt;
  }
  if (fit == Fit::fits) found->frames.push_back(frame);
  if (fit == Fit::duplicate || !is_complete(*found)) return std::nullopt;
  parts_ = std::move(found->frames);
  whole.clear();
  for (const Piece& piece : found->pieces) whole += piece.bytes;
  IpPacket packet = found->header;
  packet.payload = whole;
  packet.is_fragment = packet.more_fragments = false;
  packet.fragment_offset = 0;
  open_.erase(found);
  return packet;
}

}  // namespace rtpe::capture
