#include "pcap/dissector.hpp"

#include <cstring>

#include "pcap/packet/byte_order.hpp"
#include "pcap/packet/duplicate_filter.hpp"
#include "pcap/packet/hep.hpp"
#include "pcap/packet/ip_layer.hpp"
#include "pcap/packet/link_layer.hpp"
#include "pcap/packet/tunnel.hpp"

namespace rtpe::capture {
namespace {

constexpr int tunnels_at_most = 8;
constexpr std::size_t udp_header = 8, ethernet_header = 14;

bool is_ipv4_in_ethernet(const Frame& frame) {
  return frame.link_type == link::ethernet && frame.bytes.size() >= ethernet_header &&
         u16_at(frame.bytes, 12) == 0x0800;
}

/// Opens HEP envelopes, whichever way they came.
class HepOpener final : public PacketHandler {
 public:
  HepOpener(PacketHandler& handler, DissectorCounters& counters) : handler_(handler), counters_(counters) {}
  void packet(const Packet& packet) override {
    if (!is_hep(packet.payload)) [[likely]]
      return handler_.packet(packet);
    const auto inner = packet_in_hep(packet, storage_);
    if (!inner) return counters_.unread.count(Unread::hep);
    ++counters_.tunnelled;
    handler_.packet(*inner);
  }
  void unreachable(const Unreachable& unreachable) override { handler_.unreachable(unreachable); }

 private:
  PacketHandler& handler_;
  DissectorCounters& counters_;
  std::string storage_;
};

}  // namespace

struct Dissector::State {
  explicit State(PacketHandler& receiver) : handler(receiver, counters), tcp(handler) {}

  [[gnu::noinline]] void inner(const Frame& frame, const Inner& inner, int depth);
  void tunnel(const Frame& frame, const Inner& inner, int depth);
  void ip(const Frame& frame, std::string_view bytes, int depth);
  [[gnu::noinline]] void other_ip(const Frame& frame, std::string_view bytes, int depth);
  bool usual_datagram(const Frame& frame, std::string_view bytes);
  [[gnu::noinline]] void payload(const Frame& frame, const IpPacket& packet, int depth);
  void udp(const Frame& frame, const IpPacket& packet, int depth);
  void icmp(const Frame& frame, const IpPacket& packet);

  DissectorCounters counters;
  HepOpener handler;
  FragmentStore fragments;
  DuplicateFilter duplicates;
  Packet usual;                          ///< of the frame at hand; what usual_datagram() does not set never changes
  std::span<const std::uint64_t> parts;  ///< of the packet that was put together
  TcpStreams tcp;
};

void Dissector::State::inner(const Frame& frame, const Inner& inner, int depth) {
  if (inner.is_ip) [[likely]]
    return ip(frame, inner.bytes, depth);
  counters.unread.count(inner.cause, inner.detail);
}

void Dissector::State::tunnel(const Frame& frame, const Inner& found, int depth) {
  ++counters.tunnelled;
  if (depth >= tunnels_at_most) return counters.unread.count(Unread::too_deep);
  inner(frame, found, depth + 1);
}

void Dissector::State::udp(const Frame& frame, const IpPacket& packet, int depth) {
  if (packet.payload.size() < udp_header) return counters.unread.count(Unread::short_frame);
  Packet out;
  out.frame = frame.number;
  out.time = frame.time;
  out.source = {packet.source, u16_at(packet.payload, 0)};
  out.destination = {packet.destination, u16_at(packet.payload, 2)};
  out.payload = skipped(packet.payload, udp_header);
  const std::size_t length = u16_at(packet.payload, 4);
  if (length >= udp_header && length - udp_header < out.payload.size())
    out.payload = {out.payload.data(), length - udp_header};
  out.parts = parts;
  out.is_cut = length >= udp_header && out.payload.size() < length - udp_header;
  if (const auto found = behind_udp(out.destination.port, out.payload); found && found->is_ip)
    return tunnel(frame, *found, depth);
  handler.packet(out);
}

void Dissector::State::icmp(const Frame& frame, const IpPacket& packet) {
  constexpr std::size_t header = 8;
  const std::string_view message = packet.payload;
  if (message.size() < header) return;
  const auto type = byte_at(message, 0), code = byte_at(message, 1);
  const bool is_v6 = packet.protocol == protocol::icmpv6;
  if (type != (is_v6 ? 1 : 3)) return;  // destination unreachable: RFC 4443 3.1, RFC 792
  if (!is_v6 && code == 4) return;      // fragmentation needed: the datagram is sent again
  const auto quoted = parse_ip(message.substr(header));
  if (!quoted || quoted->protocol != protocol::udp || quoted->fragment_offset != 0 ||
      quoted->payload.size() < udp_header)
    return;
  Unreachable out;
  out.frame = frame.number;
  out.time = frame.time;
  out.reporter = packet.source;
  out.source = {quoted->source, u16_at(quoted->payload, 0)};
  out.destination = {quoted->destination, u16_at(quoted->payload, 2)};
  out.is_port = code == (is_v6 ? 4 : 3);
  out.quoted = quoted->payload.substr(udp_header);
  handler.unreachable(out);
}

void Dissector::State::payload(const Frame& frame, const IpPacket& packet, int depth) {
  switch (packet.protocol) {
    case protocol::udp:
      return udp(frame, packet, depth);
    case protocol::tcp:
      return tcp.segment(frame, packet);
    case protocol::icmp:
    case protocol::icmpv6:
      return icmp(frame, packet);
    case protocol::ip_in_ip:
    case protocol::ipv6_in_ip:
      return tunnel(frame, {.is_ip = true, .bytes = packet.payload}, depth);
    case protocol::gre:
      return tunnel(frame, behind_gre(packet.payload), depth);
    case protocol::esp:
      return counters.unread.count(Unread::encrypted, packet.protocol);
    default:
      return counters.unread.count(Unread::protocol, packet.protocol);
  }
}

/// Nearly all of a capture, in one step: UDP in IPv4 without options, whole, in no tunnel. False: it is something else.
bool Dissector::State::usual_datagram(const Frame& frame, std::string_view bytes) {
  constexpr std::size_t ip_header = 20, headers = ip_header + udp_header;
  if (bytes.size() < headers || byte_at(bytes, 0) != 0x45 || byte_at(bytes, 9) != protocol::udp) return false;
  const std::size_t total = u16_at(bytes, 2);
  const bool is_fragment = (u16_at(bytes, 6) & 0x3fffU) != 0;
  if (is_fragment || total < headers || total > bytes.size() || u16_at(bytes, 24) != total - ip_header) return false;
  const std::uint16_t port = u16_at(bytes, 22);
  if (may_be_tunnel(port)) return false;
  const auto sought = duplicates.sought_v4(bytes);
  Packet& out = usual;
  out.frame = frame.number;
  out.time = frame.time;
  std::memcpy(out.source.address.bytes.data(), bytes.data() + 12, 4);
  std::memcpy(out.destination.address.bytes.data(), bytes.data() + 16, 4);
  out.source.port = u16_at(bytes, 20);
  out.destination.port = port;
  out.payload = {bytes.data() + headers, total - headers};
  if (duplicates.is_copy(sought, frame.time)) [[unlikely]]
    ++counters.copies;
  else
    handler.packet(out);
  return true;
}

void Dissector::State::ip(const Frame& frame, std::string_view bytes, int depth) {
  if (!usual_datagram(frame, bytes)) [[unlikely]]
    other_ip(frame, bytes, depth);
}

void Dissector::State::other_ip(const Frame& frame, std::string_view bytes, int depth) {
  const auto packet = parse_ip(bytes);
  if (!packet) return counters.unread.count(bytes.size() < 20 ? Unread::short_frame : Unread::bad_header);
  if (duplicates.is_copy(bytes, frame.time)) {
    ++counters.copies;
    return;
  }
  if (!packet->is_fragment) [[likely]]
    return payload(frame, *packet, depth);
  std::string storage;
  if (const auto whole = fragments.add(*packet, frame.time, frame.number, storage)) {
    parts = fragments.parts();
    payload(frame, *whole, depth);
    parts = {};
  }
}

Dissector::Dissector(PacketHandler& handler) : state_(std::make_unique<State>(handler)) {}
Dissector::~Dissector() = default;

[[gnu::flatten]] void Dissector::frame(const Frame& frame) {
  ++state_->counters.frames;
  if (frame.bytes.size() < frame.wire_length) ++state_->counters.cut;
  if (is_ipv4_in_ethernet(frame)) [[likely]]
    return state_->ip(frame, skipped(frame.bytes, ethernet_header), 0);
  state_->inner(frame, behind_link(frame.link_type, frame.bytes), 0);
}

void Dissector::finish() {
  state_->tcp.finish();
  state_->fragments.finish();
}

DissectorCounters Dissector::counters() const {
  DissectorCounters counters = state_->counters;
  counters.fragments_given_up = state_->fragments.given_up();
  counters.streams = state_->tcp.counters();
  for (std::uint64_t i = 0; i < counters.streams.compressed; ++i) counters.unread.count(Unread::compressed);
  return counters;
}

}  // namespace rtpe::capture
