// subscribe request, subscribe answer, unsubscribe: a party that only listens (protocol.md 9).
#include <algorithm>
#include <deque>

#include "mock_engine/rewrite/negotiate.hpp"
#include "mock_engine/rewrite/steps.hpp"
#include "mock_engine/rewrite/write.hpp"

namespace rtpe::mock {
namespace {

/// What a source said last, with a stand-in for the source: asking again must not change the source itself.
struct Source {
  Session session;
  Leg stand_in;
  std::vector<Exchange> exchange;  ///< one, made once everything it refers to stays in place
};

/// The codecs both parties of the source's own dialogue settled on.
void keep_answered(MediaExchange& media, const Media& source) {
  const auto answered = [&](const Codec& codec) {
    return std::ranges::any_of(
        source.codecs, [&](const Codec& known) { return known.answered && known.payload_type == codec.payload_type; });
  };
  if (std::ranges::any_of(media.codecs, answered))
    std::erase_if(media.codecs, [&](const Codec& codec) { return !answered(codec) && !codec.transcoded; });
}

void only_send(Media& to) {
  to.flags.clear(MediaFlag::recv);
  to.flags.clear(MediaFlag::ice_controlling);
}

}  // namespace

std::expected<void, NgError> subscribe_request(const Negotiator& engine, Call& call, const Options& options,
                                               const std::vector<LegId>& sources, std::string_view to_tag, Time now,
                                               std::string& out) {
  out.clear();
  call.last_signal = now;
  Leg* known = call.find_tag(to_tag);
  Leg& subscriber = known != nullptr ? *known : call.add_leg(to_tag, now);
  std::deque<Source> read;
  std::size_t count = 0;
  for (const LegId id : sources) {
    Leg& leg = call.legs[id];
    call.subscribe(subscriber, leg, SubscriptionType::pub_sub);
    auto session = read_session(leg.last_sdp, options, engine.config);
    if (!session) return std::unexpected(subscription_failed);
    count += session->medias.size();
    read.emplace_back().session = std::move(*session);
  }
  if (count == 0) return {};
  Leg nobody;
  add_medias(call, subscriber, nobody, count);
  std::vector<MediaExchange> medias;
  medias.reserve(count);
  for (std::size_t s = 0; s < sources.size(); ++s) {
    Source& source = read[s];
    const Leg& leg = call.legs[sources[s]];
    source.stand_in.medias.grow(source.session.medias.size());
    source.exchange.push_back({engine, options, source.session, source.stand_in, subscriber, now, Sides::receiver});
    for (std::size_t i = 0; i < source.session.medias.size(); ++i) {
      MediaExchange& media = medias.emplace_back(source.exchange.front(), source.session.medias[i],
                                                 source.stand_in.medias[i], subscriber.medias[medias.size()]);
      if (!negotiate_media(media)) return std::unexpected(out_of_ports);
      if (i >= leg.medias.size()) continue;
      keep_answered(media, leg.medias[i]);
      media.label = leg.medias[i].label;
      only_send(media.to);
    }
  }
  if (sources.size() == 1) return write_sdp(read.front().exchange.front(), medias, out);
  return write_new_sdp(read.front().exchange.front(), medias, out);
}

std::expected<void, NgError> subscribe_answer(const Negotiator& engine, Call& call, const Options& options,
                                              const Session& session, Time now) {
  Leg* subscriber = call.find_tag(options.to_tag);
  if (subscriber == nullptr) return std::unexpected(to_tag_not_found);
  if (subscriber->subscriptions.empty() || session.medias.empty()) return std::unexpected(subscription_answer_failed);
  call.last_signal = now;
  Leg source;
  add_medias(call, *subscriber, source, session.medias.size());
  const Exchange exchange{engine, options, session, *subscriber, source, now, Sides::none};
  for (std::size_t i = 0; i < session.medias.size(); ++i) {
    MediaExchange media{exchange, session.medias[i], subscriber->medias[i], source.medias[i]};
    if (!negotiate_media(media)) return std::unexpected(out_of_ports);
    only_send(media.from);
  }
  return {};
}

std::expected<void, NgError> unsubscribe(Call& call, std::string_view to_tag, Time now) {
  Leg* subscriber = call.find_tag(to_tag);
  if (subscriber == nullptr) {
    call.add_leg(to_tag, now);  // the daemon makes one up for a tag it does not know
    return {};
  }
  const std::vector<Subscription> subscriptions(subscriber->subscriptions.begin(), subscriber->subscriptions.end());
  for (const Subscription& entry : subscriptions)
    if (entry.type == SubscriptionType::pub_sub) call.unsubscribe(*subscriber, call.legs[entry.leg]);
  return {};
}

}  // namespace rtpe::mock
