// subscribe request, subscribe answer, unsubscribe: a party that only listens (protocol.md 9).
#include <algorithm>
#include <list>

#include "mock_engine/rewrite/codec_wishes.hpp"
#include "mock_engine/rewrite/concerns.hpp"
#include "mock_engine/rewrite/negotiate.hpp"
#include "mock_engine/rewrite/security.hpp"
#include "mock_engine/rewrite/steps.hpp"
#include "mock_engine/rewrite/streams.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// What a source said last, with a stand-in for the source: asking again must not change the source itself.
struct Source {
  const Leg& leg;
  Session session;
  Leg stand_in;
  std::vector<bool> multiplexes = {};     ///< per media, as its SDP says
  std::optional<Exchange> exchange = {};  ///< once everything it refers to stays in place
};

/// A codec list as an SDP would name it; views of the list.
std::vector<CodecLine> lines_of(const std::vector<Codec>& codecs) {
  std::vector<CodecLine> lines;
  for (const Codec& codec : codecs) {
    CodecLine& line = lines.emplace_back();
    line.name = codec.name;
    line.format = codec.format;
    line.clock_rate = codec.clock_rate;
    line.channels = codec.channels;
    line.payload_type = codec.payload_type;
    for (std::string_view rest = codec.feedback; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      line.feedback.push_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
  }
  return lines;
}

void copy_state(const Media& media, Media& stand_in) {
  stand_in.flags = media.flags;
  stand_in.protocol = media.protocol;
  stand_in.protocol_text = media.protocol_text;
  stand_in.type = media.type;
  stand_in.formats = media.formats;
  stand_in.ptime = media.ptime;
  stand_in.family = media.family;
  stand_in.interface = media.interface;
}

/// The text is what the source said last; its codecs, protocol and direction are where its dialogue has come to since.
/// RTCP multiplexing is its own business.
void bring_up_to_date(MediaPart& part, const Media& media) {
  if (media.protocol != Protocol::unknown) part.protocol = media.protocol;
  if (is_rtp(part.protocol) && !media.codecs.empty()) part.codecs = lines_of(media.codecs);
  part.direction = media.flags.has(MediaFlag::recv) ? Direction::sendonly : Direction::inactive;
  part.rtcp_mux = false;
}

std::expected<std::list<Source>, NgError> read_sources(const Negotiator& engine, const Call& call,
                                                       const Options& options, const std::vector<LegId>& legs) {
  std::list<Source> sources;
  for (const LegId id : legs) {
    const Leg& leg = call.legs[id];
    auto session = read_session(leg.last_sdp, options, engine.config);
    if (!session) return std::unexpected(subscription_failed);
    Source& source = sources.emplace_back(leg, std::move(*session));
    source.stand_in.medias.grow(source.session.medias.size());
    for (const MediaPart& part : source.session.medias) source.multiplexes.push_back(part.rtcp_mux);
    for (std::size_t i = 0; i < source.session.medias.size() && i < leg.medias.size(); ++i) {
      copy_state(leg.medias[i], source.stand_in.medias[i]);
      bring_up_to_date(source.session.medias[i], leg.medias[i]);
      if (legs.size() > 1) source.session.medias[i].line.port = 9;  // the engine's own m= lines reject nothing
    }
  }
  return sources;
}

/// All that asking changes of a source: ICE as this request wants it, multiplexing as its SDP said.
void change_source(Media& source, const Media& stand_in, bool multiplexes) {
  for (const MediaFlag flag :
       {MediaFlag::ice, MediaFlag::trickle_ice, MediaFlag::ice_lite_peer, MediaFlag::passthrough})
    source.flags.assign(flag, stand_in.flags.has(flag));
  source.flags.assign(MediaFlag::rtcp_mux, multiplexes);
  update_stream_flags(source);
}

/// Listeners of before are none any more.
void leave_all(Call& call, Leg& subscriber) {
  while (!subscriber.subscriptions.empty())
    call.unsubscribe(subscriber, call.legs[subscriber.subscriptions.front().leg]);
}

/// The name the listener knows already, else the source's own.
Text mid_of(const Media& listener, const Media& source, const Options& options) {
  if (!listener.mid.empty()) return listener.mid;
  if (!source.mid.empty() || !options.flags.has(Flag::generate_mid)) return source.mid;
  return Text(std::to_string(source.index));
}

/// The two have one label, but each keeps one that it has already.
void share_label(Media& source, Media& listener) {
  if (source.siprec_label == 0)
    source.siprec_label =
        listener.siprec_label != 0 ? listener.siprec_label : static_cast<std::uint16_t>(source.label + 1);
  if (listener.siprec_label == 0) listener.siprec_label = source.siprec_label;
}

bool has(const std::vector<Codec>& list, const Codec& codec) {
  return std::ranges::any_of(list, [&](const Codec& other) {
    return other.payload_type == codec.payload_type && same_encoding(other, codec);
  });
}

bool has(const MediaPart& part, const Codec& codec) {
  return std::ranges::any_of(part.codecs, [&](const CodecLine& line) {
    Codec taken;
    taken.name = line.name;
    taken.clock_rate = line.clock_rate;
    taken.channels = line.channels;
    return line.payload_type == codec.payload_type && same_encoding(codec, taken);
  });
}

/// Without conversion a subscriber takes every codec that its source has by now, and only what it was offered.
bool takes_all(const Media& source, const Media& subscriber, const MediaPart& part) {
  return std::ranges::all_of(source.codecs.get(),
                             [&](const Codec& codec) { return has(subscriber.codecs, codec) && has(part, codec); });
}

/// The source's media behind a media of its subscriber.
const Media* source_of(const Call& call, const Leg& subscriber, std::size_t index) {
  for (const Subscription& entry : subscriber.subscriptions) {
    const auto& medias = call.legs[entry.leg].medias;
    if (index < medias.size()) return &medias[index];
    index -= medias.size();
  }
  return nullptr;
}

/// Where the subscriber's media goes; what it was offered stays.
bool take_answer(const Exchange& exchange, std::size_t index) {
  Media& subscriber = exchange.from.medias[index];
  const CodecList offered = subscriber.codecs;
  const bool send = subscriber.flags.has(MediaFlag::send);
  MediaExchange media{exchange, exchange.session.medias[index], subscriber, exchange.to.medias[index]};
  if (!negotiate_media(media)) return false;
  subscriber.codecs = offered;
  subscriber.flags.assign(MediaFlag::send, send);
  subscriber.flags.clear(MediaFlag::recv);
  subscriber.flags.clear(MediaFlag::ice_controlling);
  return true;
}

/// Protocol and keys of a media are taken before its codecs turn out not to do.
void take_refused(const Exchange& exchange, std::size_t index) {
  MediaExchange media{exchange, exchange.session.medias[index], exchange.from.medias[index], exchange.to.medias[index]};
  negotiate_transport(media);
  read_sdes(media);
}

}  // namespace

std::expected<void, NgError> subscribe_request(const Negotiator& engine, Call& call, const Options& options,
                                               const std::vector<LegId>& legs, std::string_view to_tag, Time now,
                                               std::string& out) {
  out.clear();
  call.last_signal = now;
  Leg* known = call.find_tag(to_tag);
  Leg& subscriber = known != nullptr ? *known : call.add_leg(to_tag, now);
  auto sources = read_sources(engine, call, options, legs);
  if (!sources) return std::unexpected(sources.error());
  leave_all(call, subscriber);
  subscriber.refused = false;
  std::size_t count = 0;
  for (const Source& source : *sources) {
    call.subscribe(subscriber, call.legs[source.leg.id], SubscriptionType::pub_sub);
    count += source.session.medias.size();
  }
  if (count == 0) return {};
  add_medias(call, subscriber, count);
  std::vector<MediaExchange> medias;
  medias.reserve(count);
  for (Source& source : *sources) {
    source.exchange.emplace(engine, options, source.session, source.stand_in, subscriber, now, Sides::receiver);
    for (std::size_t i = 0; i < source.session.medias.size(); ++i) {
      MediaExchange& media = medias.emplace_back(*source.exchange, source.session.medias[i], source.stand_in.medias[i],
                                                 subscriber.medias[medias.size()]);
      const bool described = i < source.leg.medias.size();
      const Text mid = described ? mid_of(media.to, source.leg.medias[i], options) : Text{};
      if (!negotiate_media(media)) return std::unexpected(out_of_ports);
      media.to.flags.clear(MediaFlag::ice_controlling);
      media.to.mid = mid;
      if (!described) continue;
      Media& own = call.legs[source.leg.id].medias[i];
      if (options.flags.has(Flag::siprec)) share_label(own, media.to);
      if (media.part.line.port != 0) change_source(own, media.from, source.multiplexes[i]);
    }
  }
  const Exchange& first = *sources->front().exchange;
  if (legs.size() > 1) return write_new_sdp(first, medias, out);
  const auto written = write_sdp(first, medias, out);
  if (written && subscriber.first_shown.empty()) subscriber.first_shown = sources->front().leg.last_sdp;
  return written;
}

std::expected<void, NgError> subscribe_answer(const Negotiator& engine, Call& call, const Options& options,
                                              const Session& session, Time now) {
  Leg* subscriber = call.find_tag(options.to_tag);
  if (subscriber == nullptr) return std::unexpected(to_tag_not_found);
  call.last_signal = now;
  const bool converts = options.flags.has(Flag::allow_transcoding);
  const std::size_t offered = subscriber->medias.size();
  Leg source;
  source.medias.grow(session.medias.size());
  const Exchange exchange{engine, options, session, *subscriber, source, now, Sides::none};
  for (std::size_t i = 0; i < session.medias.size(); ++i) {
    const Media* asked = source_of(call, *subscriber, i);
    if (asked != nullptr) add_medias(call, *subscriber, i + 1);
    bool fine = asked != nullptr && i < offered;
    if (fine && !converts) fine = !subscriber->refused && takes_all(*asked, subscriber->medias[i], session.medias[i]);
    if (!fine) {
      subscriber->refused = true;  // whatever it answers next
      if (asked != nullptr) take_refused(exchange, i);
      return std::unexpected(subscription_answer_failed);
    }
    if (!take_answer(exchange, i)) return std::unexpected(out_of_ports);
  }
  return {};
}

std::expected<void, NgError> unsubscribe(Call& call, std::string_view to_tag, Time now) {
  Leg* subscriber = call.find_tag(to_tag);
  if (subscriber == nullptr)
    call.add_leg(to_tag, now);  // the daemon makes one up for a tag it does not know
  else
    leave_all(call, *subscriber);
  return {};
}

}  // namespace rtpe::mock
