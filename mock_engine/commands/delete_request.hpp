// A delete request, and the rules of releases by which it finds and ends parties (Personality::delete_rule).
#pragma once
#include <string_view>

#include "mock_engine/commands/command.hpp"

namespace rtpe::mock {

struct DeleteRequest {
  std::string_view call_id, from_tag, to_tag, via_branch;
  std::int64_t delay_s = 0;
  bool fatal = false;
};

/// delete_by_to_tag.cpp: 10.5.
Outcome delete_by_to_tag(CommandContext& context, LiveCall& live, const DeleteRequest& request);
/// delete_by_from_tag.cpp: 12.5.
Outcome delete_by_from_tag(CommandContext& context, LiveCall& live, const DeleteRequest& request);

/// delete.cpp: nothing matched, which is no error unless the request says so.
Outcome not_found(CommandContext& context, const DeleteRequest& request);
/// When a deletion that waits is due: whole seconds, as the daemon's timer counts.
[[nodiscard]] Time after(Time now, std::int64_t delay_s);
/// The whole call, at once or later.
void end_call(CommandContext& context, LiveCall& live, std::int64_t delay_s);

}  // namespace rtpe::mock
