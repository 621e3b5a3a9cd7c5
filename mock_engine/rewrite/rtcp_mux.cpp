// RTCP multiplexing (sdp-rewriting.md 7).
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// What the receiver is offered. True: it is spared the multiplexing of the other side.
bool offer_to_receiver(MediaNegotiation& media) {
  const FlagSet<RtcpMux>& wish = media.negotiation.options.rtcp_mux;
  FlagSet<MediaFlag>& to = media.to.flags;
  media.negotiation.multiplexes |= to.has(MediaFlag::rtcp_mux);  // already, as told or as it said
  const bool multiplexes = media.negotiation.multiplexes;
  to.assign(MediaFlag::rtcp_mux_override, multiplexes);
  if (wish.has(RtcpMux::require)) to.set(MediaFlag::rtcp_mux_override);
  if (wish.has(RtcpMux::require) || wish.has(RtcpMux::offer) || multiplexes) {
    to.set(MediaFlag::rtcp_mux);
    return false;
  }
  const bool spared = media.part.rtcp_mux && wish.has(RtcpMux::demux);
  to.assign(MediaFlag::rtcp_mux, media.part.rtcp_mux && !spared);
  return spared;
}

void offer_mux(MediaNegotiation& media) {
  const FlagSet<RtcpMux>& wish = media.negotiation.options.rtcp_mux;
  const bool offered = media.part.rtcp_mux;
  const bool spared = offer_to_receiver(media);
  const bool accepted = wish.has(RtcpMux::accept);
  const bool rejected = wish.has(RtcpMux::reject) && !accepted;
  FlagSet<MediaFlag>& from = media.from.flags;
  from.assign(MediaFlag::rtcp_mux, offered && !rejected);
  from.assign(MediaFlag::rtcp_mux_override, offered && !rejected && (accepted || wish.has(RtcpMux::demux)));
  media.to.flags.assign(MediaFlag::rtcp_mux_decided, !offered || accepted || rejected || spared);
}

void answer_mux(MediaNegotiation& media) {
  media.from.flags.assign(MediaFlag::rtcp_mux, media.part.rtcp_mux);
  if (!media.from.flags.has(MediaFlag::rtcp_mux_decided))
    media.to.flags.assign(MediaFlag::rtcp_mux, media.part.rtcp_mux);
}

}  // namespace

bool is_single_port(const Negotiation& negotiation, const Media& to) {
  // Other protocols than RTP take part in the negotiation, but have two ports all the same.
  return is_rtp(to.protocol) && to.flags.has(MediaFlag::rtcp_mux) &&
         (!negotiation.is_offer() || to.flags.has(MediaFlag::rtcp_mux_override) || negotiation.multiplexes);
}

void negotiate_rtcp_mux(MediaNegotiation& media) {
  if (media.part.line.port == 0) return;
  if (media.negotiation.is_offer())
    offer_mux(media);
  else
    answer_mux(media);
}

void negotiate_listener_mux(MediaNegotiation& media) {
  const FlagSet<RtcpMux>& wish = media.negotiation.options.rtcp_mux;
  FlagSet<MediaFlag>& listener = media.to.flags;
  listener.assign(MediaFlag::rtcp_mux_override, wish.has(RtcpMux::require));
  if (wish.has(RtcpMux::require) || wish.has(RtcpMux::offer)) listener.set(MediaFlag::rtcp_mux);
  if (media.part.line.port == 0) return;
  media.from.flags.assign(MediaFlag::rtcp_mux, media.part.rtcp_mux);
}

}  // namespace rtpe::mock
