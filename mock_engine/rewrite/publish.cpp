// publish: one party sends, the engine answers it with an SDP of its own (protocol.md 9).
#include <algorithm>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/negotiate.hpp"
#include "mock_engine/rewrite/steps.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// The answer of a listener that takes everything but brings no keys of its own.
Session willing_listener(const Session& session) {
  Session answer = session;
  for (MediaPart& part : answer.medias) part.crypto.clear();
  return answer;
}

bool has_usable_codec(const MediaPart& part) {
  return std::ranges::any_of(part.codecs, [](const CodecLine& line) {
    Codec codec;
    codec.name = line.name;
    codec.clock_rate = line.clock_rate;
    codec.channels = line.channels;
    return is_convertible(codec);
  });
}

/// Only the first codec that can be converted is taken.
bool choose_codec(MediaExchange& media) {
  if (!is_rtp(media.to.protocol)) return true;
  const auto first = std::ranges::find_if(media.to.codecs, is_convertible);
  if (first == media.to.codecs.end()) return false;
  media.codecs = {*first};
  media.to.codecs = media.codecs;
  return true;
}

}  // namespace

std::expected<void, NgError> publish(const Negotiator& engine, Call& call, const Options& options,
                                     const Session& session, Time now, std::string& out) {
  out.clear();
  call.last_signal = now;
  Leg* known = call.find_tag(options.from_tag);
  Leg& publisher = known != nullptr ? *known : call.add_leg(options.from_tag, now);
  publisher.last_sdp = options.sdp;
  Leg listener;
  publisher.medias.reserve(session.medias.size());  // they stay in place
  listener.medias.grow(session.medias.size());
  publisher.medias.reserve(session.medias.size());
  const Exchange published{engine, options, session, publisher, listener, now, Sides::none};
  Options answer_options = options;
  answer_options.mode = OperationMode::answer;
  const Session echo = willing_listener(session);
  const Exchange answered{engine, answer_options, echo, listener, publisher, now, Sides::receiver};
  std::vector<MediaExchange> medias;
  medias.reserve(session.medias.size());
  for (std::size_t i = 0; i < session.medias.size(); ++i) {
    const bool is_new = publisher.medias.size() == i;
    add_medias(call, publisher, i + 1);
    if (is_rtp(session.medias[i].protocol) ? !has_usable_codec(session.medias[i]) : is_new) {
      publisher.medias[i].type = session.medias[i].line.type;
      publisher.medias[i].protocol = session.medias[i].protocol;
      return std::unexpected(sdp_not_created);
    }
    MediaExchange own{published, session.medias[i], publisher.medias[i], listener.medias[i]};
    if (!negotiate_media(own)) return std::unexpected(out_of_ports);
    own.from.flags.clear(MediaFlag::send);  // nobody speaks to a publisher
    if (session.medias[i].line.port == 0) return std::unexpected(sdp_not_created);
    MediaExchange& media = medias.emplace_back(answered, echo.medias[i], listener.medias[i], publisher.medias[i]);
    negotiate_security(media);
    negotiate_ice(media);
    negotiate_rtcp_mux(media);
    if (!choose_codec(media)) return std::unexpected(sdp_not_created);
    if (!open_ports(media)) return std::unexpected(out_of_ports);
  }
  return write_new_sdp(answered, medias, out);
}

}  // namespace rtpe::mock
