// What an offerer is shown of an answer (observed at 10.5.3.5).
#include "mock_engine/rewrite/translated_codecs.hpp"

#include <algorithm>

#include "mock_engine/rewrite/codec_conversion.hpp"
#include "mock_engine/rewrite/codec_editor.hpp"
#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/conversion_book.hpp"
#include "mock_engine/rewrite/opus_format.hpp"

namespace rtpe::mock {
namespace {

/// A companion that the offerer gets together with a codec.
struct Companion {
  std::string_view kind;
  std::uint32_t clock_rate;
  std::uint32_t sent_rate;  ///< of the codec that brings it
};

/// By clock rates of what brings them, as they came; comfort noise before events.
void sort_companions(std::vector<Companion>& companions) {
  std::vector<std::uint32_t> rates;
  for (const Companion& companion : companions)
    if (std::ranges::find(rates, companion.sent_rate) == rates.end()) rates.push_back(companion.sent_rate);
  std::ranges::stable_sort(companions, {}, [&](const Companion& companion) {
    return std::pair(std::ranges::find(rates, companion.sent_rate), companion.kind != comfort_noise);
  });
}

/// The offerer's own companions, the first of each kind and clock rate that is used.
void add_companions(std::vector<Codec>& list, std::span<const Companion> companions, std::span<const Codec> offered) {
  for (const auto& [kind, clock_rate, sent_rate] : companions) {
    const auto uses_rate = [rate = clock_rate](const Codec& codec) {
      return !is_supplemental(codec) && codec.clock_rate == rate;
    };
    if (std::ranges::none_of(list, uses_rate)) continue;
    const auto own = std::ranges::find_if(offered, [kind = kind, rate = clock_rate](const Codec& codec) {
      return is_of_kind(codec, kind) && codec.clock_rate == rate;
    });
    if (own != offered.end() && !holds_number(list, own->payload_type)) list.push_back(*own);
  }
}

/// What is converted is shown as the offerer named it when its conversion began, for as long as that goes on.
Codec remembered(const MediaNegotiation& media, const Codec& sent, const Codec& target) {
  Codec shown = target;
  shown.lost = false;
  if (is_supplemental(target)) return shown;
  if (media.negotiation.engine.config.personality->rebuilds_opus_format && names("opus", target)) {
    shown.format = encoded_opus_format(target.format, sent.channels);
    return shown;
  }
  const ConversionBook* book = media.negotiation.engine.conversions;
  const Codec* known = book == nullptr ? nullptr : book->target_of(media, sent, target);
  if (known == nullptr) return shown;
  shown.name = known->name;
  shown.format = known->format;
  shown.feedback = known->feedback;
  return shown;
}

/// A codec that keeps its number is shown as the answerer wrote it, or as the offerer did where it is converted all the
/// same: for packets of another length, injected events or a made-up companion.
Codec shown_namesake(const MediaNegotiation& media, const Conversion& conversion, const Codec& codec,
                     const Codec& own) {
  const bool is_main = is_convertible(codec) && !is_supplemental(codec);
  const bool is_converted = changes_packets(media.from, codec, media.to, own) || conversion.makes_up_companion(codec) ||
                            (is_main && has_injected_events(media.from, media.to));
  if (is_converted) return remembered(media, codec, own);
  Codec shown = codec;
  shown.ptime = own.ptime;
  return shown;
}

/// A codec that the offerer did not name comes to it as it is sent.
std::uint16_t ptime_of_new(const MediaNegotiation& media, const Codec& codec) {
  const bool follows = media.to.flags.has(MediaFlag::fixed_ptime) && media.to.ptime == 0;
  return follows ? ptime_towards(media.from, codec) : codec.ptime;
}

}  // namespace

std::vector<Codec> translated_codecs(const MediaNegotiation& media, std::span<const Codec> answered,
                                     const TouchedRates& touched) {
  const Conversion conversion(answered, media.to.codecs.get());
  const bool is_single = media.negotiation.options.flags.has(Flag::single_codec);
  bool has_main = false;
  std::vector<Codec> list, others;
  std::vector<Companion> companions;
  for (const Codec& codec : answered) {
    const bool is_companion = is_supplemental(codec);
    const bool passes = conversion.passes(codec);
    if (is_companion && touched.has(codec.clock_rate)) continue;
    if (is_companion && codec.transcoded && has_injected_events(media.to, media.from)) {  // made up for the events
      if (!holds_number(list, codec.payload_type)) list.push_back(codec);
      continue;
    }
    // Under the number of a codec that the engine added.
    if (is_companion && codec.transcoded && !passes) continue;
    const Codec& target = passes ? codec : conversion.target_of(codec);
    const bool is_shown = is_companion || !is_single || !std::exchange(has_main, true);
    const Codec* namesake = conversion.namesake_of(codec);
    const Codec* own = namesake != nullptr && namesake->payload_type == codec.payload_type ? namesake : nullptr;
    if (is_shown && !holds_number(list, target.payload_type)) {
      list.push_back(passes ? codec : remembered(media, codec, target));
      if (passes && own != nullptr) list.back() = shown_namesake(media, conversion, codec, *own);
      if (passes && own == nullptr) list.back().ptime = ptime_of_new(media, codec);
    }
    // Companions of one clock rate under several numbers: the first is what the others are converted to.
    if (passes && is_companion && own != nullptr) others.push_back(*conversion.first_namesake_of(codec));
    const bool is_decoded = !passes || conversion.makes_up_companion(codec);
    if (!is_decoded && (is_companion || !touched.has(target.clock_rate))) continue;
    for (const std::string_view kind : {comfort_noise, telephone_event})
      if (conversion.brings(codec, kind)) companions.push_back({kind, target.clock_rate, codec.clock_rate});
  }
  for (const Codec& other : others)
    if (!holds_number(list, other.payload_type)) list.push_back(other);
  sort_companions(companions);
  add_companions(list, companions, media.to.codecs.get());
  return list;
}

}  // namespace rtpe::mock
