// Legs and their subscriptions.
#include "mock_engine/calls/call.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

void forget(CompactList<Subscription, 1>& list, LegId leg) {
  list.erase_if([leg](const Subscription& entry) { return entry.leg == leg; });
}

}  // namespace

std::string_view name_of(SubscriptionType type) {
  return type == SubscriptionType::offer_answer ? "offer/answer" : "pub/sub";
}

Leg* Call::find_tag(std::string_view tag) {
  if (tag.empty()) return nullptr;
  const auto found = std::ranges::find_if(legs, [tag](const Leg& leg) { return !leg.ended && leg.tag == tag; });
  return found == legs.end() ? nullptr : &*found;
}

Leg* Call::find_branch(std::string_view via_branch) {
  if (via_branch.empty()) return nullptr;
  for (std::size_t i = legs.size(); i-- > 0;)  // the newest first
    if (Leg& leg = legs[static_cast<LegId>(i)]; !leg.ended && leg.via_branch == via_branch) return &leg;
  return nullptr;
}

Leg* Call::find_label(std::string_view label) {
  const auto found = std::ranges::find_if(legs, [&](const Leg& leg) { return !leg.ended && leg.label == label; });
  return label.empty() || found == legs.end() ? nullptr : &*found;
}

Leg& Call::add_leg(std::string_view tag, Time now) {
  Leg& leg = legs.add();
  leg.id = static_cast<LegId>(legs.size() - 1);
  leg.tag = tag;
  leg.named = !tag.empty();
  leg.created = now;
  return leg;
}

void Call::subscribe(Leg& subscriber, Leg& source, SubscriptionType type) {
  forget(subscriber.subscriptions, source.id);
  forget(source.subscribers, subscriber.id);
  // Offer/answer partners stand in front of listeners, the newest first.
  if (type == SubscriptionType::offer_answer) {
    subscriber.subscriptions.push_front({source.id, type});
    source.subscribers.push_front({subscriber.id, type});
  } else {
    subscriber.subscriptions.push_back({source.id, type});
    source.subscribers.push_back({subscriber.id, type});
  }
}

void Call::unsubscribe(Leg& subscriber, Leg& source) {
  forget(subscriber.subscriptions, source.id);
  forget(source.subscribers, subscriber.id);
}

void Call::keep_listeners(const Leg& writer) {
  for (const Subscription& entry : writer.subscribers) {
    if (entry.type != SubscriptionType::pub_sub) continue;
    if (!kept) kept = std::make_unique<std::vector<std::pair<LegId, LegId>>>();
    if (std::ranges::find(*kept, std::pair(writer.id, entry.leg)) == kept->end())
      kept->emplace_back(writer.id, entry.leg);
  }
}

bool Call::has_other_partner(const Leg& leg, LegId than) const {
  const auto counts = [&](LegId other) { return other != than && !legs[other].ended; };
  for (const Subscription& entry : leg.subscriptions)
    if (entry.type == SubscriptionType::offer_answer && counts(entry.leg)) return true;
  return kept && std::ranges::any_of(*kept, [&](const auto& pair) {
           return (pair.first == leg.id && counts(pair.second)) || (pair.second == leg.id && counts(pair.first));
         });
}

void Call::associate(Leg& one, Leg& other) {
  // Whoever was a partner before stops listening; what it says is still heard (transcript flow_fork).
  for (Leg* leg : {&one, &other}) {
    for (const Subscription& entry : leg->subscribers)
      if (entry.type == SubscriptionType::offer_answer) forget(legs[entry.leg].subscriptions, leg->id);
    leg->subscribers.erase_if([](const Subscription& entry) { return entry.type == SubscriptionType::offer_answer; });
  }
  for (const auto& [subscriber, source] : {std::pair(&one, &other), std::pair(&other, &one)}) {
    const bool listens = std::ranges::any_of(subscriber->subscriptions, [&](const Subscription& entry) {
      return entry.leg == source->id && entry.type == SubscriptionType::pub_sub;
    });
    if (!listens) subscribe(*subscriber, *source, SubscriptionType::offer_answer);  // who listens goes on to
    if (&one == &other) break;
  }
}

void Call::pair(Leg& one, Leg& other) {
  for (Leg* leg : {&one, &other})
    for (Leg& old : legs) {
      const auto is_partner = [](LegId id) {
        return
            [id](const Subscription& entry) { return entry.leg == id && entry.type == SubscriptionType::offer_answer; };
      };
      leg->subscriptions.erase_if(is_partner(old.id));
      leg->subscribers.erase_if(is_partner(old.id));
      old.subscriptions.erase_if(is_partner(leg->id));
      old.subscribers.erase_if(is_partner(leg->id));
    }
  subscribe(one, other, SubscriptionType::offer_answer);
  subscribe(other, one, SubscriptionType::offer_answer);
}

Leg* Call::partner_of(const Leg& leg) {
  for (const Subscription& entry : leg.subscriptions)
    if (entry.type == SubscriptionType::offer_answer && !legs[entry.leg].ended) return &legs[entry.leg];
  return nullptr;
}

Leg* Call::last_partner_of(const Leg& leg) {
  for (const Subscription& entry : leg.subscriptions)
    if (entry.type == SubscriptionType::offer_answer) return &legs[entry.leg];
  return nullptr;
}

void Call::end_leg(Leg& leg) {
  leg.ended = true;
  for (Media& media : leg.medias) {
    media.maps.clear();
    for (Stream& stream : media.streams) {
      stream.local = nullptr;
      stream.local_port = 0;
    }
  }
}

}  // namespace rtpe::mock
