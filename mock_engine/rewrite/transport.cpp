// Media type and transport protocol (sdp-rewriting.md 4 and 8).
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {

void negotiate_transport(MediaExchange& media) {
  const MediaPart& part = media.part;
  const Options& options = media.exchange.options;
  Media& from = media.from;
  Media& to = media.to;
  from.type = part.line.type;
  from.protocol = part.protocol;
  if (part.protocol == Protocol::unknown) from.protocol_text = part.line.protocol;
  if (!is_rtp(part.protocol)) from.formats = part.line.formats;
  from.mid = part.mid;
  if (media.exchange.is_offer()) to.mid = part.mid;
  to.type = part.line.type;
  if (!is_rtp(from.protocol)) {
    to.protocol = from.protocol;
    to.protocol_text = from.protocol_text;
    to.formats = from.formats;
  } else if (is_rtp(options.protocol)) {
    to.protocol = options.protocol;
  } else if (options.protocol_accept || !is_rtp(to.protocol)) {
    to.protocol = from.protocol;
  }
}

}  // namespace rtpe::mock
