// The mock engines of a run: each with its program, which owns what its process is and what it has still to send.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mock_engine/program/program.hpp"
#include "scenarios/log/recorder.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// A duration or a range as the engine's program draws it.
[[nodiscard]] mock::Delay delay_of(const DurationRange& range);

class Engines {
 public:
  Engines(const Scenario& scenario, std::uint64_t seed, World& world, Recorder& recorder);
  ~Engines();

  /// A control message reached the engine's process.
  void request(std::uint32_t engine, std::uint32_t socket, std::string_view bytes);
  /// TimerKind::engine_work.
  void work(std::uint32_t engine);

  /// Both parties of a call send media to the engine from now on for `duration`, 50 packets a second, so that it does
  /// not take the call for a dead one. Nothing happens when the engine does not know the call.
  void talk(std::uint32_t engine, std::string_view call_id, const std::array<std::string_view, 2>& tags,
            Duration duration);

  /// A process verb (hang, slow, crash, restart, drain, recover), now; as a rule of the engine's own program does it.
  void act(std::uint32_t engine, const mock::Effect& effect);
  [[nodiscard]] const mock::Program& program(std::uint32_t engine) const;
  /// The process went down, came up, stopped, goes on, or its pace changed; ask program() which.
  void on_process_change(std::function<void(std::uint32_t engine)> listener) { listener_ = std::move(listener); }

  /// Calls that engines know now.
  [[nodiscard]] std::uint64_t calls() const { return calls_; }

 private:
  class Hosted;
  std::vector<std::unique_ptr<Hosted>> hosted_;
  World& world_;
  Recorder& recorder_;
  std::uint64_t calls_ = 0;
  std::function<void(std::uint32_t)> listener_;
};

}  // namespace rtpe::scenario
