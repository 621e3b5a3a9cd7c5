// Actions of the route language.
#include <fmt/format.h>

#include "client/route/parser_state.hpp"

namespace rtpe::route {

const Token& Parser::peek(std::size_t ahead) const {
  const std::size_t last = words_.tokens.size() - 1;
  return words_.tokens[std::min(at_ + ahead, last)];
}

Token Parser::take() {
  Token token = peek();
  if (at_ + 1 < words_.tokens.size()) ++at_;
  return token;
}

bool Parser::at_symbol(std::string_view text) const { return peek().kind == TokenKind::symbol && peek().text == text; }
bool Parser::at_word(std::string_view text) const { return peek().kind == TokenKind::word && peek().text == text; }

bool Parser::accept(std::string_view symbol) {
  if (!at_symbol(symbol)) return false;
  take();
  return true;
}

Error Parser::wrong(const Token& token, std::string message, std::string remedy) const {
  if (token.kind == TokenKind::end) message += ", not the end of the file";
  return {
      .message = std::move(message), .place = place_text(token.position, words_.files), .remedy = std::move(remedy)};
}

Expected<void> Parser::expect(std::string_view symbol, std::string_view where) {
  if (accept(symbol)) return {};
  return std::unexpected(wrong(peek(), fmt::format("'{}' is expected {}", symbol, where)));
}

Expected<std::vector<Action>> Parser::braces() {
  if (auto done = expect("{", "here"); !done) return std::unexpected(done.error());
  const Level down(depth_);
  if (depth_ > deepest) return std::unexpected(wrong(peek(), "this is nested too deeply"));
  std::vector<Action> actions;
  if (at_symbol("}")) return std::unexpected(wrong(peek(), "braces may not be empty", "write a ';' between them"));
  while (!accept("}")) {
    if (peek().kind == TokenKind::end) return std::unexpected(wrong(peek(), "'}' is expected"));
    if (auto done = action(actions); !done) return std::unexpected(done.error());
  }
  return actions;
}

Expected<std::vector<Action>> Parser::branch() {
  if (at_symbol("{")) return braces();
  std::vector<Action> actions;
  if (accept(";")) return actions;
  const Level down(depth_);
  if (depth_ > deepest) return std::unexpected(wrong(peek(), "this is nested too deeply"));
  if (auto done = action(actions); !done) return std::unexpected(done.error());
  return actions;
}

Expected<void> Parser::semicolon(std::string_view after) {
  if (accept(";")) return {};
  return std::unexpected(wrong(peek(), fmt::format("';' is expected after {}", after)));
}

Expected<void> Parser::action(std::vector<Action>& out) {
  if (accept(";")) return {};
  const Token& first = peek();
  Expected<Action> made = Action{};
  if (at_word("if")) {
    made = condition();
  } else if (at_word("while")) {
    made = guarded(ActionKind::loop);
  } else if (at_word("switch")) {
    made = choice();
  } else if (at_word("return") || at_word("exit") || at_word("drop") || at_word("break")) {
    made = leave();
  } else if (first.kind == TokenKind::variable) {
    made = assignment();
  } else if (first.kind == TokenKind::word && peek(1).text == "(") {
    auto value = call();
    if (!value) return std::unexpected(value.error());
    made = Action{.kind = ActionKind::expression, .position = value->position};
    const std::string name = value->text;
    made->value.push_back(std::move(*value));
    if (auto done = semicolon(name + "()"); !done) return done;
  } else {
    const bool brace = at_symbol("{");
    return std::unexpected(wrong(first, brace ? "braces of their own are not allowed here"
                                              : fmt::format("an action is expected here, not '{}'", first.text)));
  }
  if (!made) return std::unexpected(made.error());
  out.push_back(std::move(*made));
  return {};
}

Expected<Action> Parser::condition() {
  auto out = guarded(ActionKind::condition);
  // "if (a) { } ; else" is an error in Kamailio too; "if (a) x(); else y();" is not.
  if (!out || !at_word("else")) return out;
  take();
  auto otherwise = branch();
  if (!otherwise) return std::unexpected(otherwise.error());
  out->otherwise = std::move(*otherwise);
  return out;
}

Expected<Action> Parser::guarded(ActionKind kind) {
  Action out{.kind = kind, .position = take().position};
  auto value = expression();
  if (!value) return std::unexpected(value.error());
  out.value.push_back(std::move(*value));
  auto body = branch();
  if (!body) return std::unexpected(body.error());
  out.body = std::move(*body);
  return out;
}

Expected<Action> Parser::choice() {
  Action out{.kind = ActionKind::choice, .position = take().position};
  auto value = expression();
  if (!value) return std::unexpected(value.error());
  out.value.push_back(std::move(*value));
  if (auto done = expect("{", "after switch(...)"); !done) return std::unexpected(done.error());
  while (!accept("}")) {
    Case one;
    if (at_word("case")) {
      take();
      auto label = expression();
      if (!label) return std::unexpected(label.error());
      one.label.push_back(std::move(*label));
    } else if (at_word("default")) {
      take();
    } else {
      return std::unexpected(wrong(peek(), "'case', 'default' or '}' is expected here"));
    }
    if (auto done = expect(":", "after the label"); !done) return std::unexpected(done.error());
    while (!at_word("case") && !at_word("default") && !at_symbol("}")) {
      if (peek().kind == TokenKind::end) return std::unexpected(wrong(peek(), "'}' is expected"));
      if (auto done = action(one.body); !done) return std::unexpected(done.error());
    }
    out.cases.push_back(std::move(one));
  }
  return out;
}

Expected<Action> Parser::leave() {
  const Token word = take();
  Action out{.position = word.position};
  out.kind = word.text == "return" ? ActionKind::leave
             : word.text == "exit" ? ActionKind::exit
             : word.text == "drop" ? ActionKind::drop
                                   : ActionKind::stop;
  if (at_symbol("(") && peek(1).text == ")" && word.text != "break") {
    take();
    take();
  } else if (!at_symbol(";")) {
    auto value = expression();
    if (!value) return std::unexpected(value.error());
    if (word.text == "return") out.value.push_back(std::move(*value));
  }
  if (auto done = semicolon(word.text); !done) return std::unexpected(done.error());
  return out;
}

Expected<Action> Parser::assignment() {
  const Token variable = take();
  Action out{.kind = ActionKind::assign, .position = variable.position, .variable = variable.text};
  if (auto done = expect("=", fmt::format("after {}", variable.text)); !done) return std::unexpected(done.error());
  auto value = expression();
  if (!value) return std::unexpected(value.error());
  out.value.push_back(std::move(*value));
  if (auto done = semicolon("the value"); !done) return std::unexpected(done.error());
  return out;
}

}  // namespace rtpe::route
