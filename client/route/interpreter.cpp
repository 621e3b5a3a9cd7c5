#include "client/route/interpreter.hpp"

#include <algorithm>

namespace rtpe::route {
namespace {

constexpr std::size_t most_steps = 1'000'000, deepest_routes = 100, most_values = 10'000;
constexpr int most_turns = 100;

}  // namespace

void Interpreter::start(const Program& program, std::uint32_t block, RouteHost& host) {
  program_ = &program;
  host_ = &host;
  size_ = steps_ = 0;
  frames_.clear();
  loops_.clear();
  result_ = 1;
  code_ = 0;
  running_ = true;
  end_ = RouteEnd::fell_through;
  enter(block);
}

void Interpreter::enter(std::uint32_t block) {
  if (frames_.size() >= deepest_routes) return finish(RouteEnd::too_long);
  frames_.push_back({.back = at_, .loops = loops_.size()});
  at_ = static_cast<std::size_t>(program_->blocks[block].entry);
  result_ = 1;
}

void Interpreter::leave_block() {
  const Frame frame = frames_.back();
  frames_.pop_back();
  loops_.resize(frame.loops);
  if (frames_.empty()) return finish(RouteEnd::fell_through);
  at_ = frame.back;
  code_ = result_;
  push_number(result_);
}

void Interpreter::finish(RouteEnd end) {
  running_ = false;
  end_ = end;
}

Value& Interpreter::push() {
  if (size_ == stack_.size()) stack_.emplace_back();
  if (size_ >= most_values) finish(RouteEnd::too_long);
  return stack_[size_++];
}

const script::Statement* Interpreter::next() {
  while (running_) {
    if (++steps_ > most_steps) finish(RouteEnd::too_long);
    if (!running_) break;
    const script::Statement* const statement = step(program_->code[at_++]);
    if (statement != nullptr) return statement;
  }
  return nullptr;
}

void Interpreter::answered(int code, std::optional<std::string_view> value) {
  if (!wants_value_) {
    code_ = result_ = code;
    return push_number(code);
  }
  Value& out = push();
  if (value)
    out.set(*value);
  else
    out.set_null();
}

const script::Statement* Interpreter::step(const Instruction& instruction) {
  const Operation operation = instruction.operation;
  if (operation == Operation::run || operation == Operation::run_value) {
    wants_value_ = operation == Operation::run_value;
    return &program_->statements[static_cast<std::size_t>(instruction.a)];
  }
  if (operation >= Operation::add && operation <= Operation::invert)
    compute(instruction);
  else if (operation >= Operation::equal && operation <= Operation::is_myself)
    compare(instruction);
  else if (operation >= Operation::is_defined && operation <= Operation::discard)
    examine(instruction);
  else
    flow(instruction);
  return nullptr;
}

void Interpreter::flow(const Instruction& instruction) {
  const auto index = static_cast<std::size_t>(instruction.a);
  switch (instruction.operation) {
    case Operation::push_integer:
      return push_number(instruction.a);
    case Operation::push_text:
      return push().set(std::string_view(program_->texts[index]));
    case Operation::push_variable:
      return fetch(program_->variables[index], push());
    case Operation::push_keyword:
      return host_->keyword(static_cast<Keyword>(instruction.a), push());
    case Operation::jump:
      at_ = index;
      return;
    case Operation::jump_if:
      if (as_integer(pop()) != 0) at_ = index;
      return;
    case Operation::jump_unless:
      if (as_integer(pop()) == 0) at_ = index;
      return;
    case Operation::branch_unless:
      if (as_integer(pop()) <= 0) at_ = index;
      return;
    case Operation::assign:
      host_->set(program_->variables[index], pop());
      result_ = 1;
      return;
    case Operation::call:
      return core_call(program_->calls[index]);
    case Operation::route:
      return enter(static_cast<std::uint32_t>(index));
    case Operation::route_by_name: {
      const auto block = program_->find(BlockKind::route, as_text(pop(), scratch_));
      if (block) return enter(*block);
      code_ = result_ = -1;
      return push_number(-1);
    }
    case Operation::result:
      result_ = instruction.a;
      return;
    case Operation::leave:
      result_ = as_integer(pop());
      if (result_ == 0 && frames_.size() > 1) return finish(RouteEnd::exit);
      return leave_block();
    case Operation::end_block:
      return leave_block();
    case Operation::exit:
      return finish(RouteEnd::exit);
    case Operation::drop:
      return finish(RouteEnd::drop);
    default:
      return turn(instruction);
  }
}

void Interpreter::turn(const Instruction& instruction) {
  switch (instruction.operation) {
    case Operation::begin_loop:
      loops_.push_back(0);
      return;
    case Operation::count_loop:
      if (loops_.back()++ >= most_turns) at_ = static_cast<std::size_t>(instruction.a);
      return;
    case Operation::end_loop:
      loops_.pop_back();
      return;
    default:
      return;
  }
}

void Interpreter::fetch(const VariableName& name, Value& out) {
  if (name.kind == VariableKind::null)
    out.set_null();
  else if (name.kind == VariableKind::retcode)
    out.set(std::int64_t{code_});
  else
    host_->get(name, out);
  if (!name.transformations.empty()) apply(name.transformations, out);
}

std::optional<script::Host::Variable> Interpreter::read(std::string_view text) {
  const VariableName* const name = names_.find(text);
  if (name == nullptr) return std::nullopt;
  Value value;
  fetch(*name, value);
  // Measured: null that went through a transformation prints nothing, not "<null>".
  if (value.is_null() && !name->transformations.empty()) return Variable{.text = {}};
  if (value.is_null()) return std::nullopt;
  std::string scratch;
  return Variable{.text = std::string(as_text(value, scratch)), .is_integer = value.kind == ValueKind::integer};
}

void Interpreter::core_call(const CoreCall& call) {
  arguments_.resize(std::max(arguments_.size(), call.arguments.size()));
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    arguments_[i].set(call.arguments[i].evaluate(*this, scratch_));
  const std::int32_t code =
      call.assumed ? *call.assumed : host_->call(call, std::span(arguments_).first(call.arguments.size()));
  code_ = result_ = code;
  // A function that answers 0 ends the route, as drop does.
  if (code == 0) return finish(RouteEnd::exit);
  push_number(code);
}

}  // namespace rtpe::route
