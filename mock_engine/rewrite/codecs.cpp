// Codec lists (sdp-rewriting.md 10).
#include <algorithm>

#include "mock_engine/rewrite/concerns.hpp"

namespace rtpe::mock {
namespace {

Codec to_codec(const CodecLine& line) {
  Codec codec;
  codec.name = line.name;
  codec.format = line.format;
  codec.clock_rate = line.clock_rate;
  codec.channels = line.channels;
  codec.payload_type = line.payload_type;
  if (!line.feedback.empty()) {
    std::string all;
    for (const std::string_view value : line.feedback) all.append(value).push_back('\n');
    codec.feedback = all;
  }
  return codec;
}

bool same_encoding(const Codec& one, const Codec& other) {
  return one.payload_type == other.payload_type && one.name == other.name.view() && one.clock_rate == other.clock_rate;
}

}  // namespace

void negotiate_codecs(MediaExchange& media) {
  if (!is_rtp(media.from.protocol)) return;
  std::vector<Codec> written;
  written.reserve(media.part.codecs.size());
  for (const CodecLine& line : media.part.codecs) written.push_back(to_codec(line));
  if (media.part.ptime != 0) media.from.ptime = static_cast<std::uint16_t>(media.part.ptime);
  if (media.exchange.is_offer()) {
    media.codecs = written;
    media.to.codecs = written;
    media.to.ptime = media.from.ptime;
  } else {
    for (const Codec& codec : written)
      if (media.to.codecs.empty() ||
          std::ranges::any_of(media.to.codecs, [&](const Codec& offered) { return same_encoding(offered, codec); }))
        media.codecs.push_back(codec);
  }
  media.from.codecs = std::move(written);
}

}  // namespace rtpe::mock
