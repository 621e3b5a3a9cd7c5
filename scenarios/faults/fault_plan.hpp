// What the faults of a scenario do to engines, paths and hosts; overlapping ones add up.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scenarios/model/scenario.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// The state that all active faults together leave one engine in.
struct Condition {
  Reach reach;
  bool hung = false;
  /// What its own program made of the process; `away`: down, its calls will be there again.
  enum class Process : std::uint8_t { up, hung, down, away } process = Process::up;
  DurationRange service_time{};  ///< of the latest `slow` that is active, else the engine's own
  bool operator==(const Condition&) const;
  /// What gets through, faults and program together.
  [[nodiscard]] Reach whole_reach() const;
};
/// "crashed", "away", "unreachable", "hung", "slow", "up": the first that holds. Cut paths leave the engine itself as
/// it is.
[[nodiscard]] std::string_view state_name(const Condition& condition, const Engine& engine);

/// Which faults are active, and what follows from it for each engine. Pure bookkeeping: who carries it out is told by
/// the difference between two conditions.
class FaultPlan {
 public:
  explicit FaultPlan(const Scenario& scenario);

  void begin(std::uint32_t fault) { active_.push_back(fault); }
  void end(std::uint32_t fault) { std::erase(active_, fault); }
  /// Engines a fault concerns: the one it names, and for `blackhole` all on its host.
  [[nodiscard]] std::vector<std::uint32_t> engines_of(std::uint32_t fault) const;
  [[nodiscard]] Condition condition(std::uint32_t engine) const;

 private:
  [[nodiscard]] bool concerns(const Fault& fault, const Engine& engine) const;
  const Scenario& scenario_;
  std::vector<std::uint32_t> active_;  ///< in the order in which they began
};

}  // namespace rtpe::scenario
