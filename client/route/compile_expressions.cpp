// Expressions to instructions.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "client/route/compiler_state.hpp"
#include "client/route/pattern.hpp"

namespace rtpe::route {
namespace {

struct SignOperation {
  std::string_view text;
  Operation operation;
};

/// Signs whose sides must be numbers, but for + and the equalities.
constexpr std::array<SignOperation, 17> signs{{{"+", Operation::add},
                                               {"-", Operation::subtract},
                                               {"*", Operation::multiply},
                                               {"/", Operation::divide},
                                               {"mod", Operation::modulo},
                                               {"|", Operation::bit_or},
                                               {"&", Operation::bit_and},
                                               {"^", Operation::bit_xor},
                                               {"<<", Operation::shift_left},
                                               {">>", Operation::shift_right},
                                               {"==", Operation::equal},
                                               {"!=", Operation::not_equal},
                                               {"<", Operation::less},
                                               {">", Operation::greater},
                                               {"<=", Operation::less_equal},
                                               {">=", Operation::greater_equal},
                                               {"eq", Operation::equal}}};

bool is_logical(std::string_view sign) { return sign == "&&" || sign == "||"; }
bool is_equality(std::string_view sign) {
  return sign == "==" || sign == "!=" || sign == "eq" || sign == "ne" || sign == "ieq" || sign == "ine";
}

bool is_null_literal(const Expression& expression) {
  return expression.kind == ExpressionKind::variable && expression.text == "$null";
}

}  // namespace

std::int32_t Compiler::text_index(std::string_view text) {
  const auto known = std::ranges::find(program_->texts, text);
  if (known != program_->texts.end()) return static_cast<std::int32_t>(known - program_->texts.begin());
  program_->texts.emplace_back(text);
  return static_cast<std::int32_t>(program_->texts.size()) - 1;
}

std::int32_t Compiler::variable_index(std::string_view text, const Position& position) {
  auto name = read_variable_name(text);
  if (!name) {
    wrong(position, name.error());
    return -1;
  }
  program_->variables.push_back(std::move(*name));
  return static_cast<std::int32_t>(program_->variables.size()) - 1;
}

Compiler::StaticType Compiler::type_of(const Expression& expression) const {
  switch (expression.kind) {
    case ExpressionKind::integer:
    case ExpressionKind::call:
      return StaticType::integer;
    case ExpressionKind::text:
    case ExpressionKind::address:
      return StaticType::text;
    case ExpressionKind::unary:
      return expression.text == "(str)" ? StaticType::text : StaticType::integer;
    case ExpressionKind::binary:
      return expression.text == "+" ? type_of(expression.operands.front()) : StaticType::integer;
    default:
      return StaticType::unknown;
  }
}

bool Compiler::check_types(const Expression& expression) {
  const StaticType left = type_of(expression.operands[0]), right = type_of(expression.operands[1]);
  const std::string& sign = expression.text;
  bool fits = true;
  if (sign == "+" || is_equality(sign))
    fits = left != StaticType::integer || right != StaticType::text;
  else if (sign == "=~")
    fits = left != StaticType::integer;
  else
    fits = left != StaticType::text && right != StaticType::text;
  if (!fits)
    wrong(expression.position,
          fmt::format("'{}' is given text where it needs a number, or a number where it needs text", sign),
          "Kamailio refuses this: type mismatch");
  return fits;
}

void Compiler::operand(const Expression& expression) {
  value(expression);
  if (expression.kind == ExpressionKind::call) emit(Operation::clamp, expression.position);
}

void Compiler::number(const Expression& expression) {
  if (expression.kind == ExpressionKind::binary && expression.text == "+") {
    if (!check_types(expression)) return;
    number(expression.operands[0]);
    number(expression.operands[1]);
    emit(Operation::add, expression.position);
    return;
  }
  operand(expression);
  emit(Operation::to_integer, expression.position);
}

void Compiler::code(const Expression& expression) {
  if (expression.kind == ExpressionKind::call) return call(expression);
  number(expression);
}

void Compiler::value(const Expression& expression) {
  const Position& at = expression.position;
  switch (expression.kind) {
    case ExpressionKind::integer:
      emit(Operation::push_integer, at,
           static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint64_t>(expression.number))));
      break;
    case ExpressionKind::text:
    case ExpressionKind::address:
      emit(Operation::push_text, at, text_index(expression.text));
      break;
    case ExpressionKind::variable:
      if (expression.text == "$rtpstat") return module_call(expression);
      if (const std::int32_t index = variable_index(expression.text, at); index >= 0)
        emit(Operation::push_variable, at, index);
      break;
    case ExpressionKind::keyword:
      wrong(at, fmt::format("'{}' is no value by itself", expression.text), "it stands before == or =~");
      break;
    case ExpressionKind::call:
      call(expression);
      break;
    case ExpressionKind::unary:
      unary(expression);
      break;
    case ExpressionKind::binary:
      binary(expression);
      break;
  }
}

void Compiler::unary(const Expression& expression) {
  const Position& at = expression.position;
  const Expression& inner = expression.operands.front();
  const std::string& sign = expression.text;
  const StaticType type = type_of(inner);
  if (sign == "defined") {
    if (inner.kind != ExpressionKind::variable) {
      emit(Operation::push_integer, at, 1);
    } else if (const std::int32_t index = variable_index(inner.text, at); index >= 0) {
      emit(Operation::is_defined, at, index);
    }
    return;
  }
  const bool wants_number = sign == "!" || sign == "-" || sign == "~";
  const bool wants_text = sign == "strlen" || sign == "strempty";
  if ((wants_number && type == StaticType::text) || (wants_text && type == StaticType::integer))
    return wrong(at, fmt::format("'{}' needs {} here", sign, wants_number ? "a number" : "text"),
                 "Kamailio refuses this: type mismatch");
  if (wants_number || sign == "(int)")
    number(inner);
  else
    operand(inner);
  if (sign == "!") emit(Operation::invert, at);
  if (sign == "-") emit(Operation::negate, at);
  if (sign == "~") emit(Operation::complement, at);
  if (sign == "strlen") emit(Operation::length, at);
  if (sign == "strempty") emit(Operation::is_empty, at);
  if (sign == "(str)") emit(Operation::to_text, at);
}

void Compiler::binary(const Expression& expression) {
  const Position& at = expression.position;
  const std::string& sign = expression.text;
  const Expression &left = expression.operands[0], &right = expression.operands[1];
  if (left.kind == ExpressionKind::keyword) return keyword_comparison(expression);
  if (sign == "=") {
    if (left.kind != ExpressionKind::variable) return wrong(at, "only a variable can be assigned", "'==' compares");
    assignment(left.text, right, at);
    emit(Operation::push_integer, at, 1);
    return;
  }
  if (!check_types(expression)) return;
  if (is_logical(sign)) return logical(expression);
  if (sign == "=~") return match(expression);
  const bool with_empty = right.kind == ExpressionKind::text && right.text.empty();
  if (is_equality(sign) && (is_null_literal(right) || with_empty)) {
    operand(left);
    emit(with_empty ? Operation::is_empty : Operation::is_null, at);  // a number is not empty, but equal to empty text
    if (sign == "!=" || sign == "ne") emit(Operation::invert, at);
    return;
  }
  const bool decides_by_left = sign == "+" || sign == "==" || sign == "!=" || sign == "eq" || sign == "ne";
  const bool numbers = decides_by_left ? type_of(left) == StaticType::integer : true;
  if (numbers) {
    number(left);
    number(right);
  } else {
    operand(left);
    operand(right);
  }
  if (sign == "ine" || sign == "ne") return void(emit(Operation::not_equal, at));
  if (sign == "ieq") return void(emit(Operation::equal, at));
  for (const SignOperation& known : signs)
    if (known.text == sign) return void(emit(known.operation, at));
}

/// Where one side is a constant Kamailio keeps the other side as it is: -1 && 1 is -1, and so no.
void Compiler::logical(const Expression& expression) {
  const bool is_and = expression.text == "&&";
  const Expression &left = expression.operands[0], &right = expression.operands[1];
  if (left.kind == ExpressionKind::integer && right.kind == ExpressionKind::integer) {
    const bool is_so = is_and ? left.number != 0 && right.number != 0 : left.number != 0 || right.number != 0;
    return void(emit(Operation::push_integer, expression.position, is_so ? 1 : 0));
  }
  for (const std::size_t side : {0, 1}) {
    const Expression& constant = expression.operands[side];
    if (constant.kind != ExpressionKind::integer) continue;
    const bool decides = (constant.number != 0) != is_and;
    if (decides) return void(emit(Operation::push_integer, expression.position, is_and ? 0 : 1));
    return code(expression.operands[1 - side]);
  }
  const Position& at = expression.position;
  number(expression.operands[0]);
  const std::size_t decided = emit(is_and ? Operation::jump_unless : Operation::jump_if, at);
  number(expression.operands[1]);
  emit(Operation::to_boolean, at);
  const std::size_t past = emit(Operation::jump, at);
  land(decided);
  emit(Operation::push_integer, at, is_and ? 0 : 1);
  land(past);
}

void Compiler::match(const Expression& expression) {
  const Position& at = expression.position;
  const Expression &left = expression.operands[0], &right = expression.operands[1];
  operand(left);
  if (right.kind != ExpressionKind::text && right.kind != ExpressionKind::integer) {
    operand(right);
    emit(Operation::match_dynamic, at);
    return;
  }
  auto pattern = Pattern::compile(right.text);
  if (!pattern) return wrong(right.position, fmt::format("\"{}\" {}", right.text, Pattern::refusal(right.text)));
  program_->patterns.push_back(std::move(pattern));
  emit(Operation::match, at, static_cast<std::int32_t>(program_->patterns.size()) - 1);
}

}  // namespace rtpe::route
