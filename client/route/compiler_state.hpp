// The maker behind compile(). Private to client/route.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "client/route/lexer.hpp"
#include "client/route/program.hpp"

namespace rtpe::route {

class Compiler {
 public:
  Compiler(const Configuration& configuration, const CompileOptions& options);
  Compiled run();

 private:
  /// What Kamailio knows of an expression before it runs.
  enum class StaticType : std::uint8_t { unknown, integer, text };

  // Actions.
  void block(const Block& block);
  void actions(const std::vector<Action>& list);
  void action(const Action& action);
  void condition(const Action& action);
  void loop(const Action& action);
  void choice(const Action& action);
  void assignment(const std::string& variable, const Expression& value, const Position& position);

  // Expressions: their value is pushed.
  void value(const Expression& expression);
  /// As part of a bigger one: a function's negative code is 0.
  void operand(const Expression& expression);
  /// Where a number is needed: there + adds numbers, whatever its sides are.
  void number(const Expression& expression);
  /// What if, while and return ask: a number, or a function's code as it is.
  void code(const Expression& expression);
  void unary(const Expression& expression);
  void binary(const Expression& expression);
  void logical(const Expression& expression);
  void match(const Expression& expression);
  void keyword_comparison(const Expression& expression);
  [[nodiscard]] StaticType type_of(const Expression& expression) const;
  /// False, and reported: Kamailio finds a type that cannot be.
  bool check_types(const Expression& expression);

  // Calls.
  void call(const Expression& expression);
  void route_call(const Expression& expression);
  void module_call(const Expression& expression);
  std::string put_together(const Expression& argument);
  void core_call(const Expression& expression, const CoreFunctionRow* known);
  bool flag_argument(const Expression& call, CoreCall& out);
  void check_route_name(const CoreCall& call, const Position& position);

  // Parts of the program.
  std::int32_t text_index(std::string_view text);
  /// Negative, and reported: it is no variable.
  std::int32_t variable_index(std::string_view text, const Position& position);
  std::size_t emit(Operation operation, const Position& position, std::int32_t a = 0);
  void land(std::size_t jump) { program_->code[jump].a = here(); }
  [[nodiscard]] std::int32_t here() const { return static_cast<std::int32_t>(program_->code.size()); }
  void wrong(const Position& position, std::string message, std::string remedy = {});
  void warn(const Position& position, std::string message, std::string remedy = {});
  void wrong(const Position& position, const Error& error) { wrong(position, error.message, error.remedy); }

  const Configuration& configuration_;
  const CompileOptions& options_;
  std::shared_ptr<Program> program_ = std::make_shared<Program>();
  std::vector<Error> errors_, warnings_;
  /// Jumps of the loops and switches around this place that `break` has to take; none: it ends the block.
  std::vector<std::vector<std::size_t>> breaks_;
  std::size_t put_together_ = 0;    ///< arguments so far
  std::vector<std::string> flags_;  ///< "FLT_NATS:5" of the core's flags line
};

}  // namespace rtpe::route
