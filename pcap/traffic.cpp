#include "pcap/traffic.hpp"

#include "pcap/packet/byte_order.hpp"
#include "pcap/sip/sip_message.hpp"

namespace rtpe::capture {

std::string_view name_of(Content content) {
  switch (content) {
    case Content::ng:
      return "NG messages";
    case Content::sip:
      return "SIP messages";
    case Content::rtp:
      return "RTP packets";
    case Content::rtcp:
      return "RTCP packets";
    case Content::stun:
      return "STUN packets";
    case Content::dtls:
      return "DTLS packets";
    case Content::other:
      return "other datagrams and messages";
  }
  return "unknown";
}

Content media_content(std::string_view payload) {
  if (payload.size() < 8) return Content::other;
  const auto first = byte_at(payload, 0), second = byte_at(payload, 1);
  if (first >= 128 && first < 192) {
    if (second >= 192 && second < 224) return Content::rtcp;
    return payload.size() >= 12 ? Content::rtp : Content::other;
  }
  if (first < 4) return payload.size() >= 20 && u32_at(payload, 4) == 0x2112a442 ? Content::stun : Content::other;
  if (first >= 20 && first < 64 && payload.size() >= 13 && second == 0xfe && byte_at(payload, 2) >= 0xfc)
    return Content::dtls;
  return Content::other;
}

Content Traffic::content_of(const Packet& packet) {
  if (matcher_.take(packet)) return Content::ng;
  if (is_sip(packet.payload)) return Content::sip;
  return packet.transport == Transport::udp ? media_content(packet.payload) : Content::other;
}

void Traffic::packet(const Packet& packet) {
  const Content content = content_of(packet);
  ++counters_.by_content[static_cast<std::size_t>(content)];
  if (content == Content::sip && packet.transport != Transport::udp) ++counters_.sip_over_streams;
  if (listener_ == nullptr) return;
  if (content == Content::sip)
    listener_->sip(packet);
  else if (content != Content::ng && content != Content::other)
    listener_->media(packet, content);
}

void Traffic::unreachable(const Unreachable& unreachable) {
  matcher_.unreachable(unreachable);
  if (listener_ != nullptr) listener_->unreachable(unreachable);
}

}  // namespace rtpe::capture
