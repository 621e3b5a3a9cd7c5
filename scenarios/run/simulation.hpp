// One run: everything that lives in its world, and the loop that lets it happen.
#pragma once
#include <cstdint>
#include <string_view>

#include "scenarios/engines/engines.hpp"
#include "scenarios/faults/fault_driver.hpp"
#include "scenarios/run/calls.hpp"
#include "scenarios/run/ping_timer.hpp"
#include "scenarios/run/process.hpp"
#include "scenarios/run/rpc_process.hpp"
#include "scenarios/run/runner.hpp"
#include "scenarios/run/sip_workers.hpp"

namespace rtpe::scenario {

class Simulation final : private WorldHandler {
 public:
  /// How long the run goes on after the last call has ended, so that engines can remove what was deleted.
  enum class Linger : std::uint8_t { none, until_engines_are_empty };

  Simulation(const Scenario& scenario, std::uint64_t seed, Shared& shared, Linger linger, ControlInbox* control);

  /// Error: a file of sdp_from, a real socket.
  Expected<void> start(std::uint64_t seed);
  /// Until the scenario is over, the log is full or somebody interrupts. Returns why it ended.
  Expected<RunEnd> play(const std::atomic<bool>* interrupt);

 private:
  void timer(const Timer& timer) override;
  void input(std::uint32_t process, const Input& input) override;
  void request(std::uint32_t engine, std::uint32_t socket, std::string_view bytes) override;

  void settle();
  void lock_granted(std::uint32_t process);
  void tell_load();
  [[nodiscard]] bool over();
  void keep(Expected<void> outcome);

  const Scenario& scenario_;
  Shared& shared_;
  Linger linger_;
  Engines engines_;
  FaultDriver faults_;
  Calls calls_;
  SipWorkers workers_;
  PingTimer ping_timer_;
  RpcProcess rpc_;
  Workers load_{};
  Expected<void> trouble_;
  bool duration_over_ = false, linger_over_ = false, lingering_ = false;
};

/// Number of processes that talk to nodes: the workers, the ping timer's and the RPC process.
[[nodiscard]] std::uint32_t process_count(const Scenario& scenario);

}  // namespace rtpe::scenario
