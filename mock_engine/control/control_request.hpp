// A control request taken apart, and the pieces that its handlers share. Internal to mock_engine/control.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "mock_engine/control/control_api.hpp"

namespace rtpe::mock {

struct ControlCall {
  std::string_view method;
  std::vector<std::string> path;  ///< decoded segments behind the engine's name
  std::vector<std::pair<std::string, std::string>> query;
  std::string_view body;
  EngineServer& server;

  [[nodiscard]] std::string parameter(std::string_view name) const;
};

[[nodiscard]] ControlReply json_reply(const boost::json::value& value, unsigned status = 200);
[[nodiscard]] ControlReply error_reply(unsigned status, std::string_view message);
/// Everything that is wrong with the request.
[[nodiscard]] ControlReply error_reply(const std::vector<Error>& errors);
[[nodiscard]] ControlReply method_not_allowed(std::string_view allowed);

/// One handler per first path segment.
[[nodiscard]] ControlReply on_rules(const ControlCall& call);
[[nodiscard]] ControlReply on_calls(const ControlCall& call);
[[nodiscard]] ControlReply on_requests(const ControlCall& call);
[[nodiscard]] ControlReply on_observations(const ControlCall& call);
[[nodiscard]] ControlReply on_unknown_flags(const ControlCall& call);
[[nodiscard]] ControlReply on_load(const ControlCall& call);

}  // namespace rtpe::mock
