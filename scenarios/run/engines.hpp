// The mock engines of a run: their replies with delays, their own timers, and what faults make of them.
#pragma once
#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mock_engine/engine.hpp"
#include "mock_engine/program/program.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/run/recorder.hpp"
#include "scenarios/world/random.hpp"
#include "scenarios/world/slot_pool.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

class Engines {
 public:
  Engines(const Scenario& scenario, std::uint64_t seed, World& world, Recorder& recorder);
  ~Engines();

  /// A control message reached the engine's process.
  void request(std::uint32_t engine, std::uint32_t socket, std::string_view bytes);
  /// TimerKind::engine_reply.
  void send_reply(std::uint32_t slot);
  /// TimerKind::engine_work.
  void work(std::uint32_t engine);

  /// Both parties of a call send media to the engine from now on for `duration`, 50 packets a second, so that it does
  /// not take the call for a dead one. Nothing happens when the engine does not know the call.
  void talk(std::uint32_t engine, std::string_view call_id, const std::array<std::string_view, 2>& tags,
            Duration duration);

  // What faults do.
  /// The process is gone and with it all its calls, its reply cache and the replies it was about to send.
  void lose_state(std::uint32_t engine);
  /// A new process begins, empty; its program takes this for the time of its start.
  void come_back(std::uint32_t engine);
  /// Alive but not scheduled (as after SIGSTOP): requests wait in its socket's buffer.
  void hang(std::uint32_t engine);
  /// Answers what has waited.
  void wake(std::uint32_t engine);
  void set_service_time(std::uint32_t engine, const DurationRange& service_time);

  /// What an engine's own program made of its process.
  struct ProcessChange {
    std::uint32_t engine = 0;
    mock::ProcessState state = mock::ProcessState::up;
    bool keeps_calls = false;  ///< down, but its calls will be there again
  };
  void on_process_change(std::function<void(const ProcessChange&)> listener) { listener_ = std::move(listener); }

  /// Calls that engines know now.
  [[nodiscard]] std::uint64_t calls() const { return calls_; }

 private:
  class Hosted;
  std::vector<std::unique_ptr<Hosted>> hosted_;
  World& world_;
  Recorder& recorder_;
  SlotPool replies_;
  std::uint64_t calls_ = 0;
  std::function<void(const ProcessChange&)> listener_;
};

}  // namespace rtpe::scenario
