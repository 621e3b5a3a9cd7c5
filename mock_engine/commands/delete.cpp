// delete (protocol.md 7.4).
#include <algorithm>

#include "mock_engine/commands/delete_request.hpp"
#include "mock_engine/commands/request.hpp"

namespace rtpe::mock {
namespace {

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

}  // namespace

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

void end_call(CommandContext& context, LiveCall& live, std::int64_t delay_s) {
  EngineCore& engine = context.engine;
  if (delay_s == 0) return engine.remove_call(live, EndCause::deleted, context.now);
  live.call.delete_at = after(context.now, delay_s);
  engine.calls.schedule(live, engine.config);
}

Outcome delete_command(CommandContext& context) {
  EngineCore& engine = context.engine;
  ++engine.summary.deletes;
  const auto call_id = context.request.find_string("call-id");
  if (!call_id) return refuse(no_call_id);
  const DeleteRequest request = read(context, *call_id);
  LiveCall* live = engine.calls.find(request.call_id);
  if (live == nullptr) return not_found(context, request);
  return engine.config.personality->delete_rule == DeleteRule::by_to_tag ? delete_by_to_tag(context, *live, request)
                                                                         : delete_by_from_tag(context, *live, request);
}

}  // namespace rtpe::mock
