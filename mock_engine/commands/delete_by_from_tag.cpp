// Whom 12.5 deletes: the party of the branch, else of the from-tag. One that is no branch takes the whole call along.
#include <algorithm>

#include "mock_engine/commands/delete_request.hpp"
#include "mock_engine/commands/query_reply.hpp"

namespace rtpe::mock {
namespace {

Leg* party_by_from_tag(Call& call, const DeleteRequest& request) {
  if (Leg* branch = call.find_branch(request.via_branch)) return branch;
  return call.find_tag(request.from_tag);
}

void end_branch(CommandContext& context, LiveCall& live, Leg& leg, std::int64_t delay_s) {
  EngineCore& engine = context.engine;
  live.call.outlives_silence = true;
  if (delay_s == 0) return engine.remove_leg(live, leg, context.now);
  leg.delete_at = after(context.now, delay_s);
  engine.calls.schedule(live, engine.config);
}

}  // namespace

Outcome delete_by_from_tag(CommandContext& context, LiveCall& live, const DeleteRequest& request) {
  const EngineConfig& config = context.engine.config;
  CallReply reply{.live = live, .personality = *config.personality, .tag = request.from_tag};
  if (request.from_tag.empty()) {
    if (config.statistics_in_delete) write_call(reply, context.reply);
    end_call(context, live, request.delay_s);
    return {};
  }
  Leg* leg = party_by_from_tag(live.call, request);
  if (leg == nullptr) return not_found(context, request);
  const bool ends_all = leg->via_branch.empty();
  const auto stays = [leg](const Leg& other) { return &other != leg && !other.ended; };
  const bool is_alone_then = std::ranges::count_if(live.call.legs, stays) < 2;
  reply.without_parties = request.delay_s == 0 && (ends_all || is_alone_then);  // it tells what is left
  if (!ends_all && request.delay_s == 0) live.call.end_leg(*leg);
  if (config.statistics_in_delete) write_call(reply, context.reply);
  if (ends_all)
    end_call(context, live, request.delay_s);
  else
    end_branch(context, live, *leg, request.delay_s);
  return {};
}

}  // namespace rtpe::mock
