// The engine as a process: up, hung or down, slow or not, and until when. The only place that knows.
#pragma once
#include <optional>
#include <vector>

#include "mock_engine/program/program_output.hpp"
#include "mock_engine/program/rule.hpp"

namespace rtpe::mock {

/// Each process verb begins a spell that lasts for its duration, or until `recover`. Spells add up: the process is down
/// while one of them has it down, else hung while one has it hung; of several slow ones the latest counts. A hang ends
/// with the process that it stopped: what comes back after a crash runs.
class Process {
 public:
  explicit Process(Time start) : started_(start) {}

  /// Does a process verb. Returns true when the process died, even if it is up again already.
  bool act(Time now, const Effect& effect, CommandTarget& engine, ProgramOutput& output);
  /// Ends what has lasted long enough.
  void run_timers(Time now, CommandTarget& engine, ProgramOutput& output);

  [[nodiscard]] ProcessState state() const { return state_; }
  [[nodiscard]] bool draining() const { return draining_; }
  /// While down: its calls will be there again.
  [[nodiscard]] bool keeps_calls() const { return keeps_calls_; }
  /// Of the latest `slow` that lasts; empty: none does.
  [[nodiscard]] std::optional<Delay> slowness() const;
  [[nodiscard]] Time started() const { return started_; }
  /// When the next spell ends.
  [[nodiscard]] std::optional<Time> until() const;

 private:
  struct Spell {
    Verb verb;
    std::optional<Time> until;  ///< empty: until `recover`
    Delay latency;              ///< slow
  };
  static constexpr std::size_t most_spells = 1000;

  void begin(Time now, const Effect& effect);
  void die(Time now, const Effect& effect, CommandTarget& engine, ProgramOutput& output);
  /// Becomes what the spells that are left make of it.
  void settle(Time now, CommandTarget& engine, ProgramOutput& output);
  [[nodiscard]] ProcessState state_of_spells() const;

  std::vector<Spell> spells_;
  ProcessState state_ = ProcessState::up;
  bool keeps_calls_ = false, draining_ = false;
  Time started_;
};

}  // namespace rtpe::mock
