#include "mock_engine/rewrite/t38.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "mock_engine/rewrite/codec_editor.hpp"
#include "mock_engine/rewrite/codec_wishes.hpp"

namespace rtpe::mock {
namespace {

bool is_fax(const Media& media) { return media.protocol == Protocol::udptl; }
bool is_audio(const Media& media) { return media.type == "audio" && is_rtp(media.protocol); }

/// A gateway has T.38 on its fax end, under that name.
bool speaks_t38(const Media& media) { return is_fax(media) && media.formats == "t38"; }

FaxCorrection correction_of(std::string_view name) {
  if (name == "t38UDPRedundancy") return FaxCorrection::redundancy;
  return name == "t38UDPFEC" ? FaxCorrection::fec : FaxCorrection::none;
}

/// What the party with the fax says of itself: of several attributes of one name the first counts.
void read_fax_party(const MediaNegotiation& media) {
  bool has_version = false, has_correction = false;
  for (std::uint32_t i = media.part.lines.first; i < media.part.lines.last; ++i) {
    const sdp::Line& line = media.negotiation.session.document.lines()[i];
    if (line.attribute != sdp::Attribute::t38) continue;
    if (line.name() == "T38FaxVersion" && !std::exchange(has_version, true))
      media.from.t38_version =
          static_cast<std::uint8_t>(std::min<std::uint64_t>(sdp::read_number(line.value).value_or(0), UINT8_MAX));
    if (line.name() == "T38FaxUdpEC" && !std::exchange(has_correction, true))
      media.from.t38_correction = correction_of(line.value);
  }
}

std::uint16_t gateway_to(const Media& media) { return static_cast<std::uint16_t>(media.label + 1); }

/// A gateway is of two medias: one that went on to another media leaves the first one alone.
bool share_gateway(const Media& one, const Media& other) {
  return one.gateway == gateway_to(other) && other.gateway == gateway_to(one);
}

/// Which end has the fax, and how it corrects errors, is settled for as long as the gateway lasts.
void make_gateway(Media& fax_end, Media& audio_end) {
  fax_end.gateway = gateway_to(audio_end);
  audio_end.gateway = gateway_to(fax_end);
  fax_end.flags.set(MediaFlag::fax_end);
  audio_end.flags.clear(MediaFlag::fax_end);
  fax_end.t38_version = 0;
  fax_end.t38_correction = FaxCorrection::redundancy;
}

/// An offer says what the fax can do.
void make_gateway(MediaNegotiation& media, Media& fax_end) {
  make_gateway(fax_end, &fax_end == &media.from ? media.to : media.from);
  if (!media.negotiation.is_offer()) return;
  if (&fax_end == &media.from)
    read_fax_party(media);
  else
    fax_end.t38_version = media.negotiation.options.t38_version;
  if (&fax_end != &media.from && media.negotiation.options.t38.has(T38::fec))
    fax_end.t38_correction = FaxCorrection::fec;
}

void end_gateway(Media& media) {
  media.gateway = 0;
  media.flags.clear(MediaFlag::fax_end);
}

void show_audio(MediaNegotiation& media) {
  const Protocol wish = media.negotiation.options.protocol;
  media.to.type = "audio";
  media.to.protocol = is_rtp(wish) ? wish : Protocol::rtp_avp;
  media.to.flags.clear(MediaFlag::legacy_osrtp);
}

void show_image(MediaNegotiation& media) {
  media.to.type = "image";
  media.to.protocol = Protocol::udptl;
  media.to.formats = "t38";
}

/// The fax end of the gateway that this negotiation needs, null without one. Asked for by `decode` or `force`, or fax
/// on one side and audio on the other and not stopped, or needed: whoever is offered fax speaks RTP, or answers in RTP
/// what was fax.
Media* fax_end(MediaNegotiation& media) {
  const FlagSet<T38>& wish = media.negotiation.options.t38;
  Media& from = media.from;
  Media& to = media.to;
  if (from.type == "image" && is_fax(from) && wish.has(T38::decode)) {
    show_audio(media);
    return &from;
  }
  if (is_audio(from) && wish.has(T38::force)) {
    show_image(media);
    return &to;
  }
  const bool decodes = is_fax(from) && is_audio(to);
  if (decodes || (is_audio(from) && to.type == "image" && is_fax(to))) {
    if (!wish.has(T38::stop)) return decodes ? &from : &to;
    to.type = from.type;
    to.protocol = from.protocol;
    to.formats = from.formats;
  }
  const bool is_offer = media.negotiation.is_offer();
  const Media& speaker = is_offer ? to : from;
  Media& listener = is_offer ? from : to;
  return !is_fax(speaker) && is_fax(listener) ? &listener : nullptr;
}

}  // namespace

void negotiate_t38(MediaNegotiation& media) {
  Media& from = media.from;
  Media& to = media.to;
  Media* fax = fax_end(media);
  if (fax != nullptr && !speaks_t38(*fax)) fax = nullptr;
  for (Media* side : {&from, &to}) {
    side->flags.assign(MediaFlag::generator, fax != nullptr);
    if (fax == nullptr) end_gateway(*side);
  }
  media.kept_gateway = fax != nullptr && share_gateway(from, to);
  const Media& other = fax == &from ? to : from;
  if (fax != nullptr && !media.kept_gateway && other.type == "audio") make_gateway(media, *fax);
}

void settle_listener_gateway(Media& source, Media& listener) {
  const bool source_is_fax = speaks_t38(source) && !is_fax(listener);
  const bool is_needed = source_is_fax || (speaks_t38(listener) && is_audio(source));
  for (Media* side : {&source, &listener}) {
    side->flags.assign(MediaFlag::generator, is_needed);
    if (!is_needed) end_gateway(*side);
  }
  if (!is_needed || share_gateway(source, listener)) return;
  make_gateway(source_is_fax ? source : listener, source_is_fax ? listener : source);
}

namespace {

/// A new gateway leaves no companions of what it does not convert.
void keep_convertible(std::vector<Codec>& codecs, bool is_known_gateway) {
  if (is_known_gateway || std::ranges::none_of(codecs, is_convertible)) {
    std::erase_if(codecs, [](const Codec& codec) { return !is_convertible(codec); });
    return;
  }
  CodecEditor editor(codecs, {}, KnownCodecs::remembered);
  editor.keep_convertible();
  editor.settle_companions();
  codecs = editor.list();
}

}  // namespace

void choose_t38_codecs(MediaNegotiation& media) {
  static constexpr std::string_view usual[] = {"PCMU", "PCMA"};
  Media& to = media.to;
  if (!media.negotiation.is_offer()) {
    // The codec that the gateway speaks: one of its audio end, as long as that has any.
    const Media& audio_end = to.flags.has(MediaFlag::fax_end) && !media.from.codecs.empty() ? media.from : to;
    const auto first = std::ranges::find_if(
        audio_end.codecs, [](const Codec& codec) { return is_convertible(codec) && !is_supplemental(codec); });
    if (media.kept_gateway && first != audio_end.codecs.end()) media.codecs = {*first};
  } else {
    const CodecWishes& wishes = media.negotiation.options.codec;
    CodecEditor editor(to.codecs.get(), {}, KnownCodecs::remembered);
    for (const auto* hidden : {&wishes.strip, &wishes.consume, &wishes.mask}) editor.strip(*hidden, wishes.except);
    const bool is_decoded = is_fax(media.from) && to.type == "audio";
    if (is_decoded) {
      editor.encode(wishes.transcode, Stripped::stays_away);
      if (editor.list().empty()) editor.encode(usual);
    }
    // Companions do not stay alone where something was taken away.
    const bool is_whole = editor.list().size() == to.codecs.size();
    if (is_whole || !std::ranges::all_of(editor.list(), is_supplemental)) media.codecs = editor.list();
    if (is_decoded) keep_convertible(media.codecs, media.kept_gateway);
    for (Codec& codec : media.codecs) codec.transcoded = false;
  }
  to.codecs = media.codecs;
  if (!media.negotiation.is_offer()) to.touched.reset();
}

void write_t38(const Media& to, std::string& out) {
  static constexpr std::array<std::string_view, 3> corrections = {"t38UDPRedundancy", "t38UDPFEC", "t38UDPNoEC"};
  const bool speaks_audio =
      to.type == "image" || to.type == "audio";  // and not a gateway whose other end went to video
  if (!to.flags.has(MediaFlag::generator) || !to.flags.has(MediaFlag::fax_end) || !speaks_audio) return;
  fmt::format_to(std::back_inserter(out),
                 "a=T38FaxVersion:{}\r\na=T38MaxBitRate:14400\r\na=T38FaxRateManagement:transferredTCF\r\n"
                 "a=T38FaxMaxBuffer:1800\r\na=T38FaxMaxDatagram:512\r\na=T38FaxUdpEC:{}\r\n",
                 to.t38_version, corrections[static_cast<std::size_t>(to.t38_correction)]);
}

}  // namespace rtpe::mock
