// Carries faults out: on the world's paths and hosts, and on the engines.
#pragma once
#include <cstdint>
#include <vector>

#include "scenarios/engines/engines.hpp"
#include "scenarios/faults/fault_plan.hpp"
#include "scenarios/log/recorder.hpp"

namespace rtpe::scenario {

class FaultDriver {
 public:
  FaultDriver(const Scenario& scenario, World& world, Engines& engines, Recorder& recorder);
  /// Puts the begin and the end of every fault on the world's timers (TimerKind::fault_begins, fault_ends).
  void schedule();
  /// Error: a real listener could not be opened again.
  Expected<void> begin(std::uint32_t fault);
  Expected<void> end(std::uint32_t fault);
  /// The process of an engine is not what it was, by a fault or by the engine's own program.
  Expected<void> process_changed(std::uint32_t engine);

 private:
  Expected<void> settle(std::uint32_t engine);
  void tell(std::uint32_t fault, bool begins);

  const Scenario& scenario_;
  World& world_;
  Engines& engines_;
  Recorder& recorder_;
  FaultPlan plan_;
  std::vector<Reach> reach_;             ///< as carried out, by engine
  std::vector<EngineCondition> states_;  ///< as told, by engine
};

}  // namespace rtpe::scenario
