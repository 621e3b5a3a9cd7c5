// Rules of [routing] beside the calls of the file.
#pragma once
#include <cstddef>
#include <vector>

#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// The places of those rules in scenario.routing that never run: no flow of the file's calls has such a message.
/// Statuses that a proxy or a party may give whatever the flow says (408, 503, ...) count as possible.
[[nodiscard]] std::vector<std::size_t> idle_rules(const Scenario& scenario);

}  // namespace rtpe::scenario
