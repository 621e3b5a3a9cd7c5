// Whether what one party sends is converted for the other: the media flag `transcoding` (observed at 10.5.3.5).
#include <algorithm>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {
namespace {

const Codec* main_codec(const std::vector<Codec>& list) {
  const auto found = std::ranges::find_if(list, [](const Codec& codec) { return !is_supplemental(codec); });
  return found == list.end() ? nullptr : &*found;
}

/// The first codec of an answer that was offered, by the offerer or by the engine; else the first.
const Codec* taken_codec(const MediaExchange& media) {
  for (const Codec& codec : media.from.codecs) {
    const auto same = [&](const Codec& offered) { return same_encoding(offered, codec); };
    if (is_supplemental(codec)) continue;
    if (codec.transcoded || std::ranges::any_of(media.to.codecs, same)) return &codec;
  }
  return main_codec(media.from.codecs);
}

/// Milliseconds per packet that are sent to a party.
std::uint16_t ptime_towards(const Media& media) {
  if (media.ptime_wish != 0) return media.ptime_wish;
  return media.ptime != 0 ? media.ptime : 20;
}

/// Asked for once, it stays for as long as what is sent can be converted.
bool injects_dtmf(const Media& media, const std::vector<Codec>& shown) {
  const Codec* codec = main_codec(shown);
  return media.flags.has(MediaFlag::inject_dtmf) && codec != nullptr && is_convertible(*codec);
}

/// An answer settles it for both: what is taken first, and how long its packets are.
bool differs(const MediaExchange& media) {
  const Codec* taken = taken_codec(media);
  const Codec* shown = main_codec(media.codecs);
  if (taken != nullptr && shown != nullptr && !same_encoding(*taken, *shown)) return true;
  return (media.from.ptime_wish != 0 || media.to.ptime_wish != 0) &&
         ptime_towards(media.from) != ptime_towards(media.to);
}

}  // namespace

void negotiate_transcoding(MediaExchange& media, bool offer_converts) {
  FlagSet<MediaFlag>& to = media.to.flags;
  FlagSet<MediaFlag>& from = media.from.flags;
  if (media.part.line.type != "audio" || &media.from == &media.to || to.has(MediaFlag::generator)) return;
  const Options& options = media.exchange.options;
  if (options.flags.has(Flag::inject_dtmf) && options.mode != OperationMode::other) to.set(MediaFlag::inject_dtmf);
  if (media.exchange.is_offer()) {
    to.assign(MediaFlag::transcoding, offer_converts || injects_dtmf(media.to, media.codecs));
    return;
  }
  const bool converts = differs(media);
  to.assign(MediaFlag::transcoding, converts || injects_dtmf(media.to, media.codecs));
  from.assign(MediaFlag::transcoding, converts || injects_dtmf(media.from, media.from.codecs));
}

}  // namespace rtpe::mock
