// The engine as a process: up, hung or down, and until when.
#pragma once
#include <optional>

#include "mock_engine/program/program.hpp"

namespace rtpe::mock {

class Process {
 public:
  explicit Process(Time start) : started_(start) {}

  /// Does a process verb. Returns true when the process went down, or down and up again at once.
  bool act(Time now, const Effect& effect, Engine& engine, ProgramOutput& output);
  /// Ends what has lasted long enough. Returns true when the state changed.
  bool run_timers(Time now, Engine& engine, ProgramOutput& output);

  [[nodiscard]] ProcessState state() const { return state_; }
  [[nodiscard]] bool draining() const { return draining_; }
  /// While down: its calls will be there again.
  [[nodiscard]] bool keeps_calls() const { return keeps_calls_; }
  [[nodiscard]] Time started() const { return started_; }
  [[nodiscard]] std::optional<Time> until() const { return until_; }

 private:
  void revive(Time now, Engine& engine, ProgramOutput& output);

  ProcessState state_ = ProcessState::up;
  std::optional<Time> until_;
  bool keeps_calls_ = false, draining_ = false;
  Time started_;
};

}  // namespace rtpe::mock
