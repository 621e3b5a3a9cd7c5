// A Timer packed into the 64 bits that an event heap entry carries.
#pragma once
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

inline constexpr std::uint32_t timer_generations = 1U << 24U;

[[nodiscard]] constexpr std::uint64_t pack(const Timer& timer) {
  return (std::uint64_t{timer.kind} << 56U) | (std::uint64_t{timer.generation % timer_generations} << 32U) |
         timer.index;
}

[[nodiscard]] constexpr Timer unpack(std::uint64_t payload) {
  return Timer{.kind = static_cast<std::uint8_t>(payload >> 56U),
               .index = static_cast<std::uint32_t>(payload),
               .generation = static_cast<std::uint32_t>(payload >> 32U) % timer_generations};
}

}  // namespace rtpe::scenario
