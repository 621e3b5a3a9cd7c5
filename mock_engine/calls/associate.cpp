// Finds and ties the legs of a dialogue.
#include "mock_engine/calls/associate.hpp"

namespace rtpe::mock {
namespace {

Leg& find_or_add(Call& call, std::string_view tag, Time now) {
  Leg* known = call.find_tag(tag);
  return known != nullptr ? *known : call.add_leg(tag, now);
}

Leg& add_partner(Call& call, Leg& leg, const Dialogue& dialogue, Time now) {
  Leg& partner = call.add_leg(dialogue.to_tag, now);
  partner.via_branch = dialogue.via_branch;
  call.associate(leg, partner);
  return partner;
}

/// The partner an offer without a known to-tag is for.
Leg& partner_for_offer(Call& call, Leg& leg, const Dialogue& dialogue, Time now) {
  Leg* current = call.partner_of(leg);
  if (current == nullptr) return add_partner(call, leg, dialogue, now);
  if (dialogue.via_branch.empty()) return *current;
  if (current->via_branch.empty()) current->via_branch = dialogue.via_branch;
  if (current->via_branch == dialogue.via_branch) return *current;
  if (Leg* known = call.find_branch(dialogue.via_branch); known != nullptr && known != &leg) {
    call.associate(leg, *known);
    return *known;
  }
  return add_partner(call, leg, dialogue, now);
}

bool are_partners(const Leg& leg, const Leg& other) {
  for (const Subscription& entry : leg.subscriptions)
    if (entry.leg == other.id && entry.type == SubscriptionType::offer_answer) return true;
  return false;
}

/// An untagged partner of the leg that the branch, if any, does not rule out.
Leg* untagged_partner(Call& call, const Leg& leg, std::string_view via_branch) {
  for (const Subscription& entry : leg.subscriptions) {
    Leg& partner = call.legs[entry.leg];
    if (entry.type != SubscriptionType::offer_answer || !partner.tag.empty()) continue;
    if (via_branch.empty() || partner.via_branch.empty() || partner.via_branch == via_branch) return &partner;
  }
  return nullptr;
}

}  // namespace

Pair associate_offer(Call& call, const Dialogue& dialogue, Time now) {
  Leg& from = find_or_add(call, dialogue.from_tag, now);
  if (dialogue.to_tag.empty()) return {from, partner_for_offer(call, from, dialogue, now)};
  if (Leg* to = call.find_tag(dialogue.to_tag)) {
    call.associate(from, *to);
    return {from, *to};
  }
  Leg& to = partner_for_offer(call, from, dialogue, now);
  if (to.tag.empty()) to.tag = dialogue.to_tag;
  return {from, to};
}

Pair associate_answer(Call& call, const Dialogue& dialogue, Time now) {
  Leg& offerer = find_or_add(call, dialogue.from_tag, now);
  if (Leg* answerer = call.find_tag(dialogue.to_tag)) {
    if (!are_partners(offerer, *answerer)) call.associate(offerer, *answerer);
    return {*answerer, offerer};
  }
  if (Leg* untagged = untagged_partner(call, offerer, dialogue.via_branch)) {
    untagged->tag = dialogue.to_tag;
    return {*untagged, offerer};
  }
  Leg& answerer = call.add_leg(dialogue.to_tag, now);
  answerer.via_branch = dialogue.via_branch;
  call.associate(offerer, answerer);
  return {answerer, offerer};
}

}  // namespace rtpe::mock
