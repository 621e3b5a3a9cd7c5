// The control API: what each method and path does (docs/mock-engine.md). No sockets here.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "mock_engine/transport/controlled.hpp"

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

/// A request to one engine, taken apart.
struct ControlCall {
  std::string_view method;
  std::vector<std::string> path;  ///< decoded segments behind the engine's name
  std::vector<std::pair<std::string, std::string>> query;
  std::string_view body;
  Controlled& server;

  [[nodiscard]] std::string parameter(std::string_view name) const;
};

/// Paths of somebody's own, asked first; nullopt: it is none of them.
using MorePaths = std::function<std::optional<ControlReply>(const ControlCall&)>;

/// {"error": message}
[[nodiscard]] std::string error_body(std::string_view message);
[[nodiscard]] ControlReply error_reply(unsigned status, std::string_view message);
/// Everything that is wrong with the request.
[[nodiscard]] ControlReply error_reply(const std::vector<Error>& errors);
[[nodiscard]] ControlReply method_not_allowed(std::string_view allowed);
/// Paths below /engines/NAME act on that engine; the same paths without it on the only one. Never throws.
[[nodiscard]] ControlReply handle_control(const ControlRequest& request, const std::vector<Controlled*>& engines,
                                          const MorePaths& more = {});

}  // namespace rtpe::mock
