// The reader behind parse_configuration(). Private to client/route.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/route/lexer.hpp"
#include "client/route/syntax.hpp"

namespace rtpe::route {

class Parser {
 public:
  Parser(Words words, LexerOptions::Undefined undefined) : words_(std::move(words)), undefined_(undefined) {}
  Expected<Configuration> configuration();

 private:
  // Top level.
  Expected<void> item();
  Expected<void> block(BlockKind kind, bool may_be_nameless);
  Expected<std::string> bracketed_name(BlockKind kind);
  Expected<void> load_module();
  Expected<void> module_parameter();
  Expected<void> core_line();

  // Actions.
  Expected<std::vector<Action>> braces();
  /// One action, or braces, after if, else, while.
  Expected<std::vector<Action>> branch();
  /// Adds what stands here; nothing for ';'.
  Expected<void> action(std::vector<Action>& out);
  Expected<Action> condition();
  /// The word, an expression, and what it guards: if without else, while.
  Expected<Action> guarded(ActionKind kind);
  Expected<Action> choice();
  Expected<Action> leave();
  Expected<Action> assignment();
  Expected<void> semicolon(std::string_view after);

  // Expressions, by how closely their signs bind.
  Expected<Expression> expression(std::size_t level = 0);
  Expected<Expression> unary();
  Expected<Expression> primary();
  Expected<Expression> call();
  Expected<Expression> parenthesised();
  /// The sign here if it is one of this level, as the tree calls it; empty: none.
  [[nodiscard]] std::string_view sign(std::size_t level) const;

  // Words.
  [[nodiscard]] const Token& peek(std::size_t ahead = 0) const;
  Token take();
  [[nodiscard]] bool at_symbol(std::string_view text) const;
  [[nodiscard]] bool at_word(std::string_view text) const;
  bool accept(std::string_view symbol);
  Expected<void> expect(std::string_view symbol, std::string_view where);
  [[nodiscard]] Error wrong(const Token& token, std::string message, std::string remedy = {}) const;

  static constexpr std::size_t deepest = 200;
  /// One level down; its end is one up.
  struct Level {
    explicit Level(std::size_t& depth) : depth_(depth) { ++depth_; }
    ~Level() { --depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;
    std::size_t& depth_;
  };

  /// A name without a meaning is text; false: it is refused.
  bool takes_as_text(const Token& word);

  Words words_;
  LexerOptions::Undefined undefined_;
  std::size_t at_ = 0, depth_ = 0;
  Configuration out_;
};

}  // namespace rtpe::route
