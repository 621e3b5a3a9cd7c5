// Random sequences: the same seed gives the same sequence on every machine.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

/// Steps of a generated sequence, at least.
inline constexpr std::size_t least_steps = 20;

/// Configuration, engines and planned steps. Error: the library refuses what was generated, which is a defect.
[[nodiscard]] Expected<Sequence> generate(std::uint64_t seed, std::string_view personality = "kamailio-5.6");

/// `count` sequences from `first_seed` on, drawn on all processors.
[[nodiscard]] Expected<std::vector<Sequence>> generate_all(std::uint64_t first_seed, std::size_t count,
                                                           std::string_view personality = "kamailio-5.6");

}  // namespace rtpe::lane
