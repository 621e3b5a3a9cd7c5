// Legs and their subscriptions.
#include "mock_engine/calls/call.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

void forget(std::vector<Subscription>& list, LegId leg) {
  std::erase_if(list, [leg](const Subscription& entry) { return entry.leg == leg; });
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
  Leg& leg = legs.emplace_back();
  leg.id = static_cast<LegId>(legs.size() - 1);
  leg.tag = tag;
  leg.created = now;
  return leg;
}

void Call::subscribe(Leg& subscriber, Leg& source, SubscriptionType type) {
  forget(subscriber.subscriptions, source.id);
  forget(source.subscribers, subscriber.id);
  // Offer/answer partners stand in front of listeners, the newest first.
  const bool in_front = type == SubscriptionType::offer_answer;
  auto& subscriptions = subscriber.subscriptions;
  auto& subscribers = source.subscribers;
  subscriptions.insert(in_front ? subscriptions.begin() : subscriptions.end(), {source.id, type});
  subscribers.insert(in_front ? subscribers.begin() : subscribers.end(), {subscriber.id, type});
}

void Call::unsubscribe(Leg& subscriber, Leg& source) {
  forget(subscriber.subscriptions, source.id);
  forget(source.subscribers, subscriber.id);
}

void Call::associate(Leg& one, Leg& other) {
  // Whoever was a partner before stops listening; what it says is still heard (transcript flow_fork).
  for (Leg* leg : {&one, &other}) {
    const std::vector<Subscription> listeners = leg->subscribers;
    for (const Subscription& entry : listeners)
      if (entry.type == SubscriptionType::offer_answer) unsubscribe(legs[entry.leg], *leg);
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
