// Message texts -> InlineFlow, for who makes a flow without a file.
#pragma once
#include <string>
#include <vector>

#include "base/problems.hpp"
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario {

/// As `messages` of a [[flow]] has them (docs/scenario-file.md).
[[nodiscard]] Read<InlineFlow> make_flow(std::string name, const std::vector<std::string>& messages);

}  // namespace rtpe::scenario
