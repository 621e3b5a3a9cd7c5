// Which faults are active, and whom they concern.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "scenarios/engines/engine_host.hpp"
#include "scenarios/log/words.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

enum class HostState : std::uint8_t { there, gone };
/// Crashed, away (down, its calls will be there again), unreachable, hung, slow, up: the first that holds. Cut paths
/// leave the engine itself as it is.
[[nodiscard]] EngineCondition condition_of(HostState host, const EngineHost::Process& process);

/// Which faults are active. Pure bookkeeping.
class FaultPlan {
 public:
  explicit FaultPlan(const Scenario& scenario) : scenario_(scenario) {}

  void begin(std::uint32_t fault) { active_.push_back(fault); }
  void end(std::uint32_t fault) { std::erase(active_, fault); }
  [[nodiscard]] bool is_active(std::uint32_t fault) const { return std::ranges::find(active_, fault) != active_.end(); }
  /// Engines a fault concerns: the one it names, and of a host all that run there.
  [[nodiscard]] std::vector<std::uint32_t> engines_of(std::uint32_t fault) const;
  [[nodiscard]] HostState host_of(std::uint32_t engine) const;

 private:
  [[nodiscard]] bool concerns(const Fault& fault, const Engine& engine) const;
  const Scenario& scenario_;
  std::vector<std::uint32_t> active_;  ///< in the order in which they began
};

}  // namespace rtpe::scenario
