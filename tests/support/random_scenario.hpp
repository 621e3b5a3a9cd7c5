// Scenarios drawn at random, valid, of every part and key.
#pragma once
#include <cstdint>

#include "scenarios/model/scenario.hpp"

namespace rtpe::test {

[[nodiscard]] scenario::Scenario random_scenario(std::uint64_t seed);

}  // namespace rtpe::test
