// Functions to instructions: the module's, the core's, route().
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/nearest.hpp"
#include "client/route/compiler_state.hpp"
#include "client/route/pattern.hpp"
#include "client/route/quoted.hpp"
#include "client/script/function.hpp"

namespace rtpe::route {
namespace {

bool is_flag_function(CoreFunction function) {
  return function >= CoreFunction::set_flag && function <= CoreFunction::is_branch_flag_set;
}

std::string_view nearest_known(std::string_view name, const Personality& personality) {
  std::vector<std::string_view> names{"route"};
  for (const script::Function& function : script::functions())
    if (script::find_function(function.name, personality) != nullptr) names.push_back(function.name);
  for (const CoreFunctionRow& row : core_functions()) names.push_back(row.name);
  return nearest(name, names);
}

}  // namespace

void Compiler::call(const Expression& expression) {
  if (expression.text == "route") return route_call(expression);
  if (script::find_function(expression.text, *options_.personality) != nullptr) return module_call(expression);
  const CoreFunctionRow* const known = find_core_function(expression.text);
  if (known != nullptr || options_.assumed.contains(expression.text)) return core_call(expression, known);
  const auto near = nearest_known(expression.text, *options_.personality);
  wrong(expression.position, fmt::format("the lab does not know the function {}()", expression.text),
        near.empty() ? fmt::format("say what it shall return: [assume] {} = 1", expression.text)
                     : fmt::format("did you mean {}()? If not: [assume] {} = 1", near, expression.text));
}

void Compiler::route_call(const Expression& expression) {
  const Position& at = expression.position;
  if (expression.operands.size() != 1) return wrong(at, "route(NAME) is expected");
  const Expression& name = expression.operands.front();
  const bool constant =
      name.kind == ExpressionKind::text || name.kind == ExpressionKind::keyword || name.kind == ExpressionKind::integer;
  if (!constant) {
    operand(name);
    emit(Operation::route_by_name, at);
    return;
  }
  if (const auto block = program_->find(BlockKind::route, name.text)) {
    emit(Operation::route, at, static_cast<std::int32_t>(*block));
    return;
  }
  std::vector<std::string_view> names;
  for (const ProgramBlock& one : program_->blocks)
    if (one.kind == BlockKind::route) names.push_back(one.name);
  const auto near = nearest(name.text, names);
  wrong(at, fmt::format("there is no route[{}]", name.text),
        near.empty() ? std::string{} : fmt::format("did you mean route({})?", near));
}

void Compiler::module_call(const Expression& expression) {
  const Position& at = expression.position;
  const bool is_variable = expression.kind == ExpressionKind::variable;
  std::string text = expression.text;
  if (!is_variable) {
    text += '(';
    for (const Expression& argument : expression.operands) {
      if (&argument != &expression.operands.front()) text += ", ";
      if (argument.kind == ExpressionKind::text)
        text += quoted(argument.text);
      else if (argument.kind == ExpressionKind::integer || argument.kind == ExpressionKind::variable)
        text += argument.text;
      else if (expression.text == "set_rtpengine_set")
        return wrong(argument.position, "set_rtpengine_set takes no text that is put together here",
                     "put it together in a variable before, and write \"$var(x)\"");
      else
        text += put_together(argument);
    }
    text += ')';
  }
  auto statement = script::parse_statement(text, *options_.personality);
  if (!statement) return wrong(at, statement.error());
  program_->statements.push_back(std::move(*statement));
  program_->statement_positions.push_back(at);
  emit(is_variable ? Operation::run_value : Operation::run, at,
       static_cast<std::int32_t>(program_->statements.size()) - 1);
}

/// Its text goes into a variable that nobody else can name.
std::string Compiler::put_together(const Expression& argument) {
  const std::string name = fmt::format("$var(= {})", ++put_together_);
  operand(argument);
  emit(Operation::to_text, argument.position);
  if (const std::int32_t index = variable_index(name, argument.position); index >= 0)
    emit(Operation::assign, argument.position, index);
  return name;
}

void Compiler::core_call(const Expression& expression, const CoreFunctionRow* known) {
  const Position& at = expression.position;
  CoreCall out{.function = known == nullptr ? CoreFunction::nothing : known->function, .name = expression.text};
  if (const auto assumed = options_.assumed.find(expression.text); assumed != options_.assumed.end())
    out.assumed = assumed->second;
  const std::size_t count = expression.operands.size();
  if (known != nullptr && (count < known->least || count > known->most))
    return wrong(at, fmt::format("{} takes {} argument{}, not {}", known->name,
                                 known->least == known->most ? fmt::format("{}", known->most)
                                                             : fmt::format("{} to {}", known->least, known->most),
                                 known->most == 1 ? "" : "s", count));
  if (is_flag_function(out.function)) {
    if (!flag_argument(expression, out)) return;
  } else if (known != nullptr) {
    for (const Expression& argument : expression.operands) {
      const bool has_parts = argument.kind == ExpressionKind::binary || argument.kind == ExpressionKind::call;
      out.arguments.push_back(script::TextFormat::parse(has_parts ? put_together(argument) : argument.text));
    }
    check_route_name(out, at);
  }
  program_->calls.push_back(std::move(out));
  emit(Operation::call, at, static_cast<std::int32_t>(program_->calls.size()) - 1);
}

/// setflag(5), isbflagset(6, 0), and setflag(FLT_A) with "flags FLT_A:5" in the file. Flags go from 0 to 31.
bool Compiler::flag_argument(const Expression& call, CoreCall& out) {
  const Expression& flag = call.operands.front();
  std::string number = flag.text;
  for (const std::string& declared : flags_) {
    const auto at = declared.find(flag.text + ":");
    if (flag.kind == ExpressionKind::keyword && at != std::string::npos)
      number = std::to_string(std::atoi(declared.c_str() + at + flag.text.size() + 1));
  }
  int value = -1;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc{} || end != number.data() + number.size()) {
    wrong(flag.position, fmt::format("the flag '{}' is not declared", flag.text),
          fmt::format("#!define {} 5, or flags {}:5", flag.text, flag.text));
    return false;
  }
  if (value < 0 || value > 31) {
    wrong(flag.position, fmt::format("{} is no flag", value), "flags go from 0 to 31");
    return false;
  }
  out.arguments.push_back(script::TextFormat::parse(number));
  return true;
}

/// t_on_reply("NAME") of a block that is not there: Kamailio takes it, and nothing happens.
void Compiler::check_route_name(const CoreCall& call, const Position& position) {
  const BlockKind kind = call.function == CoreFunction::on_reply     ? BlockKind::tm_reply
                         : call.function == CoreFunction::on_failure ? BlockKind::failure
                         : call.function == CoreFunction::on_branch  ? BlockKind::branch
                                                                     : BlockKind::other;
  if (kind == BlockKind::other || call.arguments.empty() || !call.arguments.front().constant()) return;
  const std::string_view name = call.arguments.front().text();
  if (program_->find(kind, name)) return;
  std::vector<std::string_view> names;
  for (const ProgramBlock& one : program_->blocks)
    if (one.kind == kind) names.push_back(one.name);
  const auto near = nearest(name, names);
  warn(position, fmt::format("{}(\"{}\") names a block that is not there", call.name, name),
       near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near));
}

/// method == "INVITE", src_ip == 10.0.0.0/8, uri == myself, proto == UDP.
void Compiler::keyword_comparison(const Expression& expression) {
  const Position& at = expression.position;
  const Expression &left = expression.operands[0], &right = expression.operands[1];
  const std::string& sign = expression.text;
  const Keyword* const keyword = find_keyword(left.text);
  if (keyword == nullptr)
    return wrong(left.position, fmt::format("the lab does not know '{}' of a message", left.text));
  const bool ordered = sign == "<" || sign == ">" || sign == "<=" || sign == ">=";
  const bool is_number = *keyword == Keyword::source_port || *keyword == Keyword::message_length;
  if ((ordered && !is_number) || (!ordered && sign != "==" && sign != "!=" && sign != "=~"))
    return wrong(at, fmt::format("'{}' cannot follow {}", sign, left.text), "write ==, != or =~");
  if (right.kind == ExpressionKind::keyword && right.text == "myself") {
    emit(Operation::is_myself, at, static_cast<std::int32_t>(*keyword));
    if (sign == "!=") emit(Operation::invert, at);
    return;
  }
  emit(Operation::push_keyword, at, static_cast<std::int32_t>(*keyword));
  if (*keyword == Keyword::source_address) {
    emit(Operation::in_network, at, text_index(right.text));
    if (sign == "!=") emit(Operation::invert, at);
    return;
  }
  std::string text = right.text;
  if (*keyword == Keyword::protocol || *keyword == Keyword::family)
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (sign == "=~") {
    auto pattern = Pattern::compile(text);
    if (!pattern) return wrong(right.position, fmt::format("\"{}\" {}", text, Pattern::refusal(text)));
    program_->patterns.push_back(std::move(pattern));
    emit(Operation::match, at, static_cast<std::int32_t>(program_->patterns.size()) - 1);
    return;
  }
  if (right.kind == ExpressionKind::variable)
    value(right);
  else
    emit(Operation::push_text, at, text_index(text));
  const Operation compare = sign == "<"    ? Operation::less
                            : sign == ">"  ? Operation::greater
                            : sign == "<=" ? Operation::less_equal
                            : sign == ">=" ? Operation::greater_equal
                            : sign == "!=" ? Operation::not_equal
                                           : Operation::equal;
  emit(compare, at);
}

}  // namespace rtpe::route
