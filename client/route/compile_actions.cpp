// Actions to instructions.
#include <fmt/format.h>

#include <algorithm>

#include "client/route/compiler_state.hpp"
#include "client/route/doubts.hpp"

namespace rtpe::route {

namespace {
constexpr std::size_t most_instructions = 1'000'000, most_errors = 200;
}

std::optional<std::uint32_t> Program::find(BlockKind kind, std::string_view name) const {
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (blocks[i].kind == kind && blocks[i].name == name) return static_cast<std::uint32_t>(i);
  return std::nullopt;
}

Compiler::Compiler(const Configuration& configuration, const CompileOptions& options)
    : configuration_(configuration), options_(options) {
  program_->files = configuration.files;
  for (const Setting& setting : configuration.core)
    if (setting.name == "flags") flags_.push_back(setting.value);
}

Compiled Compiler::run() {
  for (const Block& one : configuration_.blocks) {
    if (program_->find(one.kind, one.name) && one.kind != BlockKind::other)
      wrong(one.position, one.name.empty() ? std::string("there is such a block already")
                                           : fmt::format("there is a block [{}] of this kind already", one.name));
    program_->blocks.push_back({.kind = one.kind, .name = one.name, .entry = 0, .position = one.position});
  }
  for (std::size_t i = 0; i < configuration_.blocks.size(); ++i) {
    program_->blocks[i].entry = here();
    if (configuration_.blocks[i].kind != BlockKind::other) block(configuration_.blocks[i]);
  }
  for (Error& doubt : doubts_of(configuration_, *options_.personality)) warnings_.push_back(std::move(doubt));
  if (!errors_.empty()) program_ = nullptr;
  return {.program = std::move(program_), .errors = std::move(errors_), .warnings = std::move(warnings_)};
}

Compiled compile(const Configuration& configuration, const CompileOptions& options) {
  return Compiler(configuration, options).run();
}

void Compiler::wrong(const Position& position, std::string message, std::string remedy) {
  if (errors_.size() >= most_errors) return;
  errors_.push_back({.message = std::move(message),
                     .place = place_text(position, configuration_.files),
                     .remedy = std::move(remedy)});
}

void Compiler::warn(const Position& position, std::string message, std::string remedy) {
  if (warnings_.size() >= most_errors) return;
  warnings_.push_back({.message = std::move(message),
                       .place = place_text(position, configuration_.files),
                       .remedy = std::move(remedy)});
}

std::size_t Compiler::emit(Operation operation, const Position& position, std::int32_t a) {
  if (program_->code.size() == most_instructions) wrong(position, "the routes are too long");
  if (program_->code.size() <= most_instructions)
    program_->code.push_back({.operation = operation, .a = a, .position = position});
  return program_->code.size() - 1;
}

void Compiler::block(const Block& block) {
  actions(block.actions);
  emit(Operation::end_block, block.position);
}

void Compiler::actions(const std::vector<Action>& list) {
  for (const Action& one : list) action(one);
}

void Compiler::action(const Action& action) {
  const Position& at = action.position;
  switch (action.kind) {
    case ActionKind::expression:
      value(action.value.front());
      emit(Operation::discard, at);
      break;
    case ActionKind::assign:
      assignment(action.variable, action.value.front(), at);
      break;
    case ActionKind::condition:
      condition(action);
      break;
    case ActionKind::loop:
      loop(action);
      break;
    case ActionKind::choice:
      choice(action);
      break;
    case ActionKind::leave:
      if (action.value.empty())
        emit(Operation::push_integer, at, 1);
      else
        code(action.value.front());
      emit(Operation::leave, at);
      break;
    case ActionKind::exit:
      emit(Operation::exit, at);
      break;
    case ActionKind::drop:
      emit(Operation::drop, at);
      break;
    case ActionKind::stop:
      emit(Operation::result, at, 0);
      if (breaks_.empty())
        emit(Operation::end_block, at);
      else
        breaks_.back().push_back(emit(Operation::jump, at));
      break;
  }
}

void Compiler::assignment(const std::string& variable, const Expression& expression, const Position& position) {
  value(expression);
  const std::int32_t index = variable_index(variable, position);
  if (index < 0) return;
  if (!may_be_assigned(program_->variables[static_cast<std::size_t>(index)]))
    wrong(position, fmt::format("{} can only be read", variable));
  emit(Operation::assign, position, index);
}

void Compiler::condition(const Action& action) {
  code(action.value.front());
  const std::size_t skip = emit(Operation::branch_unless, action.position);
  actions(action.body);
  const std::size_t past = emit(Operation::jump, action.position);
  land(skip);
  if (action.otherwise.empty())
    emit(Operation::result, action.position, 1);
  else
    actions(action.otherwise);
  land(past);
}

/// Kamailio gives up after 100 turns (its max_while_loops).
void Compiler::loop(const Action& action) {
  emit(Operation::begin_loop, action.position);
  const std::int32_t again = here();
  const std::size_t limit = emit(Operation::count_loop, action.position);
  code(action.value.front());
  const std::size_t done = emit(Operation::branch_unless, action.position);
  breaks_.emplace_back();
  actions(action.body);
  emit(Operation::jump, action.position, again);
  land(limit);
  land(done);
  for (const std::size_t jump : breaks_.back()) land(jump);
  breaks_.pop_back();
  emit(Operation::end_loop, action.position);
}

/// The value is compared with each label in turn; what follows the label runs on into the next one.
void Compiler::choice(const Action& action) {
  const Position& at = action.position;
  std::vector<std::size_t> into(action.cases.size());
  const Expression& subject = action.value.front();
  std::size_t otherwise = action.cases.size();
  for (std::size_t i = 0; i < action.cases.size(); ++i) {
    if (action.cases[i].label.empty()) {
      otherwise = i;
      continue;
    }
    const Expression& label = action.cases[i].label.front();
    if (label.kind == ExpressionKind::integer) {
      number(subject);
    } else {
      operand(subject);
      emit(Operation::to_text, at);
    }
    value(label);
    emit(Operation::equal, at);
    into[i] = emit(Operation::jump_if, at);
  }
  const std::size_t none = emit(Operation::jump, at);
  breaks_.emplace_back();
  for (std::size_t i = 0; i < action.cases.size(); ++i) {
    land(i == otherwise ? none : into[i]);
    actions(action.cases[i].body);
  }
  if (otherwise == action.cases.size()) land(none);
  for (const std::size_t jump : breaks_.back()) land(jump);
  breaks_.pop_back();
}

}  // namespace rtpe::route
