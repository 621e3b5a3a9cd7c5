// Milliseconds per packet: what both sides agree on, unless a request wishes otherwise (observed at 10.5.3.5).
#include <algorithm>
#include <iterator>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {
namespace {

/// What is sent to a party that named nothing.
std::uint16_t usual_ptime(const Codec& codec) { return names("G723", codec) ? 30 : 20; }

void write(Media& media, std::uint32_t ptime) {
  if (ptime != 0 && !media.flags.has(MediaFlag::fixed_ptime)) media.ptime = static_cast<std::uint16_t>(ptime);
}

void wish(Media& media, std::uint32_t ptime) {
  if (ptime != 0) media.ptime = static_cast<std::uint16_t>(ptime);
}

}  // namespace

std::uint16_t ptime_towards(const Media& media, const Codec& codec) {
  const std::uint16_t ptime = codec.ptime != 0 ? codec.ptime : media.ptime;
  return ptime != 0 ? ptime : usual_ptime(codec);
}

void negotiate_ptime(MediaNegotiation& media) {
  Media& from = media.from;
  Media& to = media.to;
  const Options& options = media.negotiation.options;
  // Once a request wished for something, on either side, what the parties write counts no more for both.
  write(from, media.part.ptime);
  write(to, media.part.ptime);
  wish(to, options.ptime);
  wish(from, options.ptime_reverse);
  if (options.ptime != 0 || options.ptime_reverse != 0)
    for (Media* side : {&from, &to}) side->flags.set(MediaFlag::fixed_ptime);
  media.ptime = to.ptime;
}

std::uint16_t possible_ptime(const Codec& codec, std::uint16_t ptime) {
  static constexpr std::uint16_t frames[] = {60, 40, 20, 10, 5};
  if (!names("opus", codec)) return ptime;
  const auto frame = std::ranges::find_if(frames, [=](std::uint16_t length) { return length <= ptime; });
  return frame == std::end(frames) ? ptime : *frame;
}

void negotiate_listener_ptime(MediaNegotiation& media, std::vector<Codec>& said) {
  const bool is_written = media.part.ptime != 0;
  if (is_written) media.to.ptime = static_cast<std::uint16_t>(media.part.ptime);
  media.ptime = media.to.ptime;
  for (Codec& codec : said) {
    const std::uint16_t source_ptime = ptime_towards(media.from, codec);
    codec.ptime = 0;
    if (is_written) continue;
    for (const Codec& known : media.to.codecs)
      if (known.payload_type == codec.payload_type) codec.ptime = known.ptime;
    if (codec.ptime == 0) codec.ptime = possible_ptime(codec, source_ptime);
  }
}

bool changes_packets(const Media& sender, const Codec& sent, const Media& receiver, const Codec& wanted) {
  if (!sender.flags.has(MediaFlag::fixed_ptime) && !receiver.flags.has(MediaFlag::fixed_ptime)) return false;
  return is_convertible(sent) && !is_supplemental(sent) &&
         ptime_towards(sender, sent) != ptime_towards(receiver, wanted);
}

bool changes_packetisation(const Media& sender, const Media& receiver) {
  return std::ranges::any_of(sender.codecs.get(), [&](const Codec& sent) {
    const auto namesake =
        std::ranges::find_if(receiver.codecs.get(), [&](const Codec& wanted) { return same_payload(sent, wanted); });
    return namesake != receiver.codecs.end() && changes_packets(sender, sent, receiver, *namesake);
  });
}

}  // namespace rtpe::mock
