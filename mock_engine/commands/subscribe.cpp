// subscribe request, subscribe answer, unsubscribe (protocol.md section 9).
#include <algorithm>

#include "mock_engine/commands/selector.hpp"
#include "mock_engine/commands/siprec.hpp"

namespace rtpe::mock {
namespace {

/// The parties to listen to. A label counts more than tags.
std::expected<std::vector<LegId>, Refusal> sources_of(Call& call, const Options& options,
                                                      const Personality& personality) {
  if (!options.from_tags.empty() && options.label.empty() && !options.flags.has(Flag::all)) {
    std::vector<LegId> legs;
    for (const std::string_view tag : options.from_tags) {
      const Leg* leg = call.find_tag(tag);
      if (leg != nullptr) legs.push_back(leg->id);
    }
    if (legs.empty()) return refuse({.text = personality.nobody_to_hear});
    return legs;
  }
  if (options.flags.has(
          Flag::all)) {  // those of dialogues, also when they have ended; neither publishers nor listeners
    std::vector<LegId> legs;
    for (const Leg& leg : call.legs)
      if (leg.in_dialogue) legs.push_back(leg.id);
    if (personality.listeners_get_session) std::ranges::reverse(legs);
    if (legs.empty()) return refuse({.text = "No call participant specified"});
    return legs;
  }
  auto selected = select_parties(call, options);
  if (!selected) return refuse(selected.error());
  if (selected->legs.empty()) return refuse({.text = personality.nobody_to_hear});
  return std::move(selected->legs);
}

/// Each source once for each of its medias: the first media of all, then the second.
std::vector<LegId> by_media(const Call& call, const std::vector<LegId>& sources) {
  std::vector<LegId> out;
  for (std::size_t media = 0, before = SIZE_MAX; out.size() != before; ++media) {
    before = out.size();
    for (const LegId leg : sources)
      if (media < call.legs[leg].medias.size()) out.push_back(leg);
  }
  return out.empty() ? sources : out;
}

void write_reply(CommandContext& context, const Call& call, const Options& options, const std::vector<LegId>& sources,
                 std::string_view sdp, std::string_view to_tag) {
  bencode::Writer& reply = context.reply;
  if (!sdp.empty()) reply.pair("sdp", sdp);
  const bool is_by_media = context.engine.config.personality->listeners_get_session;
  const std::vector<LegId> heard = is_by_media ? by_media(call, sources) : sources;
  if (heard.size() == 1) reply.pair("from-tag", call.legs[heard.front()].tag.view());
  if (options.flags.has(Flag::siprec)) write_siprec(call, sources, reply);
  reply.key("from-tags").begin_list();
  for (const LegId leg : heard) reply.string(call.legs[leg].tag);
  reply.end().pair("to-tag", to_tag);
}

}  // namespace

Outcome subscribe_request_command(CommandContext& context) {
  EngineCore& engine = context.engine;
  const Options options = options_of(context, OperationMode::other);
  const auto live = call_of(context, options);
  if (!live) return refuse(live.error());
  Call& call = (*live)->call;
  const auto sources = sources_of(call, options, *engine.config.personality);
  if (!sources) return refuse(sources.error());
  std::string to_tag(options.to_tag);
  if (to_tag.empty()) engine.random.append_hex(to_tag, 64);
  std::string sdp;
  std::expected<void, NgError> done = std::unexpected(out_of_ports);
  if (engine.ports == PortSupply::normal)
    done = subscribe_request(engine.negotiator(), call, options, *sources, to_tag, context.now, sdp);
  if (call.is_overfull()) done = std::unexpected(out_of_ports);
  if (!done && done.error().destroys_call) {
    engine.remove_call(**live, EndCause::no_ports, context.now);
    return refuse(done.error());
  }
  if (Leg* subscriber = call.find_tag(to_tag); subscriber != nullptr && !options.set_label.empty())
    subscriber->label = options.set_label;
  engine.calls.schedule(**live, engine.config);
  if (!done) return refuse(done.error());
  write_reply(context, call, options, *sources, sdp, to_tag);
  return {};
}

Outcome subscribe_answer_command(CommandContext& context) {
  EngineCore& engine = context.engine;
  const Options options = options_of(context, OperationMode::control);
  const auto live = call_of(context, options);
  if (!live) return refuse(live.error());
  if (!options.has_to_tag) return refuse(no_to_tag);
  if (options.sdp.empty()) return refuse(no_sdp);
  if ((*live)->call.find_tag(options.to_tag) == nullptr) return refuse(to_tag_not_found);
  const auto session = read_session(options.sdp, options, engine.config);
  if (!session) return refuse(session.error());
  if (const auto done = subscribe_answer(engine.negotiator(), (*live)->call, options, *session, context.now); !done)
    return refuse(done.error());
  engine.calls.schedule(**live, engine.config);
  return {};
}

Outcome unsubscribe_command(CommandContext& context) {
  const Options options = options_of(context, OperationMode::control);
  const auto live = call_of(context, options);
  if (!live) return refuse(live.error());
  if (!options.has_to_tag) return refuse(no_to_tag);
  if (const auto done = unsubscribe((*live)->call, options.to_tag, context.now); !done) return refuse(done.error());
  if ((*live)->call.is_overfull()) {
    context.engine.remove_call(**live, EndCause::no_ports, context.now);
    return refuse(out_of_ports);
  }
  return {};
}

}  // namespace rtpe::mock
