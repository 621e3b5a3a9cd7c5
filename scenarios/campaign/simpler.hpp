// Simpler forms of one choice, the simplest first.
#pragma once
#include <vector>

#include "scenarios/campaign/choices.hpp"

namespace rtpe::scenario::campaign {

[[nodiscard]] std::vector<Choice> simpler(const Choice& choice);
/// Parts of the base that can be left out and are not yet.
[[nodiscard]] std::vector<OmitChoice> omissions(const Scenario& base, const Choices& choices);

}  // namespace rtpe::scenario::campaign
