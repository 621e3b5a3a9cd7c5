// Codec lists of an offer and of its answer (sdp-rewriting.md 10 and 16.3).
#include <algorithm>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/t38.hpp"

namespace rtpe::mock {
namespace {

Codec to_codec(const CodecLine& line) {
  Codec codec;
  codec.name = line.name;
  codec.format = line.format;
  codec.clock_rate = line.clock_rate;
  codec.channels = line.channels;
  codec.payload_type = line.payload_type;
  if (line.feedback.empty()) return codec;
  std::string all;
  for (const std::string_view value : line.feedback) all.append(value).push_back('\n');
  codec.feedback = all;
  return codec;
}

bool has_main_codec(const std::vector<Codec>& list) {
  return std::ranges::any_of(list, [](const Codec& codec) { return !is_supplemental(codec); });
}

/// `strip`, `except`, `offer`: what remains. Stripped codecs are marked in `written`.
std::vector<Codec> strip(std::vector<Codec>& written, const CodecWishes& wishes) {
  std::vector<Codec> list;
  for (Codec& codec : written) {
    const bool everything =
        std::ranges::any_of(wishes.strip, [](std::string_view wish) { return wish == "all" || wish == "full"; });
    codec.stripped = any_names(wishes.strip, codec) && !(everything && any_names(wishes.except, codec));
    if (!codec.stripped) list.push_back(codec);
  }
  std::size_t place = 0;
  while (place < list.size() && !is_supplemental(list[place])) ++place;
  for (const auto* again : {&wishes.offer, &wishes.transcode}) {
    for (const std::string_view wish : *again)
      for (Codec& codec : written) {
        if (!codec.stripped || !names(wish, codec)) continue;
        codec.stripped = false;
        list.insert(list.begin() + static_cast<std::ptrdiff_t>(place++), codec);
      }
  }
  return list;
}

/// `mask`, `consume` and `accept`: marks in `written`, masked codecs leave the list.
void mask(std::vector<Codec>& list, std::vector<Codec>& written, const CodecWishes& wishes) {
  for (Codec& codec : written) {
    codec.masked = any_names(wishes.mask, codec) || any_names(wishes.consume, codec);
    codec.accepted = any_names(wishes.accept, codec) || any_names(wishes.consume, codec);
  }
  std::erase_if(list,
                [&](const Codec& codec) { return any_names(wishes.mask, codec) || any_names(wishes.consume, codec); });
}

/// Codecs that cannot be converted go when something is to be converted, unless nothing else is there.
void keep_convertible(std::vector<Codec>& list) {
  const auto usable = [](const Codec& codec) { return is_convertible(codec); };
  if (std::ranges::any_of(
          list, [&](const Codec& codec) { return usable(codec) && !is_supplemental(codec) && !codec.transcoded; }))
    std::erase_if(list, [&](const Codec& codec) { return !usable(codec); });
}

bool changes_packetisation(const MediaExchange& media) {
  const auto differs = [&](std::uint32_t wish) {
    return wish != 0 && wish != (media.part.ptime != 0 ? media.part.ptime : 20);
  };
  return differs(media.exchange.options.ptime) || differs(media.exchange.options.ptime_reverse);
}

/// Returns whether the offer asks for conversion.
bool offer_codecs(MediaExchange& media, std::vector<Codec> written) {
  const Options& options = media.exchange.options;
  const bool audio = media.part.line.type == "audio";
  std::vector<Codec> list = strip(written, options.codec);
  if (audio) mask(list, written, options.codec);
  const bool added = audio && add_encoders(list, options.codec.transcode);
  if (list.size() != written.size() || added) {
    if (list.empty()) list = written;
    drop_orphans(list, written);
    media.hides_formats = list.empty();
    if (list.empty())
      std::ranges::copy_if(written, std::back_inserter(list), [](const Codec& codec) { return !codec.stripped; });
    if (added) add_companions(list);
  }
  const bool accepts = audio && std::ranges::any_of(written, [](const Codec& codec) { return codec.accepted; });
  const bool converts = added || accepts || changes_packetisation(media);
  if (audio && (converts || options.flags.has(Flag::inject_dtmf))) {
    keep_convertible(list);
    keep_convertible(written);
  }
  media.codecs = list;
  media.to.codecs = std::move(list);
  media.from.codecs = std::move(written);
  return converts;
}

/// What the offerer gets for a codec that only the other side knows.
const Codec* substitute_for(const Codec& codec, const std::vector<Codec>& offered) {
  const Codec* second_choice = nullptr;
  for (const Codec& candidate : offered) {
    const bool same_kind = is_supplemental(codec) ? candidate.name == codec.name.view() : !is_supplemental(candidate);
    if (!same_kind) continue;
    if (!candidate.stripped) return &candidate;
    if (second_choice == nullptr) second_choice = &candidate;
  }
  return second_choice;
}

void add_once(std::vector<Codec>& list, const Codec& codec) {
  const auto same = [&](const Codec& known) { return known.payload_type == codec.payload_type; };
  if (std::ranges::none_of(list, same)) list.push_back(codec);
}

/// The answerer's list in terms of the offerer's.
std::vector<Codec> translate(const std::vector<Codec>& written, const std::vector<Codec>& offered,
                             const std::vector<Codec>& shown) {
  std::vector<Codec> list;
  bool substituted = false;
  for (const Codec& codec : written) {
    const bool known = std::ranges::any_of(offered, [&](const Codec& own) {
      return own.payload_type == codec.payload_type && same_encoding(own, codec) && !own.masked && !own.stripped;
    });
    if (known) {
      substituted ? add_once(list, codec) : list.push_back(codec);
      continue;
    }
    const bool converted = std::ranges::any_of(shown, [&](const Codec& added) {
      return added.transcoded && added.payload_type == codec.payload_type && same_encoding(added, codec);
    });
    if (!converted) continue;
    if (const Codec* substitute = substitute_for(codec, offered)) {
      add_once(list, *substitute);
      substituted = true;
    }
  }
  return list;
}

/// `accept` and `consume`: the offerer gets the codec it was promised, whatever the other side took.
void honour_accepted(MediaExchange& media, std::vector<Codec>& list, const std::vector<Codec>& written) {
  const std::vector<Codec>& offered = media.to.codecs;
  const auto promised =
      std::ranges::find_if(offered, [](const Codec& codec) { return codec.accepted && !is_supplemental(codec); });
  if (promised == offered.end()) return;
  if (!has_main_codec(written)) {
    media.hides_formats = true;
    return;
  }
  std::vector<Codec> result = {*promised};
  for (const Codec& codec : list)
    if (is_supplemental(codec)) add_once(result, codec);
  for (const Codec& codec : offered)
    if (is_supplemental(codec) && codec.accepted) add_once(result, codec);
  list = std::move(result);
}

void answer_codecs(MediaExchange& media, std::vector<Codec> written) {
  const Options& options = media.exchange.options;
  const std::vector<Codec>& offered = media.to.codecs;
  std::vector<Codec> stripped = strip(written, options.codec);
  if (stripped.empty()) stripped = written;
  if (&media.from == &media.to) {
    // A party that answers itself: nothing but companions is left, and the format list stays empty.
    std::erase_if(stripped, [](const Codec& codec) { return !is_supplemental(codec); });
    media.codecs = stripped;
    media.hides_formats = true;
  } else if (offered.empty()) {
    media.codecs = media.to.codecs = stripped;
  } else {
    media.codecs = translate(stripped, offered, media.from.codecs);
    honour_accepted(media, media.codecs, written);
    const bool restricted =
        std::ranges::any_of(offered, [](const Codec& codec) { return codec.masked || codec.stripped; });
    if (restricted && !media.codecs.empty() && !has_main_codec(media.codecs)) media.hides_formats = true;
    const auto can_be_main = [](const Codec& codec) { return !is_supplemental(codec) && is_convertible(codec); };
    if (media.codecs.empty() && !restricted &&
        !(std::ranges::any_of(offered, can_be_main) && std::ranges::any_of(stripped, can_be_main)))
      media.codecs = stripped;
    if (media.codecs.empty())
      if (const Codec* substitute = substitute_for(Codec{}, offered)) media.codecs.push_back(*substitute);
  }
  if (options.flags.has(Flag::single_codec)) {
    bool first = true;
    std::erase_if(media.codecs,
                  [&](const Codec& codec) { return !is_supplemental(codec) && !std::exchange(first, false); });
  }
  for (Codec& codec : media.to.codecs.edit())
    codec.answered =
        std::ranges::any_of(media.codecs, [&](const Codec& shown) { return shown.payload_type == codec.payload_type; });
  for (Codec& codec : written)
    codec.transcoded = std::ranges::any_of(
        media.from.codecs, [&](const Codec& shown) { return shown.transcoded && same_encoding(shown, codec); });
  media.from.codecs = std::move(written);
}

/// Milliseconds per packet: the other side's, unless a wish overrides it; then the party's own comes back.
void negotiate_ptime(MediaExchange& media) {
  const Options& options = media.exchange.options;
  if (media.part.ptime != 0) media.from.ptime = static_cast<std::uint16_t>(media.part.ptime);
  if (options.ptime != 0) media.to.ptime_wish = static_cast<std::uint16_t>(options.ptime);
  if (options.ptime_reverse != 0) media.from.ptime_wish = static_cast<std::uint16_t>(options.ptime_reverse);
  if (media.to.ptime_wish != 0)
    media.ptime = media.to.ptime_wish;
  else if (media.from.ptime_wish != 0 && !media.exchange.is_offer())
    media.ptime = media.to.ptime;
  else
    media.ptime = media.part.ptime != 0 ? media.from.ptime : media.to.ptime;
}

}  // namespace

void negotiate_codecs(MediaExchange& media) {
  if (!is_rtp(media.from.protocol) && media.to.flags.has(MediaFlag::generator)) return choose_t38_codecs(media);
  negotiate_ptime(media);
  if (!is_rtp(media.from.protocol)) {  // nothing of what was negotiated before counts any more
    media.from.codecs = media.to.codecs = std::vector<Codec>{};
    return;
  }
  std::vector<Codec> written;
  written.reserve(media.part.codecs.size());
  for (const CodecLine& line : media.part.codecs) written.push_back(to_codec(line));
  bool converts = false;
  if (media.exchange.is_offer())
    converts = offer_codecs(media, std::move(written));
  else
    answer_codecs(media, std::move(written));
  negotiate_transcoding(media, converts);
}

}  // namespace rtpe::mock
