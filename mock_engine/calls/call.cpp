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
  const auto found =
      std::ranges::find_if(legs, [&](const Leg& leg) { return !leg.ended && leg.via_branch == via_branch; });
  return via_branch.empty() || found == legs.end() ? nullptr : &*found;
}

Leg* Call::find_label(std::string_view label) {
  const auto found = std::ranges::find_if(legs, [&](const Leg& leg) { return !leg.ended && leg.label == label; });
  return label.empty() || found == legs.end() ? nullptr : &*found;
}

Leg& Call::add_leg(std::string_view tag, Time now) {
  Leg& leg = legs.add();
  leg.id = static_cast<LegId>(legs.size() - 1);
  leg.tag = tag;
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

void Call::associate(Leg& one, Leg& other) {
  // Whoever was a partner before stops listening; what it says is still heard (transcript flow_fork).
  for (Leg* leg : {&one, &other}) {
    for (const Subscription& entry : leg->subscribers)
      if (entry.type == SubscriptionType::offer_answer) forget(legs[entry.leg].subscriptions, leg->id);
    leg->subscribers.erase_if([](const Subscription& entry) { return entry.type == SubscriptionType::offer_answer; });
  }
  subscribe(one, other, SubscriptionType::offer_answer);
  if (&one != &other) subscribe(other, one, SubscriptionType::offer_answer);
}

Leg* Call::partner_of(const Leg& leg) {
  for (const Subscription& entry : leg.subscriptions)
    if (entry.type == SubscriptionType::offer_answer && !legs[entry.leg].ended) return &legs[entry.leg];
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
