// Puts the steps of a sequence on the clock so that their outcome does not hang on luck.
#pragma once
#include <cstdint>
#include <vector>

#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

struct PlanOptions {
  std::uint32_t jitter_ms = 20;       ///< delays that must not change anything
  std::uint32_t disturbed_runs = 16;  ///< at as many phases of the second counter
  std::uint32_t longest_step_ms = 2500;
  std::uint32_t longest_sequence_ms = 14'000;
};

/// Sets at_ms of all steps from the gaps before them. A step whose outcome on the library depends on where Kamailio's
/// second counter stands, or on delays of up to jitter_ms, is moved to a later time or dropped; so is one that takes
/// too long. Returns the gaps of the steps that are left.
[[nodiscard]] Expected<std::vector<std::uint32_t>> plan(Sequence& sequence, std::vector<std::uint32_t> gaps_ms,
                                                        const PlanOptions& options = {});

}  // namespace rtpe::lane
