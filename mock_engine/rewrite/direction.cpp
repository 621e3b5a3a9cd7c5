// Direction attributes and hold (sdp-rewriting.md 3.3 and 13).
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {

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
  if (media.part.line.port == 0) return;
  media.from.flags.assign(MediaFlag::asymmetric, media.negotiation.options.flags.has(Flag::asymmetric));
  media.from.flags.assign(MediaFlag::unidirectional, media.negotiation.options.flags.has(Flag::unidirectional));
}

}  // namespace rtpe::mock
