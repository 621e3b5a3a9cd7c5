// What the faults of a scenario do to paths and hosts, and which of them are verbs of an engine's process.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "mock_engine/program/program.hpp"
#include "scenarios/log/words.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Down (crashed, or away when its calls will be there again), unreachable, hung, slow, up: the first that holds. Cut
/// paths leave the engine itself as it is.
[[nodiscard]] EngineCondition state_of(const Reach& reach, const mock::Program& program);
/// What a fault makes the engine's process do; empty: it is about the paths to the engine.
[[nodiscard]] std::optional<mock::Effect> effect_of(const Fault& fault);

/// Which faults of paths and hosts are active, and what gets through to each engine because of them. Pure bookkeeping.
class FaultPlan {
 public:
  explicit FaultPlan(const Scenario& scenario);

  void begin(std::uint32_t fault) { active_.push_back(fault); }
  void end(std::uint32_t fault) { std::erase(active_, fault); }
  /// Engines a fault concerns: the one it names, and for `blackhole` all on its host.
  [[nodiscard]] std::vector<std::uint32_t> engines_of(std::uint32_t fault) const;
  /// Without what the process itself is: Reach::process_up is true.
  [[nodiscard]] Reach reach(std::uint32_t engine) const;

 private:
  [[nodiscard]] bool concerns(const Fault& fault, const Engine& engine) const;
  const Scenario& scenario_;
  std::vector<std::uint32_t> active_;  ///< in the order in which they began
};

}  // namespace rtpe::scenario
