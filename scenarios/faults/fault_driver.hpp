// Carries faults out: on the world's paths and hosts, and on the engines.
#pragma once
#include <cstdint>
#include <vector>

#include "scenarios/faults/fault_plan.hpp"
#include "scenarios/run/engines.hpp"
#include "scenarios/run/recorder.hpp"

namespace rtpe::scenario {

class FaultDriver {
 public:
  FaultDriver(const Scenario& scenario, World& world, Engines& engines, Recorder& recorder);
  /// Puts the begin and the end of every fault on the world's timers (TimerKind::fault_begins, fault_ends).
  void schedule();
  /// Error: a real listener could not be opened again.
  Expected<void> begin(std::uint32_t fault);
  Expected<void> end(std::uint32_t fault);
  /// An engine's own program did something to its process.
  Expected<void> process_changed(const Engines::ProcessChange& change);

 private:
  Expected<void> settle(std::uint32_t fault);
  Expected<void> settle_engine(std::uint32_t engine);
  Expected<void> change(std::uint32_t engine, const Condition& before, const Condition& after);
  void tell(std::uint32_t fault, bool begins);

  const Scenario& scenario_;
  World& world_;
  Engines& engines_;
  Recorder& recorder_;
  FaultPlan plan_;
  std::vector<Condition> conditions_;          ///< as carried out, by engine
  std::vector<Condition::Process> processes_;  ///< as programs made them, by engine
};

}  // namespace rtpe::scenario
