// delete (protocol.md 7.4).
#include "mock_engine/commands/command.hpp"
#include "mock_engine/commands/query_reply.hpp"
#include "mock_engine/commands/request.hpp"

namespace rtpe::mock {
namespace {

struct DeleteRequest {
  std::string_view call_id, from_tag, to_tag, via_branch;
  std::int64_t delay_s = 0;
  bool fatal = false;
};

DeleteRequest read(const CommandContext& context, std::string_view call_id) {
  const bencode::View request = context.request;
  DeleteRequest result{.call_id = call_id,
                       .from_tag = request.find_string("from-tag").value_or(""),
                       .to_tag = request.find_string("to-tag").value_or(""),
                       .via_branch = request.find_string("via-branch").value_or(""),
                       .delay_s = context.engine.config.delete_delay_s,
                       .fatal = has_flag(request, "flags", "fatal")};
  for (const char* key : {"delete-delay", "delete delay"})
    if (const auto delay = integer_or_text(request.find(key))) {
      if (*delay >= 0) result.delay_s = *delay;
      break;
    }
  return result;
}

/// The leg to end, or null.
Leg* match(Call& call, const DeleteRequest& request) {
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

Time after(Time now, std::int64_t delay_s) {
  constexpr std::int64_t longest_s = 1'000'000'000;
  return Time(std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()) +
              std::chrono::seconds(std::min(delay_s, longest_s)));
}

Outcome not_found(CommandContext& context, const DeleteRequest& request) {
  constexpr std::string_view text = "Call-ID not found or tags didn't match";
  if (request.fatal) return refuse({.text = text});
  context.reply.pair("warning", text);
  return {};
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

Outcome delete_command(CommandContext& context) {
  EngineCore& engine = context.engine;
  ++engine.summary.deletes;
  const auto call_id = context.request.find_string("call-id");
  if (!call_id) return refuse(no_call_id);
  const DeleteRequest request = read(context, *call_id);
  LiveCall* live = engine.calls.find(request.call_id);
  if (live == nullptr) return not_found(context, request);
  if (request.from_tag.empty()) {  // the whole call; such a reply carries no statistics
    if (request.delay_s == 0) {
      engine.remove_call(*live, EndCause::deleted, context.now);
    } else {
      live->call.delete_at = after(context.now, request.delay_s);
      engine.calls.schedule(*live, engine.config);
    }
    return {};
  }
  Leg* leg = match(live->call, request);
  if (leg == nullptr) return not_found(context, request);
  if (engine.config.statistics_in_delete)
    write_call(*live, request.to_tag.empty() ? request.from_tag : request.to_tag, context.reply);
  schedule_or_remove(context, *live, *leg, request.delay_s);
  return {};
}

}  // namespace rtpe::mock
