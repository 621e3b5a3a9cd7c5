// Direction attributes and hold (sdp-rewriting.md 3.3 and 13).
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {

void negotiate_direction(MediaExchange& media) {
  // "send" and "recv" of a media are the engine's: it may send to a party that receives.
  const bool reachable = media.part.line.port == 0 || !media.part.rtp.address.is_unspecified() ||
                         media.from.flags.has(MediaFlag::trickle_ice);
  const bool receives = media.part.direction.recv && reachable;
  const bool sends = media.part.direction.send;
  media.from.flags.assign(MediaFlag::send, receives);
  media.from.flags.assign(MediaFlag::recv, sends);
  media.to.flags.assign(MediaFlag::send, sends);
  media.to.flags.assign(MediaFlag::recv, receives);
}

}  // namespace rtpe::mock
