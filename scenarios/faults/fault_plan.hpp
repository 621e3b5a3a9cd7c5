// What the faults of a scenario do: rules on paths and hosts, and verbs of an engine's process.
#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "scenarios/engines/engine_host.hpp"
#include "scenarios/log/words.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

enum class HostState : std::uint8_t { there, gone };
/// Crashed, away (down, its calls will be there again), unreachable, hung, slow, up: the first that holds. Cut paths
/// leave the engine itself as it is.
[[nodiscard]] EngineCondition condition_of(HostState host, const EngineHost::Process& process);
/// What a fault makes the engine's process do; empty: it is about the paths to the engine.
[[nodiscard]] std::optional<mock::Effect> effect_of(const Fault& fault);

/// What rules speak of when a fault is about an engine, or about a party.
struct FaultTarget {
  world::SiteId engine = 0;
  world::HostId host = 0;                   ///< that it runs on
  std::optional<world::SiteId> party = {};  ///< empty: both
};
/// The rules of the network while the fault lasts; empty: it is about the engine's process.
[[nodiscard]] std::vector<world::Rule> rules_of(const Fault& fault, const FaultTarget& target);

/// Which faults are active. Pure bookkeeping.
class FaultPlan {
 public:
  explicit FaultPlan(const Scenario& scenario) : scenario_(scenario) {}

  void begin(std::uint32_t fault) { active_.push_back(fault); }
  void end(std::uint32_t fault) { std::erase(active_, fault); }
  /// Engines a fault concerns: the one it names, and for `blackhole` all on its host.
  [[nodiscard]] std::vector<std::uint32_t> engines_of(std::uint32_t fault) const;
  [[nodiscard]] HostState host_of(std::uint32_t engine) const;

 private:
  [[nodiscard]] bool concerns(const Fault& fault, const Engine& engine) const;
  const Scenario& scenario_;
  std::vector<std::uint32_t> active_;  ///< in the order in which they began
};

}  // namespace rtpe::scenario
