// Carries faults out: by rules on the world's paths and hosts, and on the engines.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "scenarios/engines/engines.hpp"
#include "scenarios/faults/fault_plan.hpp"
#include "scenarios/faults/fault_triggers.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

class FaultDriver final : private world::Waker {
 public:
  /// Lets the proxy of that number do it.
  using ActOnProxy = std::function<void(std::uint32_t proxy, const ProxyAction& action)>;
  struct Parts {
    const Scenario& scenario;
    world::World& world;
    Engines& engines;
    Recorder& recorder;
    FaultTriggers* triggers = nullptr;  ///< null: no fault waits for an event
    ActOnProxy act_on_proxy = {};
  };
  explicit FaultDriver(Parts parts);
  /// Asks the world for the begin and the end of every fault.
  void schedule();
  /// The process of an engine is not what it was, by a fault or by the engine's own program.
  void process_changed(std::uint32_t engine);

 private:
  enum class Turn : std::uint8_t { begins, ends };
  [[nodiscard]] static std::uint64_t token(Turn turn, std::uint32_t fault);
  void wake(std::uint64_t token) override;
  void begin(std::uint32_t fault);
  /// A fault that comes again: its end, and its next begin.
  void plan_next(std::uint32_t fault);
  void end(std::uint32_t fault);
  void add_rules(std::uint32_t fault);
  void act_on_proxies(const Fault& fault, ProxyAction (*action_of)(const Fault& fault));
  void tell(std::uint32_t fault, Turn turn);

  const Scenario& scenario_;
  world::World& world_;
  Engines& engines_;
  Recorder& recorder_;
  FaultPlan plan_;
  world::WakerId waker_;
  std::vector<std::vector<world::RuleId>> rules_;  ///< by fault, while it lasts
  std::vector<EngineCondition> states_;            ///< as told, by engine
  std::vector<std::uint32_t> begun_;               ///< how often, by fault
  ActOnProxy act_on_proxy_;
};

}  // namespace rtpe::scenario
