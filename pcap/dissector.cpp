#include "pcap/dissector.hpp"

#include "pcap/byte_order.hpp"
#include "pcap/ip_layer.hpp"
#include "pcap/link_layer.hpp"
#include "pcap/tcp_streams.hpp"

namespace rtpe::capture {

struct Dissector::State {
  State(int link, PacketHandler& receiver) : link_type(link), handler(receiver), tcp(receiver) {}

  void ip(const Frame& frame, const IpPacket& packet);
  void udp(const Frame& frame, const IpPacket& packet);
  void icmp(const Frame& frame, const IpPacket& packet);

  int link_type;
  PacketHandler& handler;
  FragmentStore fragments;
  TcpStreams tcp;
  DissectorCounters counters;
};

void Dissector::State::udp(const Frame& frame, const IpPacket& packet) {
  constexpr std::size_t header = 8;
  if (packet.payload.size() < header) return;
  Packet out;
  out.frame = frame.number;
  out.time = frame.time;
  out.source = {packet.source, u16_at(packet.payload, 0)};
  out.destination = {packet.destination, u16_at(packet.payload, 2)};
  out.payload = packet.payload.substr(header);
  const std::size_t length = u16_at(packet.payload, 4);
  if (length >= header && length - header < out.payload.size()) out.payload = out.payload.substr(0, length - header);
  out.is_cut = length >= header && out.payload.size() < length - header;
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
  if (!quoted || quoted->protocol != protocol::udp || quoted->fragment_offset != 0 || quoted->payload.size() < 8)
    return;
  Unreachable out;
  out.frame = frame.number;
  out.time = frame.time;
  out.reporter = packet.source;
  out.source = {quoted->source, u16_at(quoted->payload, 0)};
  out.destination = {quoted->destination, u16_at(quoted->payload, 2)};
  out.is_port = code == (is_v6 ? 4 : 3);
  out.quoted = quoted->payload.substr(8);
  handler.unreachable(out);
}

void Dissector::State::ip(const Frame& frame, const IpPacket& packet) {
  switch (packet.protocol) {
    case protocol::udp:
      return udp(frame, packet);
    case protocol::tcp:
      return tcp.segment(frame, packet);
    case protocol::icmp:
    case protocol::icmpv6:
      return icmp(frame, packet);
    default:
      return;
  }
}

Dissector::Dissector(int link_type, PacketHandler& handler) : state_(std::make_unique<State>(link_type, handler)) {}
Dissector::~Dissector() = default;

void Dissector::frame(const Frame& frame) {
  ++state_->counters.frames;
  if (frame.bytes.size() < frame.wire_length) ++state_->counters.cut;
  const auto bytes = ip_packet_of(state_->link_type, frame.bytes);
  const auto packet = bytes ? parse_ip(*bytes) : std::nullopt;
  if (!packet) {
    ++state_->counters.not_ip;
    return;
  }
  if (!packet->is_fragment) return state_->ip(frame, *packet);
  if (const auto whole = state_->fragments.add(*packet, frame.time)) state_->ip(frame, *whole);
}

DissectorCounters Dissector::counters() const {
  DissectorCounters counters = state_->counters;
  counters.fragments_given_up = state_->fragments.given_up();
  counters.tcp_streams_given_up = state_->tcp.given_up();
  return counters;
}

}  // namespace rtpe::capture
