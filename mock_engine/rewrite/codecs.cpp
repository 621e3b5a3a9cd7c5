// Codec lists of an offer and of its answer (sdp-rewriting.md 10; the order of the steps as observed at 10.5.3.5).
#include <algorithm>
#include <iterator>

#include "mock_engine/rewrite/codec_conversion.hpp"
#include "mock_engine/rewrite/codec_editor.hpp"
#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/t38.hpp"
#include "mock_engine/rewrite/translated_codecs.hpp"

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

/// Where the media has no ptime and does not follow the SDP any more, new codecs still do.
std::uint16_t ptime_of(const Codec& codec, const MediaNegotiation& media, const Media& side) {
  const Options& options = media.negotiation.options;
  const std::uint32_t wished = &side == &media.from ? options.ptime_reverse : options.ptime;
  const bool is_told_anew = !side.flags.has(MediaFlag::fixed_ptime) && (media.part.ptime != 0 || wished != 0);
  for (const Codec& known : side.codecs)
    if (known.payload_type == codec.payload_type) return is_told_anew ? 0 : known.ptime;
  const bool is_new = &side == &media.to && !side.flags.has(MediaFlag::initialized) && side.codecs.empty();
  const bool follows = side.flags.has(MediaFlag::fixed_ptime) ||
                       (is_new && media.part.ptime == 0 && media.from.flags.has(MediaFlag::fixed_ptime));
  if (!follows || side.ptime != 0) return 0;
  if (&side == &media.from) return options.ptime_reverse != 0 ? 0 : static_cast<std::uint16_t>(media.part.ptime);
  // What is new to the other party comes as it is written, or as the one sends it who knows it already, unless it is
  // wished otherwise.
  if (options.ptime != 0) return 0;
  if (media.part.ptime != 0) return static_cast<std::uint16_t>(media.part.ptime);
  for (const Codec& known : media.from.codecs)
    if (known.payload_type == codec.payload_type) return possible_ptime(codec, ptime_towards(media.from, known));
  return 0;
}

}  // namespace

std::vector<Codec> written_codecs(const MediaNegotiation& media, const Media& side) {
  std::vector<Codec> written;
  written.reserve(media.part.codecs.size());
  for (const CodecLine& line : media.part.codecs) {
    written.push_back(to_codec(line));
    written.back().ptime = ptime_of(written.back(), media, side);
  }
  return written;
}

namespace {

CodecEditor edit(const MediaNegotiation& media, const Media& side) {
  const bool reuses = media.negotiation.options.flags.has(Flag::reuse_codecs);
  std::vector<Codec> written = written_codecs(media, side);
  std::vector<Codec> known = side.codecs.get();
  if (reuses && !media.negotiation.engine.config.personality->reused_codecs_keep_format)
    for (Codec& codec : known)
      for (const Codec& one : written)
        if (one.payload_type == codec.payload_type) codec.format = one.format;
  return {std::move(written), known, reuses ? KnownCodecs::reused : KnownCodecs::remembered,
          reuses && side.touched ? *side.touched : TouchedRates{}};
}

void keep(const TouchedRates& touched, Media& side) {
  side.touched.reset();
  if (touched.all || !touched.rates.empty()) side.touched = std::make_unique<TouchedRates>(touched);
}

/// Other than `all`, `full` also keeps `transcode` from bringing back what was stripped or masked: it is added anew.
bool strips_fully(const CodecWishes& wishes) {
  return std::ranges::find(wishes.strip, "full") != wishes.strip.end() ||
         std::ranges::find(wishes.mask, "full") != wishes.mask.end();
}

/// What the offerer named, without what was stripped.
void take_offered(MediaNegotiation& media, CodecEditor editor) {
  const CodecWishes& wishes = media.negotiation.options.codec;
  editor.strip(wishes.strip, wishes.except);
  editor.restore(wishes.offer);
  if (!strips_fully(wishes)) editor.restore(wishes.transcode);
  editor.refill(&Codec::transcoded);
  editor.restore(wishes.consume);
  editor.touch(wishes.mask, wishes.except);
  editor.accept(wishes.accept);
  editor.accept(wishes.consume);
  media.from.codecs = editor.list();
  keep(editor.touched(), media.from);
}

bool can_convert(const Media& sender, const Media& receiver) {
  return Conversion(sender.codecs.get(), receiver.codecs.get()).can_convert();
}

bool names_convertible(std::span<const Codec> list) {
  return std::ranges::any_of(list, [](const Codec& codec) { return is_convertible(codec) && !is_supplemental(codec); });
}

/// Events are injected into what a party sends; comfort noise that an answer alone names is nothing.
bool names_injectable(const MediaNegotiation& media) {
  return std::ranges::any_of(media.from.codecs.get(), [&](const Codec& codec) {
    return is_convertible(codec) && (media.negotiation.is_offer() || !is_of_kind(codec, comfort_noise) ||
                                     holds_number(media.to.codecs.get(), codec.payload_type));
  });
}

/// With `single-codec` the one that is shown is not converted.
bool shows_inconvertible(const MediaNegotiation& media, std::span<const Codec> list) {
  const auto first = std::ranges::find_if_not(list, is_supplemental);
  return media.negotiation.options.flags.has(Flag::single_codec) && first != list.end() && !is_convertible(*first);
}

/// Injected events are asked for once, by a party that names a codec, and stay asked for. True: this request does for
/// the first time.
bool asks_for_events(const MediaNegotiation& media) {
  const Options& options = media.negotiation.options;
  if (!options.flags.has(Flag::inject_dtmf) || options.mode == OperationMode::other) return false;
  return is_rtp(media.from.protocol) && is_rtp(media.to.protocol) && !media.from.flags.has(MediaFlag::inject_dtmf);
}

/// A listener's list may become empty, and companions need no codecs there.
enum class Audience : std::uint8_t { answerer, listener };

/// What is shown of it.
void show_offered(MediaNegotiation& media, CodecEditor editor, Audience audience) {
  const CodecWishes& wishes = media.negotiation.options.codec;
  for (const auto* hidden : {&wishes.strip, &wishes.consume, &wishes.mask}) editor.strip(*hidden, wishes.except);
  editor.restore(wishes.offer);
  if (media.to.type == "audio")
    editor.encode(wishes.transcode, strips_fully(wishes) ? Stripped::stays_away : Stripped::comes_back);
  else if (!strips_fully(wishes))
    editor.restore(wishes.transcode);
  if (audience == Audience::answerer) {
    editor.refill(&Codec::transcoded);
    editor.settle_companions();
  }
  media.to.codecs = editor.list();
  if (is_converted(media.to, media.from)) {
    editor.keep_convertible();
    if (audience == Audience::answerer) editor.settle_companions();
    media.to.codecs = editor.list();
  } else if (audience == Audience::answerer) {
    editor.settle_companions();  // unknown clock rates get theirs twice
    media.to.codecs = editor.list();
  }
  if (asks_for_events(media)) {
    if (can_convert(media.to, media.from)) editor.keep_convertible(Companions::left_alone);
    media.to.codecs = editor.list();
  }
  keep(editor.touched(), media.to);
  media.codecs = editor.list();
}

/// What was promised before counts for numbers that are new to the party; to those it knows its own promises apply.
std::vector<Codec> unknown_to(const Media& party, std::span<const Codec> codecs) {
  std::vector<Codec> out;
  std::ranges::copy_if(codecs, std::back_inserter(out), [&](const Codec& codec) {
    return (codec.accepted || codec.transcoded) && !holds_number(party.codecs.get(), codec.payload_type);
  });
  return out;
}

void clear_codecs(Media& side) {
  side.codecs = {};
  side.touched.reset();
}

/// An answerer that does not speak RTP is shown nothing, but what the engine would encode for it is kept.
void hide_offered(MediaNegotiation& media) {
  const std::vector<Codec> written = written_codecs(media, media.from);
  const bool is_full = strips_fully(media.negotiation.options.codec);
  std::vector<std::string_view> missing;
  if (media.to.type == "audio")
    std::ranges::copy_if(media.negotiation.options.codec.transcode, std::back_inserter(missing), [&](auto wish) {
      return is_full || std::ranges::none_of(written, [=](const Codec& codec) { return names(wish, codec); });
    });
  if (media.kept_gateway && media.to.type == "image") return;  // what it spoke before counts for its answer
  CodecEditor editor({}, {}, KnownCodecs::remembered);
  editor.encode(missing);
  clear_codecs(media.to);
  media.to.codecs = editor.list();
}

/// What the offerer sends may be converted where nothing of the answerer's is: companions under a second number.
void drop_inconvertible(MediaNegotiation& media) {
  media.to.codecs = media.codecs;
  if (!Conversion(media.codecs, media.from.codecs.get()).converts() && !changes_packetisation(media.to, media.from))
    return;
  CodecEditor editor(media.codecs, {}, KnownCodecs::remembered);
  const std::size_t size = media.codecs.size();
  editor.keep_convertible();
  if (editor.list().size() == size) return;
  editor.settle_companions();
  media.codecs = editor.list();
}

/// Whether settling gives an answerer companions that it did not name.
bool makes_up_companions(CodecEditor editor) {
  editor.settle_companions();
  return std::ranges::any_of(editor.list(), [](const Codec& codec) { return codec.transcoded; });
}

/// What the answerer named of what it was offered, or all of it when that is nothing.
void take_answered(MediaNegotiation& media, CodecEditor editor) {
  const CodecWishes& wishes = media.negotiation.options.codec;
  const bool was_offered = !media.from.codecs.empty() || !media.from.streams.empty();
  const std::vector<Codec>& offered = media.was_fax ? std::vector<Codec>{} : media.from.codecs.get();
  if (media.part.line.port != 0 && was_offered) {
    editor.keep_numbers(offered);
    if (media.negotiation.engine.config.personality->answered_formats_count) editor.keep_offered(offered);
  }
  editor.strip(wishes.strip, wishes.except);
  editor.restore(wishes.offer);
  editor.refill(&Codec::accepted);
  media.from.codecs = editor.list();
  if (is_rtp(media.to.protocol)) {
    const bool has_common = can_convert(media.from, media.to);
    const bool has_main = names_convertible(editor.list());
    const bool injects = has_main && has_injected_events(media.to, media.from);
    const bool makes_up = media.to.codecs.empty() && has_main && makes_up_companions(editor);
    if (makes_up || is_converted(media.from, media.to)) editor.keep_convertible();
    TouchedRates touched = editor.touched();
    if (injects) {  // what goes for that is settled where it stands
      editor.keep_convertible();
      if (has_common) editor.settle_companions();
    }
    if (asks_for_events(media)) {
      if (has_main && !shows_inconvertible(media, editor.list())) editor.keep_convertible(Companions::left_alone);
    }
    if (media.to.touched) {
      touched.all |= media.to.touched->all;
      touched.rates.insert(touched.rates.end(), media.to.touched->rates.begin(), media.to.touched->rates.end());
    }
    media.codecs = translated_codecs(media, editor.list(), touched);
    drop_inconvertible(media);
  }
  media.to.codecs = media.codecs;
  editor.settle_companions();
  media.from.codecs = editor.list();
  keep(editor.touched(), media.from);
  media.to.touched.reset();
}

}  // namespace

void negotiate_codecs(MediaNegotiation& media) {
  Media& from = media.from;
  Media& to = media.to;
  CodecEditor own = edit(media, from);
  CodecEditor others = edit(media, to);
  negotiate_ptime(media);
  const bool asks = asks_for_events(media);
  for (Media* side : {&from, &to}) side->flags.clear(MediaFlag::listens);
  if (&from == &to && !media.negotiation.is_offer()) {
    clear_codecs(from);  // a party that answers itself is left without codecs
  } else if (!is_rtp(from.protocol)) {
    if (is_rtp(to.protocol))
      choose_t38_codecs(media);
    else if (media.negotiation.is_offer())
      hide_offered(media);
    else
      clear_codecs(to);
    clear_codecs(from);
  } else if (!media.negotiation.is_offer()) {
    take_answered(media, std::move(own));
  } else {
    others.remember(unknown_to(to, from.codecs.get()));
    if (media.negotiation.engine.config.personality->known_codecs_return) others.may_return(to.codecs.get());
    take_offered(media, std::move(own));
    if (is_rtp(to.protocol))
      show_offered(media, std::move(others), Audience::answerer);
    else
      hide_offered(media);
  }
  if (asks && names_injectable(media)) from.flags.set(MediaFlag::inject_dtmf);
  negotiate_transcoding(media);
}

void negotiate_listener_codecs(MediaNegotiation& media) {
  const bool reuses = media.negotiation.options.flags.has(Flag::reuse_codecs);
  Media& to = media.to;
  to.flags.set(MediaFlag::listens);
  if (!is_rtp(media.from.protocol) && is_rtp(to.protocol)) {
    to.codecs = {};
    media.ptime = to.ptime;
    choose_t38_codecs(media);
  } else if (is_rtp(to.protocol)) {
    std::vector<Codec> said = media.from.codecs.get();
    negotiate_listener_ptime(media, said);
    CodecEditor editor(std::move(said), to.codecs.get(), reuses ? KnownCodecs::reused : KnownCodecs::remembered,
                       reuses && to.touched ? *to.touched : TouchedRates{});
    editor.may_restore(written_codecs(media, media.from));
    show_offered(media, std::move(editor), Audience::listener);
  } else {
    to.codecs = {};
  }
  negotiate_transcoding(media);
}

void take_listener_codecs(MediaNegotiation& media) {
  const CodecWishes& wishes = media.negotiation.options.codec;
  Media& listener = media.from;
  if (media.part.ptime != 0) listener.ptime = static_cast<std::uint16_t>(media.part.ptime);
  CodecEditor editor(is_rtp(listener.protocol) ? written_codecs(media, listener) : std::vector<Codec>{},
                     listener.codecs.get(), KnownCodecs::remembered);
  editor.keep_numbers(listener.codecs.get());
  editor.strip(wishes.strip, wishes.except);
  editor.restore(wishes.offer);
  std::vector<Codec> taken = editor.list();
  if (media.part.ptime != 0)
    for (Codec& codec : taken) codec.ptime = 0;
  listener.codecs = std::move(taken);
}

}  // namespace rtpe::mock
