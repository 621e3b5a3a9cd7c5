// Media type and transport protocol (sdp-rewriting.md 4 and 8).
#include <fmt/format.h>

#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/t38.hpp"

namespace rtpe::mock {
namespace {

/// Keys or a certificate under the name of plain RTP (RFC 8643).
bool is_osrtp(const MediaPart& part) {
  return is_rtp(part.protocol) && !is_srtp(part.protocol) &&
         (!part.crypto.empty() || !part.security.fingerprint.empty());
}

/// A party that changes its protocol takes the other one along; an answer only where keys were a mere suggestion and it
/// is plain RTP without any.
bool follows(const MediaNegotiation& media) {
  if (media.negotiation.is_offer()) return true;
  return media.to.flags.has(MediaFlag::legacy_osrtp) && is_rtp(media.from.protocol) && !is_srtp(media.from) &&
         !media.negotiation.options.osrtp.has(Osrtp::accept);
}

/// What a media that changes its kind is for the other party; a party that is new to the media changes nothing.
void change_type(Media& from, Media& to, std::string_view type) {
  const bool changes = !from.type.empty() && from.type != type;
  if (changes || to.type.empty()) to.type = type;
  from.type = type;
}

/// What is made of RTP a request may choose. What the party comes with is accepted anew where it has changed.
void choose_protocol(MediaNegotiation& media, bool changed) {
  if (!is_rtp(media.from.protocol)) return;
  const Options& options = media.negotiation.options;
  Media& to = media.to;
  if (options.protocol != Protocol::unknown) {
    to.protocol = options.protocol;
    to.flags.clear(MediaFlag::legacy_osrtp);
  } else if (options.protocol_accept && changed) {
    to.protocol = media.from.protocol;
    to.flags.assign(MediaFlag::legacy_osrtp, media.from.flags.has(MediaFlag::legacy_osrtp));
  }
}

}  // namespace

void read_transport(MediaNegotiation& media) {
  const MediaPart& part = media.part;
  Media& from = media.from;
  from.type = part.line.type;
  from.protocol = part.protocol;
  from.flags.assign(MediaFlag::legacy_osrtp, is_osrtp(part));
  if (part.protocol == Protocol::unknown) from.protocol_text = part.line.protocol;
  if (!is_rtp(part.protocol)) from.formats = part.line.formats;
}

void negotiate_transport(MediaNegotiation& media) {
  const MediaPart& part = media.part;
  const Options& options = media.negotiation.options;
  Media& from = media.from;
  Media& to = media.to;
  const Protocol old_protocol = from.protocol;
  media.was_fax = old_protocol == Protocol::udptl && from.type == "image";
  const bool was_osrtp = from.flags.has(MediaFlag::legacy_osrtp);
  change_type(from, to, part.line.type);
  read_transport(media);
  if (media.negotiation.is_offer()) {  // an answer's a=mid changes nothing
    if (!part.mid.empty()) from.mid = part.mid;
    if (to.mid.empty()) to.mid = from.mid;
    if (options.flags.has(Flag::generate_mid) && to.mid.empty()) to.mid = fmt::format("{}", to.index);
  }
  const bool changed = from.protocol != old_protocol || from.flags.has(MediaFlag::legacy_osrtp) != was_osrtp;
  if ((changed && follows(media)) || to.protocol == Protocol::unknown) {
    to.protocol = from.protocol;
    to.protocol_text = from.protocol_text;
    to.flags.assign(MediaFlag::legacy_osrtp, from.flags.has(MediaFlag::legacy_osrtp));
  }
  if (&from == &to && changed && media.negotiation.is_offer()) {  // nobody is there to say what is written
    to.protocol = Protocol::unknown;
    to.protocol_text = part.line.protocol;
  }
  if (!is_rtp(from.protocol) && to.protocol == from.protocol) to.formats = from.formats;
  choose_protocol(media, changed);
  if (options.mode == OperationMode::offer && options.osrtp.has(Osrtp::offer) && is_rtp(to.protocol) &&
      !is_srtp(to.protocol))
    to.flags.set(MediaFlag::legacy_osrtp);
  negotiate_t38(media);
}

}  // namespace rtpe::mock
