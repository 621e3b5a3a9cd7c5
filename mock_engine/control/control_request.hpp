// The pieces that handlers of control requests share. Internal to mock_engine/control.
#pragma once
#include <boost/json.hpp>

#include "mock_engine/control/control_api.hpp"
#include "mock_engine/transport/server.hpp"

namespace rtpe::mock {

[[nodiscard]] ControlReply json_reply(const boost::json::value& value, unsigned status = 200);

/// One handler per first path segment. Those that take an engine are for mock engines.
[[nodiscard]] ControlReply on_rules(const ControlCall& call);
[[nodiscard]] ControlReply on_calls(const ControlCall& call, EngineServer& server);
[[nodiscard]] ControlReply on_requests(const ControlCall& call);
[[nodiscard]] ControlReply on_observations(const ControlCall& call, EngineServer& server);
[[nodiscard]] ControlReply on_unknown_flags(const ControlCall& call, EngineServer& server);
[[nodiscard]] ControlReply on_load(const ControlCall& call, EngineServer& server);

}  // namespace rtpe::mock
