// query and list (protocol.md section 9).
#include "mock_engine/commands/command.hpp"
#include "mock_engine/commands/query_reply.hpp"
#include "mock_engine/commands/request.hpp"

namespace rtpe::mock {

Outcome query_command(CommandContext& context) {
  ++context.engine.summary.queries;
  const auto call_id = context.request.find_string("call-id");
  if (!call_id) return refuse(no_call_id);
  const LiveCall* live = context.engine.calls.find(*call_id);
  if (live == nullptr) return refuse(unknown_call_id);
  const std::string_view to_tag = context.request.find_string("to-tag").value_or("");
  write_call({.live = *live,
              .personality = *context.engine.config.personality,
              .tag = to_tag.empty() ? context.request.find_string("from-tag").value_or("") : to_tag},
             context.reply);
  return {};
}

Outcome list_command(CommandContext& context) {
  constexpr std::int64_t default_limit = 32;
  std::int64_t limit = integer_or_text(context.request.find("limit")).value_or(default_limit);
  if (limit < 0) return refuse({.text = "invalid limit, must be >= 0"});
  context.reply.key("calls").begin_list();
  context.engine.calls.visit([&](const LiveCall& live) {
    if (limit-- > 0) context.reply.string(live.call.call_id);
  });
  context.reply.end();
  return {};
}

}  // namespace rtpe::mock
