#include "mock_engine/program/process.hpp"

#include <algorithm>
#include <utility>

namespace rtpe::mock {

bool acts_on_process(Verb verb) {
  switch (verb) {
    case Verb::hang:
    case Verb::slow:
    case Verb::crash:
    case Verb::restart:
    case Verb::drain:
    case Verb::recover:
      return true;
    default:
      return false;
  }
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

void Process::begin(Time now, const Effect& effect) {
  if (spells_.size() >= most_spells) spells_.erase(spells_.begin());
  spells_.push_back({.verb = effect.verb,
                     .until = effect.duration ? std::optional(now + *effect.duration) : std::nullopt,
                     .latency = effect.delay});
}

bool Process::act(Time now, const Effect& effect, CommandTarget& engine, ProgramOutput& output) {
  switch (effect.verb) {
    case Verb::drain:
      draining_ = true;
      return false;
    case Verb::recover:
      draining_ = false;
      spells_.clear();
      settle(now, engine, output);
      return false;
    case Verb::hang:
      if (state_ == ProcessState::down) return false;
      begin(now, effect);
      settle(now, engine, output);
      return false;
    case Verb::slow:
      begin(now, effect);
      return false;
    case Verb::crash:
    case Verb::restart:
      die(now, effect, engine, output);
      return true;
    default:
      return false;
  }
}

void Process::die(Time now, const Effect& effect, CommandTarget& engine, ProgramOutput& output) {
  const bool was_down = state_ == ProcessState::down;
  const bool keeps = effect.state == Effect::State::kept;
  keeps_calls_ = keeps && (!was_down || keeps_calls_);
  draining_ = false;
  std::erase_if(spells_, [](const Spell& spell) { return spell.verb == Verb::hang; });
  begin(now, effect);
  state_ = ProcessState::down;
  if (!was_down) output.process_changed(ProcessState::down);
  if (!keeps) engine.restart(now);  // calls die with the process, not when it is started again
  run_timers(now, engine, output);
}

void Process::run_timers(Time now, CommandTarget& engine, ProgramOutput& output) {
  std::erase_if(spells_, [now](const Spell& spell) { return spell.until && *spell.until <= now; });
  settle(now, engine, output);
}

ProcessState Process::state_of_spells() const {
  const auto any = [this](Verb one, Verb other) {
    return std::ranges::any_of(spells_, [&](const Spell& spell) { return spell.verb == one || spell.verb == other; });
  };
  if (any(Verb::crash, Verb::restart)) return ProcessState::down;
  return any(Verb::hang, Verb::hang) ? ProcessState::hung : ProcessState::up;
}

void Process::settle(Time now, CommandTarget& engine, ProgramOutput& output) {
  const ProcessState before = std::exchange(state_, state_of_spells());
  if (state_ == before) return;
  if (before == ProcessState::down) {
    started_ = now;
    keeps_calls_ ? engine.restart_with_calls(now) : engine.restart(now);
  }
  output.process_changed(state_);
}

std::optional<Delay> Process::slowness() const {
  for (auto spell = spells_.rbegin(); spell != spells_.rend(); ++spell)
    if (spell->verb == Verb::slow) return spell->latency;
  return std::nullopt;
}

std::optional<Time> Process::until() const {
  std::optional<Time> next;
  for (const Spell& spell : spells_)
    if (spell.until && (!next || *spell.until < *next)) next = spell.until;
  return next;
}

}  // namespace rtpe::mock
