// One run: everything that lives in its world, and the loop that lets it happen.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "scenarios/engines/engines.hpp"
#include "scenarios/faults/fault_driver.hpp"
#include "scenarios/flow/parties.hpp"
#include "scenarios/proxy/proxy_host.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::scenario {

class Simulation final : private world::Waker {
 public:
  struct Parts {
    const Scenario& scenario;
    world::World& world;
    Recorder& recorder;
    Engines& engines;
    std::vector<ProxyHost*> proxies = {};
    ControlInbox* control = nullptr;
    std::function<bool()> is_settled = {};  ///< nothing more has to be seen; empty: never
    FaultTriggers* triggers = nullptr;      ///< null: no fault waits for an event
  };
  Simulation(Parts parts, Linger linger);

  /// Error: a file of sdp_from, a real socket.
  Expected<void> start(std::uint64_t seed);
  /// Until the scenario is over, the log is full or somebody interrupts. Returns why it ended.
  Expected<RunEnd> play(const std::atomic<bool>* interrupt);

 private:
  void wake(std::uint64_t token) override;
  void look_into_inbox();
  void act_on_proxy(std::uint32_t proxy, const ProxyAction& action);
  [[nodiscard]] bool over();

  Parts parts_;
  Linger linger_;
  world::WakerId waker_;
  FaultDriver faults_;
  flow::Parties parties_;
  bool answering_ = false;  ///< an RPC command is under way
  bool duration_over_ = false, linger_over_ = false, lingering_ = false;
};

}  // namespace rtpe::scenario
