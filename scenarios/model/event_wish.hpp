// `when` of a [[fault]]. What events there are is known above the model (scenarios/log).
#pragma once
#include <string_view>

#include "base/error.hpp"

namespace rtpe::scenario {

/// Error: what is wrong, with its place as "column 7".
[[nodiscard]] Expected<void> check_event_wish(std::string_view text);

}  // namespace rtpe::scenario
