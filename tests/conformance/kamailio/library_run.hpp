// A sequence on the library, in virtual time.
#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "base/time.hpp"
#include "tests/conformance/kamailio/sequence.hpp"

namespace rtpe::lane {

/// What the real world adds: where the second counter stands, and small delays.
struct Disturbance {
  Duration phase{};             ///< of the second counter at the start
  std::uint64_t seed = 0;       ///< of the delays
  std::uint32_t jitter_ms = 0;  ///< most that a step, a reply or a timer is late
};

struct LibraryRun {
  Trace trace;
  std::vector<std::uint32_t> began_ms, ended_ms;  ///< per step, after the end of the startup
};

/// Error: the configuration or a statement is not valid.
[[nodiscard]] Expected<LibraryRun> run_on_library(const Sequence& sequence, const Disturbance& disturbance = {});

/// Sets every at_ms: each step begins `gaps_ms` after the end of the one before.
[[nodiscard]] Expected<LibraryRun> place_steps(Sequence& sequence, std::span<const std::uint32_t> gaps_ms);

}  // namespace rtpe::lane
