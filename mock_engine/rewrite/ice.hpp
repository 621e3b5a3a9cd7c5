// Writing of ICE lines.
#pragma once
#include <string>

#include "mock_engine/rewrite/negotiation.hpp"

namespace rtpe::mock {

/// What the sender's SDP says about ICE; a rejected media says nothing new.
[[nodiscard]] bool says_ice(const MediaNegotiation& media);
/// `ICE: force-relay`: m=, c= and the peer's candidates stay, only relay candidates are added.
[[nodiscard]] bool relays_only(const Options& options);
/// `ICE: optional` and `force-relay`: the ICE lines of the party's SDP stay where they are.
[[nodiscard]] bool keeps_party_lines(const Options& options);
/// a=ice-options:trickle and a=end-of-candidates are printed, also once ICE has been taken away again.
[[nodiscard]] bool shows_trickling(const Media& to);
/// New credentials towards the party will be needed: ICE restarts, or its ports changed.
void forget_credentials(Media& media);
/// ICE is spoken with the party from the ports that it has just got.
void follow_ports(Media& media);
/// A listener leaves: the ICE that its last answer spoke of, also a refused one, counts from now on.
void settle_listener_ice(Media& listener);
/// Credentials of our own towards the party, where ICE is spoken and there are none.
void name_agent(Media& media, Random& random);
/// Credentials, options and candidates.
void write_ice(const Negotiation& negotiation, const MediaPart& part, const Media& to, std::string& out);

}  // namespace rtpe::mock
