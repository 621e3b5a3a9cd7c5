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

bool wants_gateway(const MediaExchange& media) {
  const MediaPart& part = media.part;
  const FlagSet<T38>& wish = media.exchange.options.t38;
  if (wish.has(T38::stop)) return false;
  if (media.exchange.is_offer()) {
    if (is_image(part) && wish.has(T38::decode)) return true;
    if (is_audio(part) && wish.has(T38::force)) return true;
  }
  // A gateway stays until it is stopped, as long as the two sides are of different kinds.
  return media.to.flags.has(MediaFlag::generator) &&
         ((is_image(part) && is_rtp(media.to.protocol)) || (is_audio(part) && media.to.protocol == Protocol::udptl));
}

void show_image(MediaExchange& media) {
  media.to.type = "image";
  media.to.protocol = Protocol::udptl;
  media.to.formats = "t38";
  if (media.exchange.is_offer()) media.to.t38_fec = media.exchange.options.t38.has(T38::fec);
}

void show_audio(MediaExchange& media) {
  const Protocol wish = media.exchange.options.protocol;
  media.to.type = "audio";
  if (is_rtp(wish))
    media.to.protocol = wish;
  else if (!is_rtp(media.to.protocol))
    media.to.protocol = Protocol::rtp_avp;
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

bool negotiate_t38(MediaExchange& media) {
  const bool gateway = wants_gateway(media);
  media.from.flags.assign(MediaFlag::generator, gateway);
  media.to.flags.assign(MediaFlag::generator, gateway);
  if (is_image(media.part)) read_party(media);
  if (!gateway) return false;
  if (is_image(media.part))
    show_audio(media);
  else
    show_image(media);
  return true;
}

void choose_t38_codecs(MediaExchange& media) {
  if (!is_rtp(media.to.protocol)) return;
  static constexpr std::string_view usual[] = {"PCMU", "PCMA"};
  if (media.exchange.is_offer() && media.to.codecs.empty()) {
    const auto& wishes = media.exchange.options.codec.transcode;
    if (!add_encoders(media.codecs, wishes)) add_encoders(media.codecs, usual);
    media.to.codecs = media.codecs;
    return;
  }
  const auto usable = [](const Codec& codec) { return is_convertible(codec) && !is_supplemental(codec); };
  const auto first = std::ranges::find_if(media.to.codecs, usable);
  if (first != media.to.codecs.end()) media.codecs.push_back(*first);
  media.ptime = media.to.ptime;
}

void write_t38(const Media& to, std::string& out) {
  if (!to.flags.has(MediaFlag::generator) || to.protocol != Protocol::udptl) return;
  fmt::format_to(std::back_inserter(out),
                 "a=T38FaxVersion:{}\r\na=T38MaxBitRate:14400\r\na=T38FaxRateManagement:transferredTCF\r\n"
                 "a=T38FaxMaxBuffer:1800\r\na=T38FaxMaxDatagram:512\r\na=T38FaxUdpEC:{}\r\n",
                 to.t38_version, to.t38_fec ? "t38UDPFEC" : "t38UDPRedundancy");
}

}  // namespace rtpe::mock
