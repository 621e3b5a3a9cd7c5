// Choices drawn from a space: at random, in the manner of a swizzle, or by changing those of another run.
#pragma once
#include "scenarios/campaign/space.hpp"
#include "scenarios/world/random.hpp"

namespace rtpe::scenario::campaign {

/// A random part of the fault kinds and engines first, then faults, calls and settings of these: runs differ more than
/// if each drew from everything (swarm testing).
[[nodiscard]] Choices draw(const Space& space, RandomStream& random);
/// Engines go one after the other in a random order and come back in another.
[[nodiscard]] Choices draw_swizzle(const Space& space, RandomStream& random);
/// Some of its choices changed, added or taken away.
[[nodiscard]] Choices mutate(const Space& space, Choices choices, RandomStream& random);
/// With some of the faults of another run too, in the place of its own where there would be too many.
[[nodiscard]] Choices cross(const Space& space, Choices choices, const Choices& other, RandomStream& random);

}  // namespace rtpe::scenario::campaign
