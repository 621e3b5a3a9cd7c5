// T.38 gateway: fax over audio on one side, udptl on the other (sdp-rewriting.md 12).
#include "mock_engine/rewrite/t38.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "mock_engine/rewrite/codec_wishes.hpp"

namespace rtpe::mock {
namespace {

bool is_image(const MediaPart& part) { return part.protocol == Protocol::udptl; }
bool is_audio(const MediaPart& part) { return part.line.type == "audio" && is_rtp(part.protocol); }

bool is_asked_for(const MediaExchange& media) {
  const FlagSet<T38>& wish = media.exchange.options.t38;
  if (!media.exchange.is_offer()) return false;
  return (is_image(media.part) && wish.has(T38::decode)) || (is_audio(media.part) && wish.has(T38::force));
}

/// The sides went on with different types, which only a wish brings about.
bool has_two_types(const MediaExchange& media, const Before& before) {
  return media.to.flags.has(MediaFlag::generator) && !(before.type == media.to.type);
}

bool wants_gateway(const MediaExchange& media, const Before& before) {
  const bool image = is_image(media.part);
  const Protocol to = media.to.protocol;
  if (media.exchange.options.t38.has(T38::stop)) return false;
  if (is_asked_for(media)) return true;
  // Nobody asks: fax is offered again to a party that came to use RTP, or fax was offered and something else answers.
  if (media.exchange.is_offer() ? image && is_rtp(to) && before.protocol == Protocol::udptl
                                : !image && to == Protocol::udptl)
    return true;
  // It stays as long as the two sides are of different kinds.
  return has_two_types(media, before) && (image ? is_rtp(to) : is_audio(media.part) && to == Protocol::udptl);
}

void show_image(MediaExchange& media) {
  media.to.type = "image";
  media.to.protocol = Protocol::udptl;
  media.to.formats = "t38";
  media.to.t38_fec = media.exchange.options.t38.has(T38::fec);
}

void show_audio(MediaExchange& media) {
  media.to.type = "audio";
  if (!is_rtp(media.to.protocol)) media.to.protocol = Protocol::rtp_avp;
  media.to.formats = std::string_view{};
}

void read_party(MediaExchange& media) {
  for (std::uint32_t i = media.part.lines.first; i < media.part.lines.last; ++i) {
    const sdp::Line& line = media.exchange.session.document.lines()[i];
    if (line.attribute != sdp::Attribute::t38) continue;
    if (line.name() == "T38FaxVersion")
      media.from.t38_version =
          static_cast<std::uint8_t>(std::min<std::uint64_t>(sdp::read_number(line.value).value_or(0), UINT8_MAX));
    if (line.name() == "T38FaxUdpEC") media.from.t38_fec = line.value == "t38UDPFEC";
  }
}

}  // namespace

bool negotiate_t38(MediaExchange& media, const Before& before) {
  const bool gateway = wants_gateway(media, before);
  const bool keeps_type = has_two_types(media, before);
  media.from.flags.assign(MediaFlag::generator, gateway);
  media.to.flags.assign(MediaFlag::generator, gateway);
  if (is_image(media.part)) read_party(media);
  if (!gateway) return false;
  if (is_asked_for(media))
    is_image(media.part) ? show_audio(media) : show_image(media);
  else if (!keeps_type)
    media.to.type = media.part.line.type;
  if (is_rtp(media.to.protocol) && is_rtp(media.exchange.options.protocol))
    media.to.protocol = media.exchange.options.protocol;
  return true;
}

void choose_t38_codecs(MediaExchange& media) {
  if (!is_rtp(media.to.protocol)) return;
  static constexpr std::string_view usual[] = {"PCMU", "PCMA"};
  if (is_asked_for(media) && media.to.codecs.empty()) {
    const auto& wishes = media.exchange.options.codec.transcode;
    if (!add_encoders(media.codecs, wishes)) add_encoders(media.codecs, usual);
    media.to.codecs = media.codecs;
    return;
  }
  if (media.exchange.is_offer()) {
    media.codecs.assign(media.to.codecs.begin(), media.to.codecs.end());
    return;
  }
  const auto usable = [](const Codec& codec) { return is_convertible(codec) && !is_supplemental(codec); };
  const auto first = std::ranges::find_if(media.to.codecs, usable);
  if (first != media.to.codecs.end()) media.codecs.push_back(*first);
  media.to.codecs = media.codecs;
  media.ptime = media.to.ptime;
}

void write_t38(const Media& to, std::string& out) {
  const bool is_fax = to.type == "image" || to.type == "audio";
  if (!to.flags.has(MediaFlag::generator) || to.protocol != Protocol::udptl || !is_fax) return;
  fmt::format_to(std::back_inserter(out),
                 "a=T38FaxVersion:{}\r\na=T38MaxBitRate:14400\r\na=T38FaxRateManagement:transferredTCF\r\n"
                 "a=T38FaxMaxBuffer:1800\r\na=T38FaxMaxDatagram:512\r\na=T38FaxUdpEC:{}\r\n",
                 to.t38_version, to.t38_fec ? "t38UDPFEC" : "t38UDPRedundancy");
}

}  // namespace rtpe::mock
