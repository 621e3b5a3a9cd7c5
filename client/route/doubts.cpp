#include "client/route/doubts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "client/route/core_function.hpp"
#include "client/route/lexer.hpp"
#include "client/route/variable_name.hpp"
#include "client/script/function.hpp"
#include "client/script/text_format.hpp"

namespace rtpe::route {
namespace {

class Doubts {
 public:
  Doubts(const Configuration& configuration, const Personality& personality)
      : configuration_(configuration), personality_(personality) {}

  std::vector<Error> run() {
    for (const Block& block : configuration_.blocks) actions(block.actions);
    blocks_that_nothing_runs();
    variables_that_are_never_set();
    if (offers_ && !deletes_)
      doubt(*offers_, "nothing deletes what is offered here: there is no rtpengine_delete() and no rtpengine_manage()");
    return std::move(out_);
  }

 private:
  void doubt(const Position& position, std::string message) {
    constexpr std::size_t most = 100;
    if (out_.size() < most)
      out_.push_back({.message = std::move(message), .place = place_text(position, configuration_.files)});
  }

  /// Only those that a route sets itself: the others have values of their own.
  [[nodiscard]] static bool is_own(VariableKind kind) {
    return kind == VariableKind::var || kind == VariableKind::avp || kind == VariableKind::xavp ||
           kind == VariableKind::dialog || kind == VariableKind::shared;
  }

  /// "$xavp(r" of $xavp(r=>x): one field tells of the others.
  [[nodiscard]] static std::string list_of(const VariableName& name) {
    return name.base.substr(0, std::min(name.base.find("=>"), name.base.find(')')));
  }

  void read(std::string_view text, const Position& position) {
    const auto name = read_variable_name(text);
    if (name && is_own(name->kind)) read_.emplace(list_of(*name), std::pair(name->base, position));
  }

  void set(std::string_view text) {
    const auto name = read_variable_name(text);
    if (name && is_own(name->kind)) set_.insert(list_of(*name));
  }

  template <typename See>
  static void each_variable(std::string_view text, See see) {
    while (!text.empty()) {
      const std::size_t length = script::variable_length(text);
      if (length > 0) see(text.substr(0, length));
      text.remove_prefix(std::max<std::size_t>(length, 1));
    }
  }

  void call(const Expression& call) {
    const bool of_module = script::find_function(call.text, personality_) != nullptr;
    const bool of_core = find_core_function(call.text) != nullptr || call.text == "route";
    if (call.text == "rtpengine_offer" && !offers_) offers_ = call.position;
    if (call.text == "rtpengine_delete" || call.text == "rtpengine_manage") deletes_ = true;
    for (const Expression& argument : call.operands) {
      const bool is_text = argument.kind == ExpressionKind::text;
      if (is_text && of_module)
        each_variable(argument.text, [&](std::string_view name) { read(name, argument.position); });
      if (!of_module && !of_core) {  // it may put a value there
        each_variable(argument.text, [&](std::string_view name) { set(name); });
        if (is_text) mentioned_ += " " + argument.text;
      }
    }
    if (!call.operands.empty()) run_.emplace(call.text, call.operands.front().text);
    if (!call.operands.empty() && call.text == "route" && call.operands.front().kind == ExpressionKind::variable)
      any_route_ = true;
  }

  void expression(const Expression& expression) {
    if (expression.kind == ExpressionKind::variable) read(expression.text, expression.position);
    if (expression.kind == ExpressionKind::call) call(expression);
    const bool assigns = expression.kind == ExpressionKind::binary && expression.text == "=";
    if (assigns) set(expression.operands.front().text);
    for (const Expression& operand : expression.operands)
      if (!assigns || &operand != &expression.operands.front()) this->expression(operand);
  }

  void assigned(const Action& action) {
    set(action.variable);
    const auto name = read_variable_name(action.variable);
    if (!name || name->kind != VariableKind::dialog || action.value.empty()) return;
    if (const Expression& value = action.value.front(); value.kind == ExpressionKind::integer)
      doubt(action.position, fmt::format("{} takes no number, the assignment is not done: write \"...\"", name->base));
  }

  void actions(const std::vector<Action>& list) {
    for (const Action& action : list) {
      if (action.kind == ActionKind::assign) assigned(action);
      for (const Expression& value : action.value) expression(value);
      actions(action.body);
      actions(action.otherwise);
      for (const Case& one : action.cases) actions(one.body);
    }
  }

  void blocks_that_nothing_runs() {
    constexpr std::array<std::pair<BlockKind, std::string_view>, 4> armed_by{{{BlockKind::route, "route"},
                                                                              {BlockKind::tm_reply, "t_on_reply"},
                                                                              {BlockKind::failure, "t_on_failure"},
                                                                              {BlockKind::branch, "t_on_branch"}}};
    for (const Block& block : configuration_.blocks)
      for (const auto& [kind, function] : armed_by) {
        if (block.kind != kind || run_.contains({std::string(function), block.name})) continue;
        if (kind == BlockKind::route && any_route_) continue;
        doubt(block.position, fmt::format("nothing runs this block: there is no {}({})", function,
                                          kind == BlockKind::route ? block.name : "\"" + block.name + "\""));
      }
  }

  void variables_that_are_never_set() {
    for (const auto& [list, use] : read_)
      if (!set_.contains(list) && !mentioned_.contains(list.substr(list.find('(') + 1)))
        doubt(use.second, fmt::format("{} is read and never set", use.first));
  }

  const Configuration& configuration_;
  const Personality& personality_;
  std::vector<Error> out_;
  std::map<std::string, std::pair<std::string, Position>> read_;
  std::set<std::string> set_;
  std::set<std::pair<std::string, std::string>> run_;  ///< function and first argument
  std::string mentioned_;                              ///< in texts of functions that the lab does not know
  std::optional<Position> offers_;
  bool deletes_ = false, any_route_ = false;
};

}  // namespace

std::vector<Error> doubts_of(const Configuration& configuration, const Personality& personality) {
  return Doubts(configuration, personality).run();
}

}  // namespace rtpe::route
