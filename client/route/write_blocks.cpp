#include "client/route/write_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "client/route/quoted.hpp"

namespace rtpe::route {
namespace {

std::string_view block_word(BlockKind kind) {
  switch (kind) {
    case BlockKind::request:
      return "request_route";
    case BlockKind::route:
      return "route";
    case BlockKind::reply:
      return "reply_route";
    case BlockKind::tm_reply:
      return "onreply_route";
    case BlockKind::failure:
      return "failure_route";
    case BlockKind::branch:
      return "branch_route";
    case BlockKind::event:
      return "event_route";
    case BlockKind::other:
      return "onsend_route";
  }
  return {};
}

class BlockWriter {
 public:
  explicit BlockWriter(std::string& out) : out_(out) {}

  void block(const Block& block) {
    if (!out_.empty()) out_ += '\n';
    out_ += block_word(block.kind);
    const auto is_plain = [is_event = block.kind == BlockKind::event](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
             (is_event && (c == ':' || c == '-' || c == '.'));
    };
    const bool is_word = std::ranges::all_of(block.name, is_plain);
    if (!block.name.empty()) out_ += fmt::format("[{}]", is_word ? block.name : quoted(block.name));
    out_ += ' ';
    braces(block.actions);
    out_ += '\n';
  }

  void expression(const Expression& expression) {
    switch (expression.kind) {
      case ExpressionKind::text:
        out_ += quoted(expression.text);
        return;
      case ExpressionKind::address:
        out_ += expression.text.contains(':') ? fmt::format("[{}]", expression.text) : expression.text;
        return;
      case ExpressionKind::call:
        return call(expression);
      case ExpressionKind::unary: {
        const std::string_view sign = expression.text;
        out_ += sign;
        if (sign.front() >= 'a' && sign.front() <= 'z') out_ += ' ';
        return operand(expression.operands.front());
      }
      case ExpressionKind::binary:
        operand(expression.operands[0]);
        out_ += fmt::format(" {} ", expression.text);
        return operand(expression.operands[1]);
      default:
        out_ += expression.text;
    }
  }

 private:
  void line() {
    out_ += '\n';
    out_.append(depth_ * 4, ' ');
  }

  /// With parentheses where it has parts of its own.
  void operand(const Expression& inside) {
    const bool has_parts = inside.kind == ExpressionKind::binary;
    if (has_parts) out_ += '(';
    expression(inside);
    if (has_parts) out_ += ')';
  }

  void call(const Expression& call) {
    out_ += call.text;
    out_ += '(';
    for (const Expression& argument : call.operands) {
      if (&argument != &call.operands.front()) out_ += ", ";
      expression(argument);
    }
    out_ += ')';
  }

  void braces(const std::vector<Action>& list) {
    out_ += '{';
    ++depth_;
    for (const Action& one : list) {
      line();
      action(one);
    }
    if (list.empty()) {
      line();
      out_ += ';';
    }
    --depth_;
    line();
    out_ += '}';
  }

  void choice(const Action& action) {
    out_ += "switch (";
    expression(action.value.front());
    out_ += ") {";
    ++depth_;
    for (const Case& one : action.cases) {
      line();
      if (one.label.empty()) {
        out_ += "default:";
      } else {
        out_ += "case ";
        expression(one.label.front());
        out_ += ':';
      }
      ++depth_;
      for (const Action& inside : one.body) {
        line();
        this->action(inside);
      }
      --depth_;
    }
    --depth_;
    line();
    out_ += '}';
  }

  void guarded(std::string_view word, const Action& action) {
    out_ += fmt::format("{} (", word);
    expression(action.value.front());
    out_ += ") ";
    braces(action.body);
  }

  void word(std::string_view word, const Action& action) {
    out_ += word;
    if (!action.value.empty()) {
      out_ += ' ';
      operand(action.value.front());
    }
    out_ += ';';
  }

  void action(const Action& action) {
    switch (action.kind) {
      case ActionKind::expression:
        expression(action.value.front());
        out_ += ';';
        return;
      case ActionKind::assign:
        out_ += action.variable + " = ";
        expression(action.value.front());
        out_ += ';';
        return;
      case ActionKind::condition:
        guarded("if", action);
        if (action.otherwise.empty()) return;
        out_ += " else ";
        return braces(action.otherwise);
      case ActionKind::loop:
        return guarded("while", action);
      case ActionKind::choice:
        return choice(action);
      case ActionKind::leave:
        return word("return", action);
      case ActionKind::exit:
        return word("exit", action);
      case ActionKind::drop:
        return word("drop", action);
      case ActionKind::stop:
        return word("break", action);
    }
  }

  std::string& out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string write_blocks(std::span<const Block> blocks) {
  std::string out;
  BlockWriter writer(out);
  for (const Block& block : blocks) writer.block(block);
  return out;
}

std::string write_expression(const Expression& expression) {
  std::string out;
  BlockWriter(out).expression(expression);
  return out;
}

}  // namespace rtpe::route
