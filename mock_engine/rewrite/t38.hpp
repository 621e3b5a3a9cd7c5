// T.38 gateway: fax over audio on one side, udptl on the other.
#pragma once
#include <string>

#include "mock_engine/rewrite/negotiation.hpp"

namespace rtpe::mock {

/// A gateway where one of a listener and its source has the fax and the other one audio; else none.
void settle_listener_gateway(Media& source, Media& listener);
/// Whether the engine converts between the two sides: MediaFlag::generator; type and protocol towards `to` are then
/// set.
void negotiate_t38(MediaNegotiation& media);
/// The RTP side's codecs for an SDP that lists none.
void choose_t38_codecs(MediaNegotiation& media);
/// The image side's attributes.
void write_t38(const Media& to, std::string& out);

}  // namespace rtpe::mock
