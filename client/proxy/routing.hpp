// Which lines of the proxy's configuration run for a message.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/script/call.hpp"

namespace rtpe::proxy {

/// "reply 2xx INVITE" and its lines.
struct RouteRule {
  script::Route route = script::Route::request;
  std::string method;              ///< CSeq method; "*": any
  std::optional<int> status = {};  ///< replies: 183, or 2 for the class 2xx; empty: any
  std::vector<script::Statement> statements = {};

  [[nodiscard]] bool matches(script::Route in, std::string_view of_method, int of_status) const;
};

/// The rule for a message: of those that match, the one that says most (a status before a class before none, a method
/// before "*"); of equals, the first. Empty: no rule, the proxy only relays.
[[nodiscard]] std::span<const script::Statement> statements_for(std::span<const RouteRule> rules, script::Route route,
                                                                std::string_view method, int status);

}  // namespace rtpe::proxy
