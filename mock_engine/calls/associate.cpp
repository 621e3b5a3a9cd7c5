// Finds and ties the legs of a dialogue.
#include "mock_engine/calls/associate.hpp"

namespace rtpe::mock {
namespace {

Leg& find_or_add(Call& call, std::string_view tag, Time now) {
  Leg* known = call.find_tag(tag);
  return known != nullptr ? *known : call.add_leg(tag, now);
}

/// The party with the to-tag; null when it is unknown or not given.
Leg* find_receiver(Call& call, const Dialogue& dialogue) {
  if (!dialogue.to_tag.empty() || !dialogue.has_to_tag) return call.find_tag(dialogue.to_tag);
  for (Leg& leg : call.legs)
    if (leg.named && !leg.ended && leg.tag.empty()) return &leg;
  return nullptr;
}

Leg& add_partner(Call& call, Leg& leg, const Dialogue& dialogue, Time now) {
  call.keep_listeners(leg);
  Leg& partner = call.add_leg(dialogue.to_tag, now);
  partner.named = dialogue.has_to_tag;
  partner.via_branch = dialogue.via_branch;
  call.associate(leg, partner);
  return partner;
}

/// The partner an offer without a known to-tag is for.
Leg& partner_for_offer(Call& call, Leg& leg, const Dialogue& dialogue, Time now) {
  Leg* current = call.last_partner_of(leg);
  if (current == nullptr) return add_partner(call, leg, dialogue, now);
  if (dialogue.has_to_tag) {
    if (!dialogue.to_tag.empty() || !current->tag.empty()) return add_partner(call, leg, dialogue, now);
    current->named = true;
    return *current;
  }
  if (dialogue.via_branch.empty()) return *current;
  if (current->via_branch.empty()) current->via_branch = dialogue.via_branch;
  if (current->via_branch == dialogue.via_branch) return *current;
  if (Leg* known = call.find_branch(dialogue.via_branch); known != nullptr && known != &leg) {
    call.keep_listeners(leg);
    call.associate(leg, *known);
    return *known;
  }
  return add_partner(call, leg, dialogue, now);
}

/// The partner that an answer with a new tag comes from: the one with its branch, whatever its tag was until now (the
/// daemon renames it: transcript kamailio_fork), else the current one if it has no tag yet.
Leg* answering_partner(Call& call, const Leg& leg, std::string_view via_branch) {
  for (const Subscription& entry : leg.subscriptions) {
    Leg& partner = call.legs[entry.leg];
    if (entry.type == SubscriptionType::offer_answer && !partner.ended && !via_branch.empty() &&
        partner.via_branch == via_branch)
      return &partner;
  }
  Leg* current = call.last_partner_of(leg);
  return current != nullptr && !current->named ? current : nullptr;
}

/// Makes the two each other's first partner.
Pair tie(Call& call, Leg& answerer, Leg& offerer) {
  call.keep_listeners(answerer);
  if (call.partner_of(offerer) != &answerer || call.partner_of(answerer) != &offerer) call.associate(offerer, answerer);
  return {answerer, offerer};
}

}  // namespace

Pair associate_offer(Call& call, const Dialogue& dialogue, Time now) {
  Leg* to = find_receiver(call, dialogue);
  if (to != nullptr && call.find_tag(dialogue.from_tag) == nullptr)
    if (Leg* partner = call.partner_of(*to); partner != nullptr && !partner->named) {
      partner->tag = dialogue.from_tag;
      partner->named = true;
    }
  Leg& from = find_or_add(call, dialogue.from_tag, now);
  if (to != nullptr) {
    call.keep_listeners(from);
    call.associate(from, *to);
    return {from, *to};
  }
  Leg& partner = partner_for_offer(call, from, dialogue, now);
  return {from, partner};
}

Pair associate_answer(Call& call, const Dialogue& dialogue, Time now) {
  Leg* offerer = call.find_tag(dialogue.from_tag);
  Leg* answerer = find_receiver(call, dialogue);
  if (answerer == nullptr && offerer != nullptr) {
    answerer = answering_partner(call, *offerer, dialogue.via_branch);
    if (answerer != nullptr) {
      answerer->tag = dialogue.to_tag;
      answerer->ended = false;
    }
  }
  // Branches are named by offers only, but where an answer comes for one that made none.
  if (answerer == nullptr) answerer = &call.add_leg(dialogue.to_tag, now);
  answerer->named = true;
  if (offerer == nullptr) {
    offerer = &call.add_leg(dialogue.from_tag, now);
    offerer->via_branch = dialogue.via_branch;
  }
  return tie(call, *answerer, *offerer);
}

}  // namespace rtpe::mock
