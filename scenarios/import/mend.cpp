// What the lab does not know in route blocks: functions get a code that they return, other things go out with a word.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "client/route/variable_name.hpp"
#include "client/route/walk.hpp"
#include "client/route/write_blocks.hpp"
#include "client/script/text_format.hpp"
#include "scenarios/import/parts.hpp"

namespace rtpe::scenario::import_cfg {
namespace {

using route::Action;
using route::ActionKind;
using route::Expression;
using route::ExpressionKind;

/// They ask for what is an exception, and say no; other unknown functions say yes, so that calls go on.
constexpr std::array says_no{"ds_is_from_list", "from_gw",          "is_from_gw",      "is_in_profile",
                             "is_user_in",      "is_audio_on_hold", "is_gruu",         "is_privacy",
                             "dlg_isflagset",   "cnt_is_full",      "t_lookup_cancel", "loose_route_preloaded",
                             "is_overlap",      "is_blocked"};
constexpr std::array logs{"xlog", "xinfo", "xdbg", "xerr", "xwarn", "xnotice", "xalert", "xcrit", "xbug", "log"};

template <typename List>
bool is_one_of(const List& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

bool is_log(const Action& action) {
  return action.kind == ActionKind::expression && action.value.front().kind == ExpressionKind::call &&
         is_one_of(logs, action.value.front().text);
}

void drop_logs(std::vector<Action>& actions) {
  std::erase_if(actions, is_log);
  for (Action& action : actions) {
    drop_logs(action.body);
    drop_logs(action.otherwise);
    for (route::Case& one : action.cases) drop_logs(one.body);
  }
}

/// setflag(FLT_NATS) with "flags FLT_NATS:5" in the file.
void number_flags(Work& work) {
  std::map<std::string, std::string, std::less<>> numbers;
  for (const route::Setting& setting : work.configuration.core) {
    if (setting.name != "flags") continue;
    for (std::string_view rest = setting.value; !rest.empty();) {
      const std::string_view one = rest.substr(0, rest.find(','));
      const auto colon = one.find(':');
      if (colon != std::string_view::npos)
        numbers.emplace(one.substr(0, colon), one.substr(colon + 1, one.find(';') - colon - 1));
      rest.remove_prefix(std::min(rest.size(), one.size() + 1));
    }
  }
  for (route::Block& block : work.configuration.blocks)
    each_expression_of(block, [&](Expression& expression) {
      if (expression.kind != ExpressionKind::call || expression.operands.empty()) return;
      Expression& flag = expression.operands.front();
      const auto known = numbers.find(flag.text);
      if (!expression.text.ends_with("flag") && !expression.text.ends_with("flagset")) return;
      if (flag.kind != ExpressionKind::keyword || known == numbers.end()) return;
      flag.kind = ExpressionKind::integer;
      flag.text = known->second;
      std::from_chars(flag.text.data(), flag.text.data() + flag.text.size(), flag.number);
    });
}

/// Variables that the lab does not know are unset.
void unset_unknown_variables(Work& work) {
  std::map<std::string, route::Position> unset, printed;
  for (route::Block& block : work.configuration.blocks)
    each_expression_of(block, [&](Expression& expression) {
      const bool is_variable = expression.kind == ExpressionKind::variable && expression.text != "$rtpstat";
      const auto name = route::read_variable_name(is_variable ? std::string_view(expression.text) : "$ru");
      // A transformation that is not known is the compiler's to tell.
      if (!name && name.error().message.contains("is not known here") && !name.error().message.contains('{')) {
        unset.emplace(expression.text, expression.position);
        expression.text = "$null";
      }
      if (!is_module_call(expression, work.release())) return;
      for (const Expression& argument : expression.operands)
        for (std::string_view rest = argument.text; !rest.empty();) {
          const std::size_t length = script::variable_length(rest);
          const std::string_view inside = rest.substr(0, length);
          if (length > 0 && !route::read_variable_name(inside)) printed.emplace(std::string(inside), argument.position);
          rest.remove_prefix(std::max<std::size_t>(length, 1));
        }
    });
  for (const auto& [name, position] : unset)
    work.note(ImportNote::Kind::assumed, work.place(position), fmt::format("{} is unset", name));
  for (const auto& [name, position] : printed)
    work.note(ImportNote::Kind::left_out, work.place(position), fmt::format("the value of {} in this text", name));
}

/// What the lab does not know gets a line in [assume].
void assume_functions(Work& work) {
  struct Use {
    route::Position first;
    std::size_t times = 0;
  };
  std::map<std::string, Use> uses;
  for (const route::Block& block : work.configuration.blocks)
    each_expression_of(block, [&](const Expression& expression) {
      if (expression.kind != ExpressionKind::call || expression.text == "route") return;
      if (is_module_call(expression, work.release())) return;
      if (route::find_core_function(expression.text) != nullptr) return;
      Use& use = uses[expression.text];
      if (use.times++ == 0) use.first = expression.position;
    });
  for (const auto& [name, use] : uses) {
    const std::int32_t code = is_one_of(says_no, name) ? -1 : 1;
    work.scenario.routes.assumed.emplace(name, code);
    work.note(ImportNote::Kind::assumed, work.place(use.first),
              fmt::format("{}() returns {}{}", name, code,
                          use.times == 1 ? std::string() : fmt::format(", in all {} places", use.times)));
  }
}

/// Takes out what the compiler refuses, by its places.
class Removal {
 public:
  Removal(Work& work, const std::vector<Error>& errors) : work_(work) {
    for (const Error& error : errors) messages_.emplace(error.place, error.message);
  }

  std::size_t run() {
    for (route::Block& block : work_.configuration.blocks) actions(block.actions);
    std::erase_if(work_.configuration.blocks, [this](const route::Block& block) {
      const std::string* message = message_at(block.position);
      if (message == nullptr) return false;
      leave_out(block.position, block_name(block), *message);
      return true;
    });
    return removed_;
  }

 private:
  [[nodiscard]] const std::string* message_at(const route::Position& position) const {
    const auto found = messages_.find(work_.place(position));
    return found == messages_.end() ? nullptr : &found->second;
  }

  [[nodiscard]] const std::string* message_in(const Expression& expression) const {
    const std::string* message = nullptr;
    each_expression(expression, [&](const Expression& part) {
      if (message == nullptr) message = message_at(part.position);
    });
    return message;
  }

  void leave_out(const route::Position& position, std::string_view what, const std::string& message) {
    ++removed_;
    work_.note(ImportNote::Kind::left_out, work_.place(position), fmt::format("{}: {}", what, message));
  }

  static std::string text_of(const Action& action) {
    std::string text = action.kind == ActionKind::assign ? action.variable + " = " : std::string();
    return text + (action.value.empty() ? std::string() : route::write_expression(action.value.front()));
  }

  void actions(std::vector<Action>& list) {
    std::erase_if(list, [this](const Action& action) {
      if (action.kind != ActionKind::expression && action.kind != ActionKind::assign) return false;
      const std::string* message = message_at(action.position);
      if (message == nullptr) message = message_in(action.value.front());
      if (message == nullptr) return false;
      leave_out(action.position, text_of(action), *message);
      return true;
    });
    for (Action& action : list) {
      for (Expression& value : action.value) condition(value);
      for (route::Case& one : action.cases) {
        for (Expression& label : one.label) condition(label);
        actions(one.body);
      }
      actions(action.body);
      actions(action.otherwise);
    }
  }

  /// The smallest part of it that stands by itself becomes "no".
  void condition(Expression& expression) {
    const bool joins =
        expression.kind == ExpressionKind::binary && (expression.text == "&&" || expression.text == "||");
    if (joins && message_at(expression.position) == nullptr) {
      for (Expression& operand : expression.operands) condition(operand);
      return;
    }
    const std::string* message = message_in(expression);
    if (message == nullptr) return;
    leave_out(expression.position, fmt::format("{} counts as 0", route::write_expression(expression)), *message);
    expression = {.kind = ExpressionKind::integer, .position = expression.position, .text = "0"};
  }

  Work& work_;
  std::map<std::string, std::string, std::less<>> messages_;
  std::size_t removed_ = 0;
};

}  // namespace

Expected<void> mend_blocks(Work& work) {
  constexpr int most_rounds = 50;
  for (route::Block& block : work.configuration.blocks) drop_logs(block.actions);
  number_flags(work);
  unset_unknown_variables(work);
  assume_functions(work);
  route::CompileOptions how{.personality = &work.release()};
  for (const auto& [function, code] : work.scenario.routes.assumed) how.assumed.emplace(function, code);
  for (int round = 0; round < most_rounds; ++round) {
    const route::Compiled compiled = route::compile(work.configuration, how);
    if (compiled.errors.empty()) return {};
    if (Removal(work, compiled.errors).run() == 0) return std::unexpected(compiled.errors.front());
  }
  return std::unexpected(Error{.kind = ErrorKind::limit, .message = "too much of this file is not understood"});
}

}  // namespace rtpe::scenario::import_cfg
