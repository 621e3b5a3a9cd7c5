// Whether what one party sends is converted for the other: the media flag `transcoding` (observed at 10.5.3.5).
#include "mock_engine/rewrite/codec_conversion.hpp"
#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {

bool has_injected_events(const Media& sender, const Media& receiver) {
  return (sender.flags.has(MediaFlag::listens) ? sender : receiver).flags.has(MediaFlag::inject_dtmf);
}

bool is_converted(const Media& sender, const Media& receiver) {
  return is_converted(sender, receiver, has_injected_events(sender, receiver));
}

bool is_converted(const Media& sender, const Media& receiver, bool injects) {
  const Conversion conversion(sender.codecs.get(), receiver.codecs.get());
  if (conversion.converts()) return true;
  // Injected DTMF was asked for once and stays asked for.
  return (changes_packetisation(sender, receiver) || injects) && conversion.can_convert();
}

std::vector<std::pair<const Codec*, const Codec*>> conversions_between(const Media& sender, const Media& receiver) {
  const Conversion conversion(sender.codecs.get(), receiver.codecs.get());
  const bool injects = has_injected_events(sender, receiver) && conversion.can_convert();
  std::vector<std::pair<const Codec*, const Codec*>> out;
  for (const Codec& sent : sender.codecs) {
    const Codec* namesake = conversion.namesake_of(sent);
    if (!conversion.passes(sent))
      out.emplace_back(&sent, &conversion.target_of(sent));
    else if (namesake != nullptr && same_payload(sent, *namesake) && is_convertible(sent) && !is_supplemental(sent) &&
             (injects || changes_packets(sender, sent, receiver, *namesake)))
      out.emplace_back(&sent, namesake);
  }
  return out;
}

namespace {

/// Personality::gateways_convert. A gateway that an answer has just made does not decode fax yet.
bool converts_fax(const MediaNegotiation& media, const Media& side, const Media& other) {
  if (!media.negotiation.engine.config.personality->gateways_convert) return false;
  if (is_rtp(side.protocol)) return other.protocol == Protocol::udptl;
  return side.protocol == Protocol::udptl && is_rtp(other.protocol) && side.flags.has(MediaFlag::generator) &&
         (media.negotiation.is_offer() || media.kept_gateway);
}

}  // namespace

void negotiate_transcoding(MediaNegotiation& media) {
  Media& to = media.to;
  Media& from = media.from;
  if (&from == &to) return;
  if (media.part.line.port == 0 && media.negotiation.engine.config.personality->rejected_streams_stay) return;
  const bool is_plain = is_rtp(from.protocol) && is_rtp(to.protocol) && !to.flags.has(MediaFlag::generator);
  const bool counts = media.negotiation.engine.config.personality->injection_converts;
  const auto is_converted_to = [&](const Media& sender, const Media& receiver) {
    return is_plain && is_converted(sender, receiver, counts && has_injected_events(sender, receiver));
  };
  to.flags.assign(MediaFlag::transcoding, is_converted_to(to, from) || converts_fax(media, to, from));
  if (media.negotiation.is_offer()) return;
  from.flags.assign(MediaFlag::transcoding, is_converted_to(from, to) || converts_fax(media, from, to));
}

}  // namespace rtpe::mock
