// offer and answer: checks, limits, the call, then the negotiation (protocol.md 5, 7.1, 7.2).
#include "mock_engine/commands/command.hpp"
#include "mock_engine/commands/recording.hpp"

namespace rtpe::mock {
namespace {

Outcome check_keys(const Options& options) {
  if (!options.has_sdp) return refuse(no_sdp);
  if (!options.has_call_id) return refuse(no_call_id);
  if (!options.has_from_tag) return refuse(no_from_tag);
  if (options.mode == OperationMode::answer && !options.has_to_tag) return refuse(no_to_tag);
  return {};
}

/// A signal on a call takes back its pending deletion.
void revive(Call& call, const Options& options) {
  call.delete_at = {};
  for (Leg& leg : call.legs)
    if (leg.tag == options.from_tag || leg.tag == options.to_tag || leg.tag.empty()) leg.delete_at = {};
}

Outcome negotiate(CommandContext& context, LiveCall& live, const Options& options, const Session& session) {
  EngineCore& engine = context.engine;
  std::string& sdp = engine.sdp;
  sdp.clear();
  std::expected<void, NgError> done = std::unexpected(out_of_ports);
  if (engine.ports == PortSupply::normal)
    done = options.mode == OperationMode::offer
               ? offer(engine.negotiator(), live.call, options, session, context.now, sdp)
               : answer(engine.negotiator(), live.call, options, session, context.now, sdp);
  if (live.call.is_overfull()) done = std::unexpected(out_of_ports);
  live.call.last_signal = context.now;
  if (!done && done.error().destroys_call) {
    engine.remove_call(live, EndCause::no_ports, context.now);
    return refuse(done.error());
  }
  update_recording(context, live, options);
  engine.calls.schedule(live, engine.config);
  if (!done) return refuse(done.error());
  if (live.recording) context.reply.key("recordings").begin_list().string(live.recording_path).end();
  if (!sdp.empty()) context.reply.pair("sdp", sdp);
  return {};
}

Outcome negotiate_sdp(CommandContext& context, OperationMode mode) {
  EngineCore& engine = context.engine;
  const Options options = options_of(context, mode);
  if (const auto checked = check_keys(options); !checked) return checked;
  const auto read = engine.sessions.read(options.sdp, options, engine.config);
  if (!read) return refuse(read.error());
  const Session& session = **read;
  if (is_loop(session, options, engine.identity)) {
    context.reply.pair("sdp", options.sdp);
    return {};
  }
  LiveCall* live = engine.calls.find(options.call_id);
  if (options.flags.has(Flag::fragment)) {
    if (live != nullptr) {
      take_fragment(live->call, options, context.now);
      engine.calls.recount(*live);
    } else if (mode == OperationMode::answer) {
      return refuse(unknown_call_id);
    }
    return {};  // early ones wait for the call, which takes them over without a trace in replies
  }
  if (live == nullptr) {
    if (mode == OperationMode::answer) return refuse(unknown_call_id);
    if (const std::string_view limit = engine.limit_reached(); !limit.empty()) {
      ++engine.counters.totals.rejected;
      if (options.supports_load_limit) return refuse({.text = limit, .result = "load limit", .key = "message"});
      return refuse({.text = "Parallel session limit reached"});
    }
    live = &engine.create_call(options.call_id, context.now, context.peer);
  }
  revive(live->call, options);
  return negotiate(context, *live, options, session);
}

}  // namespace

Outcome offer_command(CommandContext& context) {
  ++context.engine.summary.offers;
  return negotiate_sdp(context, OperationMode::offer);
}

Outcome answer_command(CommandContext& context) {
  ++context.engine.summary.answers;
  return negotiate_sdp(context, OperationMode::answer);
}

Outcome publish_command(CommandContext& context) {
  EngineCore& engine = context.engine;
  const Options options = options_of(context, OperationMode::other);
  if (const auto checked = check_keys(options); !checked) return checked;
  const auto session = read_session(options.sdp, options, engine.config);
  if (!session) return refuse(session.error());
  LiveCall* live = engine.calls.find(options.call_id);
  if (live == nullptr) live = &engine.create_call(options.call_id, context.now, context.peer);
  revive(live->call, options);
  std::string sdp;
  std::expected<void, NgError> done = std::unexpected(out_of_ports);
  if (engine.ports == PortSupply::normal)
    done = publish(engine.negotiator(), live->call, options, *session, context.now, sdp);
  if (live->call.is_overfull()) done = std::unexpected(out_of_ports);
  live->call.last_signal = context.now;
  if (!done && done.error().destroys_call) {
    engine.remove_call(*live, EndCause::no_ports, context.now);
    return refuse(done.error());
  }
  engine.calls.schedule(*live, engine.config);
  if (!done) return refuse(done.error());
  if (!sdp.empty()) context.reply.pair("sdp", sdp);
  return {};
}

}  // namespace rtpe::mock
