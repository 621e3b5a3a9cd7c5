// Whom 10.5 deletes: the party of the to-tag and its partners (protocol.md 7.4).
#include "mock_engine/commands/delete_request.hpp"
#include "mock_engine/commands/query_reply.hpp"

namespace rtpe::mock {
namespace {

/// The leg to end, or null.
Leg* party_by_to_tag(Call& call, const DeleteRequest& request) {
  if (request.to_tag.empty())
    if (Leg* branch = call.find_branch(request.via_branch)) return branch;
  if (Leg* leg = call.find_tag(request.to_tag.empty() ? request.from_tag : request.to_tag)) return leg;
  if (Leg* branch = call.find_branch(request.via_branch)) return branch;
  if (request.to_tag.empty()) return nullptr;
  // Last resort of a half-open dialogue: the caller, when all it has is a party without tag.
  Leg* from = call.find_tag(request.from_tag);
  if (from == nullptr || from->subscriptions.size() != 1) return nullptr;
  return call.legs[from->subscriptions.front().leg].tag.empty() ? from : nullptr;
}

void schedule_or_remove(CommandContext& context, LiveCall& live, Leg& leg, std::int64_t delay_s) {
  EngineCore& engine = context.engine;
  live.call.outlives_silence = true;
  if (delay_s == 0) {
    engine.remove_leg(live, leg, context.now);
    return;
  }
  leg.delete_at = after(context.now, delay_s);
  engine.calls.schedule(live, engine.config);
}

}  // namespace

Outcome delete_by_to_tag(CommandContext& context, LiveCall& live, const DeleteRequest& request) {
  if (request.from_tag.empty()) {  // the whole call; such a reply carries no statistics
    end_call(context, live, request.delay_s);
    return {};
  }
  Leg* leg = party_by_to_tag(live.call, request);
  if (leg == nullptr) return not_found(context, request);
  const EngineConfig& config = context.engine.config;
  if (config.statistics_in_delete)
    write_call({.live = live,
                .personality = *config.personality,
                .tag = request.to_tag.empty() ? request.from_tag : request.to_tag},
               context.reply);
  schedule_or_remove(context, live, *leg, request.delay_s);
  return {};
}

}  // namespace rtpe::mock
