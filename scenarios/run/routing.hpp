// Which lines of the proxy's configuration run for a message.
#pragma once
#include <span>
#include <string_view>

#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// The rule for a message: of those that match, the one that says most (a status before a class before none, a method
/// before "*"); of equals, the first. Empty: no rule, the proxy only relays.
[[nodiscard]] std::span<const script::Statement> statements_for(std::span<const RoutingRule> routing,
                                                                script::Route route, std::string_view method,
                                                                int status);

}  // namespace rtpe::scenario
