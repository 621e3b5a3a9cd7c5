// What instructions do with values.
#include "client/route/interpreter.hpp"
#include "client/route/network.hpp"
#include "client/route/pattern.hpp"

namespace rtpe::route {
namespace {

std::int64_t calculated(Operation operation, std::int32_t left, std::int32_t right) {
  const auto bits = static_cast<std::uint32_t>(left);
  const auto shift = static_cast<std::uint32_t>(right) % 32U;
  switch (operation) {
    case Operation::subtract:
      return std::int64_t{left} - right;
    case Operation::multiply:
      return std::int64_t{left} * right;
    case Operation::divide:
      return right == 0 ? 0 : std::int64_t{left} / right;
    case Operation::modulo:
      return right == 0 ? 0 : std::int64_t{left} % right;
    case Operation::bit_or:
      return left | right;
    case Operation::bit_and:
      return left & right;
    case Operation::bit_xor:
      return left ^ right;
    case Operation::shift_left:
      return std::int64_t{bits << shift};
    case Operation::shift_right:
      return left >> shift;
    case Operation::less:
      return left < right ? 1 : 0;
    case Operation::greater:
      return left > right ? 1 : 0;
    case Operation::less_equal:
      return left <= right ? 1 : 0;
    case Operation::greater_equal:
      return left >= right ? 1 : 0;
    default:
      return 0;
  }
}

}  // namespace

void Interpreter::compute(const Instruction& instruction) {
  switch (instruction.operation) {
    case Operation::add:
      add(below(), top());
      pop();
      return;
    case Operation::negate:
      return top().set(-std::int64_t{as_integer(top())});
    case Operation::complement:
      return top().set(std::int64_t{~as_integer(top())});
    case Operation::invert:
      return top().set(std::int64_t{as_integer(top()) == 0 ? 1 : 0});
    default:
      below().set(calculated(instruction.operation, as_integer(below()), as_integer(top())));
      pop();
  }
}

void Interpreter::compare(const Instruction& instruction) {
  const auto index = static_cast<std::size_t>(instruction.a);
  switch (instruction.operation) {
    case Operation::equal:
    case Operation::not_equal: {
      const bool same = are_equal(below(), top());
      pop();
      return top().set(std::int64_t{same == (instruction.operation == Operation::equal) ? 1 : 0});
    }
    case Operation::match: {
      scratch2_ = as_text(top(), scratch_);
      return top().set(std::int64_t{program_->patterns[index]->matches(scratch2_) ? 1 : 0});
    }
    case Operation::match_dynamic: {
      const auto pattern = Pattern::compile(std::string(as_text(top(), scratch_)));
      pop();
      scratch2_ = as_text(top(), scratch_);
      return top().set(std::int64_t{pattern && pattern->matches(scratch2_) ? 1 : 0});
    }
    case Operation::in_network:
      scratch2_ = as_text(top(), scratch_);
      return top().set(std::int64_t{is_in_network(scratch2_, program_->texts[index]) ? 1 : 0});
    case Operation::is_myself:
      return push_number(host_->is_myself(static_cast<Keyword>(instruction.a)) ? 1 : 0);
    default:
      below().set(calculated(instruction.operation, as_integer(below()), as_integer(top())));
      pop();
  }
}

void Interpreter::examine(const Instruction& instruction) {
  switch (instruction.operation) {
    case Operation::is_defined: {
      const VariableName& name = program_->variables[static_cast<std::size_t>(instruction.a)];
      Value& value = push();
      value.set_null();
      if (name.kind == VariableKind::retcode)
        value.set(std::int64_t{code_});
      else if (name.kind != VariableKind::null)
        host_->get(name, value);
      return value.set(std::int64_t{value.is_null() ? 0 : 1});
    }
    case Operation::is_null:
      return top().set(std::int64_t{top().is_null() ? 1 : 0});
    case Operation::length:
      return top().set(static_cast<std::int64_t>(as_text(top(), scratch_).size()));
    case Operation::is_empty:
      return top().set(std::int64_t{as_text(top(), scratch_).empty() ? 1 : 0});
    case Operation::to_integer:
      return top().set(std::int64_t{as_integer(top())});
    case Operation::to_text:
      scratch2_ = as_text(top(), scratch_);
      return top().set(std::string_view(scratch2_));
    case Operation::to_boolean:
      return top().set(std::int64_t{as_integer(top()) != 0 ? 1 : 0});
    case Operation::clamp:
      if (as_integer(top()) < 0) top().set(std::int64_t{0});
      return;
    case Operation::discard:
      pop();
      return;
    default:
      return;
  }
}

}  // namespace rtpe::route
