// Direction attributes and hold (sdp-rewriting.md 3.3 and 13).
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {
namespace {

void negotiate_wishes(MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  if (media.part.line.port != 0) media.from.wishes.assign(MediaWish::rtcp_feedback, media.part.rtcp_feedback);
  for (Media* side : {&media.from, &media.to}) {
    if (options.flags.has(Flag::generate_rtcp)) side->wishes.set(MediaWish::rtcp_generator);
    if (options.generate_rtcp) side->wishes.assign(MediaWish::rtcp_generator, *options.generate_rtcp);
    const MediaEcho echo = options.media_echo;
    if (echo == MediaEcho::none) continue;
    const bool echoes = echo == MediaEcho::both || (side == &media.from) == (echo == MediaEcho::backwards);
    side->wishes.assign(MediaWish::echo, echoes && echo != MediaEcho::nowhere);
    side->wishes.assign(MediaWish::blackhole, !echoes || echo == MediaEcho::nowhere);
  }
}

}  // namespace

void negotiate_direction(MediaNegotiation& media) {
  // "send" and "recv" of a media are the engine's: it may send to a party that receives.
  const bool reachable = media.part.line.port == 0 || !media.part.rtp.address.is_unspecified() ||
                         media.from.flags.has(MediaFlag::trickle_ice);
  const Direction direction = media.part.direction;
  const bool receives = (direction == Direction::sendrecv || direction == Direction::recvonly) && reachable;
  const bool sends = direction == Direction::sendrecv || direction == Direction::sendonly;
  media.to.flags.assign(MediaFlag::send, sends);
  media.to.flags.assign(MediaFlag::recv, receives);
  media.from.flags.assign(MediaFlag::send, receives);  // the last word about a party that speaks to itself
  media.from.flags.assign(MediaFlag::recv, sends);
  negotiate_wishes(media);
  if (media.part.line.port == 0) return;
  media.from.flags.assign(MediaFlag::asymmetric, media.negotiation.options.flags.has(Flag::asymmetric));
  media.from.flags.assign(MediaFlag::unidirectional, media.negotiation.options.flags.has(Flag::unidirectional));
}

}  // namespace rtpe::mock
