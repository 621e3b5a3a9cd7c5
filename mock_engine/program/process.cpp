#include "mock_engine/program/process.hpp"

namespace rtpe::mock {

bool acts_on_process(Verb verb) {
  return verb == Verb::hang || verb == Verb::crash || verb == Verb::restart || verb == Verb::drain ||
         verb == Verb::recover;
}

std::string_view name_of(ProcessState state) {
  switch (state) {
    case ProcessState::up:
      return "up";
    case ProcessState::hung:
      return "hung";
    case ProcessState::down:
      break;
  }
  return "down";
}

bool Process::act(Time now, const Effect& effect, Engine& engine, ProgramOutput& output) {
  switch (effect.verb) {
    case Verb::drain:
      draining_ = true;
      return false;
    case Verb::recover:
      draining_ = false;
      if (state_ != ProcessState::up) revive(now, engine, output);
      return false;
    case Verb::hang:
      if (state_ == ProcessState::down) return false;
      if (state_ == ProcessState::up) output.process_changed(ProcessState::hung);
      state_ = ProcessState::hung;
      until_ = effect.duration ? std::optional(now + *effect.duration) : std::nullopt;
      return false;
    case Verb::crash:
    case Verb::restart:
      break;
    default:
      return false;
  }
  keeps_calls_ = effect.state == Effect::State::kept;
  if (state_ != ProcessState::down) output.process_changed(ProcessState::down);
  state_ = ProcessState::down;
  if (!keeps_calls_) engine.restart(now);  // calls die with the process, not when it is started again
  draining_ = false;
  until_ = effect.duration ? std::optional(now + *effect.duration) : std::nullopt;
  run_timers(now, engine, output);
  return true;
}

bool Process::run_timers(Time now, Engine& engine, ProgramOutput& output) {
  if (!until_ || *until_ > now) return false;
  revive(now, engine, output);
  return true;
}

void Process::revive(Time now, Engine& engine, ProgramOutput& output) {
  if (state_ == ProcessState::down) {
    started_ = now;
    keeps_calls_ ? engine.restart_with_calls(now) : engine.restart(now);
  }
  state_ = ProcessState::up;
  until_.reset();
  output.process_changed(ProcessState::up);
}

}  // namespace rtpe::mock
