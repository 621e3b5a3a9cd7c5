// Commands that switch media of parties on and off. Nothing of it shows in signalling but who was found.
#include "mock_engine/commands/selector.hpp"

namespace rtpe::mock {
namespace {

constexpr Refusal unknown_listener{.text = "Media flow not found (to-tag not found)"};
constexpr Refusal unknown_label{.text = "Media flow not found (to-label not found)"};
constexpr Refusal no_listener{.text = "Media flow not found (to-tag not subscribed)"};

enum class What : std::uint8_t { media, other };

/// DTMF and forwarding are of parties, not of flows between two.
What what_of(std::string_view command) { return command.ends_with(" media") ? What::media : What::other; }

/// Personality::flows_are_named.
Outcome check_listener(Call& call, const Leg& party, const Options& options) {
  const bool by_tag = !options.to_tag.empty();
  const Leg* listener = by_tag ? call.find_tag(options.to_tag) : call.find_label(options.to_label);
  if (listener == nullptr) return refuse(by_tag ? unknown_listener : unknown_label);
  for (const Subscription& entry : party.subscribers)
    if (entry.leg == listener->id && entry.type == SubscriptionType::pub_sub) return {};
  return refuse(no_listener);
}

}  // namespace

Outcome media_control_command(CommandContext& context) {
  const Options options = options_of(context, OperationMode::control);
  const Personality& personality = *context.engine.config.personality;
  const auto live = call_of(context, options);
  if (!live) return refuse(live.error());
  Call& call = (*live)->call;
  const What what = what_of(context.request.find_string("command").value_or(""));
  const auto selected = select_parties(call, options);
  if (!selected) {
    const bool is_unknown = options.label.empty() && options.address.empty() && !options.from_tag.empty();
    if (personality.unknown_party_is_fine && what == What::other && is_unknown) return {};
    return refuse(selected.error());
  }
  if (selected->kind != Selection::Kind::one_party) return {};
  Leg& party = call.legs[selected->legs.front()];
  if (personality.flows_are_named && what == What::media && !(options.to_tag.empty() && options.to_label.empty()))
    if (const auto found = check_listener(call, party, options); !found) return found;
  if (!options.set_label.empty()) party.label = options.set_label;
  return {};
}

}  // namespace rtpe::mock
