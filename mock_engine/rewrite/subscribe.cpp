// subscribe request, subscribe answer, unsubscribe: a party that only listens (protocol.md 9).
#include <algorithm>
#include <list>

#include "mock_engine/rewrite/ice.hpp"
#include "mock_engine/rewrite/listener.hpp"
#include "mock_engine/rewrite/negotiate.hpp"
#include "mock_engine/rewrite/steps.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// What a source said last.
struct SubscriptionSource {
  Leg& leg;
  Session session;
  std::optional<Negotiation> negotiation = {};  ///< once everything it refers to stays in place
};

std::expected<std::list<SubscriptionSource>, NgError> read_sources(const Negotiator& engine, Call& call,
                                                                   const std::vector<LegId>& legs) {
  std::list<SubscriptionSource> sources;
  for (const LegId id : legs) {
    // Addresses and such are those of the request that carried the SDP.
    auto session = read_session(call.legs[id].last_sdp, {}, engine.config);
    if (!session) return std::unexpected(subscription_failed);
    sources.emplace_back(call.legs[id], std::move(*session));
  }
  return sources;
}

/// Listeners of before are none any more.
void leave_all(Call& call, Leg& subscriber) {
  while (!subscriber.subscriptions.empty())
    call.unsubscribe(subscriber, call.legs[subscriber.subscriptions.front().leg]);
}

/// Each keeps the label that it has. A listener gets the number of its source's media, the source that of its listener.
void share_label(Media& source, Media& listener) {
  if (listener.siprec_label == 0) listener.siprec_label = static_cast<std::uint16_t>(source.label + 1);
  if (source.siprec_label == 0) source.siprec_label = listener.siprec_label;
}

/// The source's media behind a media of its subscriber. A source without any gets one.
Media* source_of(Call& call, const Leg& subscriber, std::size_t index) {
  for (const Subscription& entry : subscriber.subscriptions) {
    auto& medias = call.legs[entry.leg].medias;
    if (medias.empty()) {
      add_medias(call, call.legs[entry.leg], index + 1);
      return &medias[index];
    }
    if (index < medias.size()) return &medias[index];
    index -= medias.size();
  }
  return nullptr;
}

}  // namespace

std::expected<void, NgError> subscribe_request(const Negotiator& engine, Call& call, const Options& options,
                                               const std::vector<LegId>& legs, std::string_view to_tag, Time now,
                                               std::string& out) {
  out.clear();
  call.last_signal = now;
  Leg* known = call.find_tag(to_tag);
  Leg& subscriber = known != nullptr ? *known : call.add_leg(to_tag, now);
  auto sources = read_sources(engine, call, legs);
  if (!sources) return std::unexpected(sources.error());
  leave_all(call, subscriber);
  std::size_t count = 0;
  for (const SubscriptionSource& source : *sources) {
    call.subscribe(subscriber, source.leg, SubscriptionType::pub_sub);
    if (options.flags.has(Flag::rtcp_mirror)) call.subscribe(source.leg, subscriber, SubscriptionType::pub_sub);
    add_medias(call, source.leg, source.session.medias.size());
    count += source.session.medias.size();
  }
  const bool is_alone = legs.size() == 1;
  add_medias(call, subscriber, count);
  std::vector<MediaNegotiation> medias;
  medias.reserve(count);
  for (SubscriptionSource& source : *sources) {
    source.negotiation.emplace(engine, options, source.session, source.leg, subscriber, now, Sides::receiver);
    for (std::size_t i = 0; i < source.session.medias.size(); ++i) {
      MediaNegotiation& media = medias.emplace_back(*source.negotiation, source.session.medias[i], source.leg.medias[i],
                                                    subscriber.medias[medias.size()]);
      if (!negotiate_listener(media)) return std::unexpected(out_of_ports);
      if (options.flags.has(Flag::siprec)) share_label(media.from, media.to);
    }
  }
  const Negotiation& first = *sources->front().negotiation;
  const bool gets_session = engine.config.personality->listeners_get_session;
  const auto has_unknown = [&] {
    // A media of a protocol that the daemon does not know, as TCP/MSRP, leaves the reply without an SDP.
    return subscriber.medias.empty() || std::ranges::any_of(subscriber.medias, [](const Media& media) {
             return media.protocol == Protocol::unknown;
           });
  };
  if (gets_session && has_unknown()) return std::unexpected(sdp_not_created);
  if (!is_alone || sources->front().leg.last_sdp.empty()) {  // with what the listener had of others before
    if (has_unknown()) return {};
    return write_all_medias(first, out);
  }
  const auto written = write_sdp(first, medias, out);
  if (!written) return std::unexpected(subscription_not_written);
  if (subscriber.first_shown.empty()) subscriber.first_shown = sources->front().leg.last_sdp;
  return {};
}

std::expected<void, NgError> subscribe_answer(const Negotiator& engine, Call& call, const Options& options,
                                              const Session& session, Time now) {
  Leg* subscriber = call.find_tag(options.to_tag);
  if (subscriber == nullptr) return std::unexpected(to_tag_not_found);
  call.last_signal = now;
  subscriber->medias.reserve(session.medias.size());  // they stay in place
  const Options heeded = heeded_by_listener(options);
  Leg nobody;
  nobody.medias.grow(session.medias.size());
  const Negotiation negotiation{engine, heeded, session, *subscriber, nobody, now, Sides::none};
  for (std::size_t i = 0; i < session.medias.size(); ++i) {
    Media* source = source_of(call, *subscriber, i);
    if (source == nullptr) return std::unexpected(subscription_answer_failed);
    if (source->type.empty()) source->type = session.medias[i].line.type;
    add_medias(call, *subscriber, i + 1);
    MediaNegotiation media{negotiation, session.medias[i], subscriber->medias[i], nobody.medias[i]};
    if (const auto taken = take_listener(media, *source); !taken) return taken;
  }
  return {};
}

std::expected<void, NgError> unsubscribe(Call& call, std::string_view to_tag, Time now) {
  Leg* subscriber = call.find_tag(to_tag);
  if (subscriber == nullptr) {
    call.add_leg(to_tag, now);  // the daemon makes one up for a tag it does not know
    return {};
  }
  leave_all(call, *subscriber);
  for (Media& media : subscriber->medias) settle_listener_ice(media);
  return {};
}

}  // namespace rtpe::mock
