// The control API: what each method and path does (docs/mock-engine.md). No sockets here.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/transport/server.hpp"

namespace rtpe::mock {

struct ControlRequest {
  std::string method;
  std::string target;  ///< path and query as sent
  std::string body;
};

struct ControlReply {
  unsigned status = 200;
  std::string body;
  std::string content_type = "application/json";
};

/// {"error": message}
[[nodiscard]] std::string error_body(std::string_view message);
/// Paths below /engines/NAME act on that engine; the same paths without it on the only one. Never throws.
[[nodiscard]] ControlReply handle_control(const ControlRequest& request, const std::vector<EngineServer*>& engines);

}  // namespace rtpe::mock
