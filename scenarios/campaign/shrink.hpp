// Makes the choices of a failing run few and simple while it goes on failing in the same way.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "scenarios/campaign/choices.hpp"

namespace rtpe::scenario::campaign {

enum class Verdict : std::uint8_t {
  same,     ///< it fails in the same way
  other,    ///< it passes, or shows another bug
  invalid,  ///< there is no such run
};
/// Plays these choices. It says the same of equal choices.
using Trial = std::function<Verdict(const Choices& choices)>;

struct ShrinkLimits {
  std::uint64_t runs = 500;
  std::function<bool()> is_over = {};  ///< time is up, or somebody interrupts; empty: never
};

struct Shrunk {
  Choices choices = {};
  std::uint64_t runs = 0;
  bool stopped_early = false;  ///< a limit was reached: it might get smaller yet
  /// Neighbours of `choices` that do not fail so, the nearest first: one number smaller, then one choice less.
  std::vector<Choices> passing = {};
};

/// `choices` fail. Deterministic: the order of what is tried depends on nothing but the choices and the base.
[[nodiscard]] Shrunk shrink(const Scenario& base, Choices choices, const Trial& trial, const ShrinkLimits& limits);

/// Choices in their simplest order of worth: fewer, then smaller. What shrinking goes down by.
[[nodiscard]] std::uint64_t size_of(const Choices& choices);

}  // namespace rtpe::scenario::campaign
