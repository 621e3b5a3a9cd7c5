// Direction attributes and hold (sdp-rewriting.md 3.3 and 13).
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {

void negotiate_direction(MediaExchange& media) {
  // "send" and "recv" of a media are the engine's: it may send to a party that receives.
  const bool ice = media.from.flags.has(MediaFlag::ice);
  const bool receives = media.part.direction.recv && (ice || !media.part.rtp.address.is_unspecified());
  const bool sends = media.part.direction.send;
  media.from.flags.assign(MediaFlag::send, receives);
  media.from.flags.assign(MediaFlag::recv, sends);
  media.to.flags.assign(MediaFlag::send, sends);
  media.to.flags.assign(MediaFlag::recv, receives);
}

}  // namespace rtpe::mock
