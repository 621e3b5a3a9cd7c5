// RTCP multiplexing (sdp-rewriting.md 7).
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

void set_mux(Media& media, bool final_choice) {
  media.flags.set(MediaFlag::rtcp_mux);
  media.flags.assign(MediaFlag::rtcp_mux_override, final_choice);
}

void clear_mux(Media& media) {
  media.flags.clear(MediaFlag::rtcp_mux);
  media.flags.clear(MediaFlag::rtcp_mux_override);
}

void offer_mux(MediaExchange& media) {
  const FlagSet<RtcpMux>& wish = media.exchange.options.rtcp_mux;
  const bool offered = media.part.rtcp_mux;
  if (!offered || wish.has(RtcpMux::reject))
    clear_mux(media.from);
  else
    set_mux(media.from, wish.has(RtcpMux::demux) || wish.has(RtcpMux::accept));
  if (wish.has(RtcpMux::require))
    set_mux(media.to, true);
  else if (media.to.flags.has(MediaFlag::rtcp_mux) && media.to.flags.has(MediaFlag::initialized) &&
           !wish.has(RtcpMux::demux))
    set_mux(media.to, true);
  else if (wish.has(RtcpMux::demux) || !(offered || wish.has(RtcpMux::offer)))
    clear_mux(media.to);
  else if (!media.to.flags.has(MediaFlag::rtcp_mux))
    set_mux(media.to, false);
}

void answer_mux(MediaExchange& media) {
  if (media.part.rtcp_mux)
    set_mux(media.from, media.from.flags.has(MediaFlag::rtcp_mux_override));
  else
    clear_mux(media.from);
  // The offerer gets what it offered if the other side took it, or if this engine multiplexes on its own.
  if (!media.to.flags.has(MediaFlag::rtcp_mux)) return;
  if (media.to.flags.has(MediaFlag::rtcp_mux_override)) return;
  if (media.part.rtcp_mux)
    set_mux(media.to, true);
  else
    clear_mux(media.to);
}

}  // namespace

bool is_single_port(const Exchange& exchange, const Media& to) {
  return to.flags.has(MediaFlag::rtcp_mux) && (!exchange.is_offer() || to.flags.has(MediaFlag::rtcp_mux_override));
}

void negotiate_rtcp_mux(MediaExchange& media) {
  if (!is_rtp(media.from.protocol)) return;
  if (media.exchange.is_offer())
    offer_mux(media);
  else
    answer_mux(media);
}

}  // namespace rtpe::mock
