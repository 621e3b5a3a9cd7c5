// T.38 gateway: fax over audio on one side, udptl on the other.
#pragma once
#include <string>

#include "mock_engine/rewrite/negotiator.hpp"

namespace rtpe::mock {

/// What the sender's media was before this message.
struct Before {
  Protocol protocol = Protocol::unknown;
  Text type;
};

/// True: the two sides are of different kinds; type and protocol towards `to` are then set.
bool negotiate_t38(MediaExchange& media, const Before& before);
/// The audio side's codecs, instead of what the SDP lists.
void choose_t38_codecs(MediaExchange& media);
/// The image side's attributes.
void write_t38(const Media& to, std::string& out);

}  // namespace rtpe::mock
