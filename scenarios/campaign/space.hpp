// What a search may choose from: the [space] table of a scenario file, or what its deployment suggests.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/problems.hpp"
#include "scenarios/campaign/choices.hpp"

namespace rtpe::scenario::campaign {

/// A kind of fault with the options that it may have.
struct FaultOption {
  const FaultKind* kind = nullptr;
  std::string options = {};  ///< the lines of its own keys
};

struct ParameterValues {
  std::string name = {};  ///< a modparam, or "workers"
  std::vector<std::int64_t> values = {};
};

/// Whole numbers, both included.
struct Whole {
  std::int64_t low = 0, high = 0;
};

struct Space {
  std::vector<FaultOption> faults;
  std::vector<std::string> engines;  ///< whom they may befall
  Whole fault_count{0, 4};
  DurationRange fault_at, fault_for;
  std::vector<std::string> flows;
  std::vector<std::size_t> likes;  ///< places of the base's [[traffic]] whose parties or bodies are of their own kind
  Whole calls{1, 60};
  DurationRange gap, hold;
  std::vector<ParameterValues> parameters;
  double most_loss = 0;
  std::vector<Duration> lengths;  ///< how long a run may go on; empty: until its calls are over
};

/// Faults of all kinds on all engines within two minutes, calls of the library's flows and the base's own, the base's
/// parameters.
[[nodiscard]] Space default_space(const Scenario& base);
/// [space] of that text (docs/chaos.md), with the default space for what it does not say. Errors with their place: an
/// unknown engine, fault, flow or parameter, a range upside down, nothing to choose from.
[[nodiscard]] Read<Space> read_space(std::string_view text, const std::string& path, const Scenario& base);

}  // namespace rtpe::scenario::campaign
