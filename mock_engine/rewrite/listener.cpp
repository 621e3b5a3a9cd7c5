// A media of a listener. A subscribe request has the source say again what it said last, and shows the listener where
// the source has come to since; of what concerns the source the request may only choose ICE, keys and T.38 (observed at
// 10.5.3.5).
#include "mock_engine/rewrite/listener.hpp"

#include <algorithm>
#include <string>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/steps.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/t38.hpp"

namespace rtpe::mock {
namespace {

/// The name the listener knows already, else the one in the source's SDP, be it an answer's, else the source's own.
Text mid_of(const MediaNegotiation& media) {
  const Media& source = media.from;
  if (!media.to.mid.empty()) return media.to.mid;
  if (!media.part.mid.empty()) return Text(media.part.mid);
  if (!source.mid.empty() || !media.negotiation.options.flags.has(Flag::generate_mid)) return source.mid;
  return Text(std::to_string(source.index));
}

void take_transport(MediaNegotiation& media) {
  const Text source_mid = media.from.mid;
  const Text mid = mid_of(media);
  negotiate_transport(media);
  if (media.part.mid.empty()) media.from.mid = source_mid;
  media.to.mid = mid;
}

/// Whether the source sends at all.
void take_direction(MediaNegotiation& media) {
  media.to.flags.assign(MediaFlag::send, media.from.flags.has(MediaFlag::recv));
  media.to.flags.clear(MediaFlag::recv);
}

bool names_all(const Media& listener, const Media& source) {
  return std::ranges::all_of(source.codecs.get(), [&](const Codec& codec) {
    return std::ranges::any_of(listener.codecs.get(),
                               [&](const Codec& named) { return same_parameters(named, codec); });
  });
}

/// As after an answer, both ways.
void settle_conversion(Media& source, Media& listener) {
  settle_listener_gateway(source, listener);
  const bool is_plain =
      is_rtp(source.protocol) && is_rtp(listener.protocol) && !listener.flags.has(MediaFlag::generator);
  source.flags.assign(MediaFlag::transcoding, is_plain && is_converted(source, listener));
  listener.flags.assign(MediaFlag::transcoding, is_plain && is_converted(listener, source));
}

}  // namespace

bool negotiate_listener(MediaNegotiation& media) {
  const Leg& source = media.negotiation.from;
  take_transport(media);
  negotiate_listener_mux(media);
  negotiate_listener_security(media);
  choose_listener_interface(media, source.said_family);
  negotiate_ice(media);
  media.to.flags.assign(MediaFlag::ice_controlling,
                        media.negotiation.engine.config.personality->listeners_are_controlled);
  take_direction(media);
  if (source.said_inject_dtmf || media.from.flags.has(MediaFlag::inject_dtmf))
    media.to.flags.set(MediaFlag::inject_dtmf);
  negotiate_listener_codecs(media);
  resize_streams(media, media.to);
  if (!open_ports(media)) return false;
  follow_listener_handshake(media, media.to);
  media.negotiation.engine.codec_lists.share(media.to.codecs);
  return true;
}

Options heeded_by_listener(const Options& options) {
  Options heeded = options;
  heeded.ice = IceMode::automatic;
  heeded.t38 = {};
  heeded.direction_from = heeded.direction_to = {};
  heeded.flags.clear(Flag::passthrough);
  return heeded;
}

std::expected<void, NgError> take_listener(MediaNegotiation& media, Media& source) {
  Media& listener = media.from;
  const bool send = listener.flags.has(MediaFlag::send);
  const bool was_offered_ice = listener.flags.has(MediaFlag::ice_agent);
  read_transport(media);
  read_listener_keys(media);
  negotiate_ice(media);
  listener.flags.assign(MediaFlag::ice_agent, was_offered_ice);
  const bool is_controlled = media.negotiation.engine.config.personality->listeners_are_controlled;
  listener.flags.assign(MediaFlag::ice_controlling, is_controlled);
  negotiate_rtcp_mux(media);
  choose_interfaces(media);
  take_listener_codecs(media);
  if (!media.negotiation.options.flags.has(Flag::allow_transcoding) && !names_all(listener, source))
    return std::unexpected(subscription_answer_failed);
  read_listener_certificate(media);
  settle_conversion(source, listener);
  if (media.negotiation.options.flags.has(Flag::inject_dtmf)) listener.flags.set(MediaFlag::inject_dtmf);
  negotiate_direction(media);
  listener.flags.assign(MediaFlag::send, send && (!is_controlled || listener.flags.has(MediaFlag::send)));
  listener.flags.clear(MediaFlag::recv);
  update_streams(media, listener.streams.size());
  if (!open_ports(media)) return std::unexpected(out_of_ports);
  follow_listener_handshake(media, listener);
  listener.flags.set(MediaFlag::initialized);
  media.negotiation.engine.codec_lists.share(listener.codecs);
  return {};
}

}  // namespace rtpe::mock
