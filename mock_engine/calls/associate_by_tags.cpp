// Finds the legs of a dialogue as 12.5 does (observed at 12.5.1.31).
#include "mock_engine/calls/associate.hpp"

namespace rtpe::mock {
namespace {

/// The party without a tag that a new tag may belong to: the one of the branch, else the current partner of `leg`.
Leg* find_untagged(Call& call, const Leg& leg, std::string_view via_branch) {
  if (Leg* branch = call.find_branch(via_branch); branch != nullptr && branch->tag.empty()) return branch;
  Leg* partner = call.partner_of(leg);
  return partner != nullptr && partner->tag.empty() ? partner : nullptr;
}

void name_party(Leg& leg, std::string_view tag) {
  leg.tag = tag;
  leg.named = true;
}

Leg& add_untagged(Call& call, std::string_view via_branch, Time now) {
  Leg& leg = call.add_leg({}, now);
  leg.via_branch = via_branch;
  return leg;
}

/// Whom somebody writes to who names nobody.
Leg* silent_partner(Call& call, Leg& writer, bool is_new, std::string_view via_branch, Time now) {
  Leg* const partner = call.partner_of(writer);
  if (via_branch.empty()) {
    if (partner != nullptr) return partner;
    return is_new ? &add_untagged(call, via_branch, now) : nullptr;
  }
  if (partner != nullptr && partner->via_branch == via_branch) return partner;
  if (Leg* branch = call.find_branch(via_branch); branch != nullptr && branch != &writer) return branch;
  // Somebody of a branch writes with its own: to its partner.
  if (partner != nullptr && writer.via_branch == via_branch) return partner;
  return &add_untagged(call, via_branch, now);
}

}  // namespace

std::optional<Pair> associate_by_tags(Call& call, const WriterTags& tags, Time now) {
  Leg* writer = call.find_tag(tags.writer);
  Leg* other = call.find_tag(tags.other);
  const bool is_new = writer == nullptr;
  if (is_new && other != nullptr) {
    writer = find_untagged(call, *other, tags.via_branch);
    if (writer != nullptr) name_party(*writer, tags.writer);
  }
  if (writer == nullptr) writer = &call.add_leg(tags.writer, now);
  if (other == nullptr && !tags.other.empty()) {
    // A party that nobody knows takes the place of the silent one, but is not written to yet.
    if (Leg* silent = find_untagged(call, *writer, tags.via_branch)) name_party(*silent, tags.other);
    other = &add_untagged(call, tags.via_branch, now);
  }
  if (other == nullptr) other = silent_partner(call, *writer, is_new, tags.via_branch, now);
  if (other == nullptr) return std::nullopt;
  return Pair{*writer, *other};
}

}  // namespace rtpe::mock
