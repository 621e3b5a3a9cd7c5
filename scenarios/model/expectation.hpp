// What the author of a scenario says that a check will find.
#pragma once
#include <cstdint>

namespace rtpe::scenario {

enum class Expectation : std::uint8_t { pass, fail };

}  // namespace rtpe::scenario
