#include "mock_engine/commands/selector.hpp"

#include <algorithm>

namespace rtpe::mock {
namespace {

/// The advertised address of a party's first stream.
Leg* find_address(Call& call, const Address& address) {
  const auto found = std::ranges::find_if(call.legs, [&address](const Leg& leg) {
    return !leg.ended && std::ranges::any_of(leg.medias, [&address](const Media& media) {
      return !media.streams.empty() && advertised_endpoint(media, media.streams.front()).address == address;
    });
  });
  return found == call.legs.end() ? nullptr : &*found;
}

}  // namespace

std::expected<Selection, Refusal> select_parties(Call& call, const Options& options) {
  if (options.flags.has(Flag::all)) {
    Selection result;
    result.kind = Selection::Kind::every_party;
    for (const Leg& leg : call.legs)
      if (!leg.ended) result.legs.push_back(leg.id);
    return result;
  }
  const auto one = [](const Leg& leg) { return Selection{.kind = Selection::Kind::one_party, .legs = {leg.id}}; };
  if (!options.label.empty()) {
    const Leg* leg = call.find_label(options.label);
    if (leg == nullptr) return refuse({.text = "No monologue matching the given label"});
    return one(*leg);
  }
  if (!options.address.empty()) {
    const auto address = Address::parse(options.address);
    if (!address) return refuse({.text = "Failed to parse network address"});
    const Leg* leg = find_address(call, *address);
    if (leg == nullptr) return refuse({.text = "Failed to match address to any tag"});
    return one(*leg);
  }
  if (!options.from_tag.empty()) {
    const Leg* leg = call.find_tag(options.from_tag);
    if (leg == nullptr) return refuse({.text = "From-tag given, but no such tag exists"});
    return one(*leg);
  }
  return Selection{};
}

std::expected<LiveCall*, Refusal> call_of(CommandContext& context, const Options& options) {
  if (!options.has_call_id) return refuse(no_call_id);
  LiveCall* live = context.engine.calls.find(options.call_id);
  if (live == nullptr) return refuse(unknown_call_ID);
  return live;
}

}  // namespace rtpe::mock
