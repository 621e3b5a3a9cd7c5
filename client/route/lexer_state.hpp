// The reader behind words_of(). Private to client/route.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/route/definitions.hpp"
#include "client/route/lexer.hpp"

namespace rtpe::route {

/// Reads one file, and those that it includes, word by word.
class Lexer {
 public:
  explicit Lexer(const LexerOptions& options);
  Expected<void> read_file(std::string_view text, std::string_view name);
  Expected<Words> finish();

 private:
  /// One #!ifdef.
  struct Branch {
    bool outer = true;   ///< what stands around it is read
    bool taken = false;  ///< its first part, or its #!else, was read
    bool active = true;  ///< what stands here is read
    Position position = {};
  };
  /// A place in a text. In the value of a define every word has the position of the define's use.
  struct Cursor {
    std::string_view text;
    std::size_t at = 0;
    Position position = {};
    bool fixed = false;
    [[nodiscard]] bool done() const { return at >= text.size(); }
    [[nodiscard]] char look(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
    void step(std::size_t n = 1);
    [[nodiscard]] std::string_view line() const;  ///< up to its end, which is left out
  };

  Expected<void> read_words(Cursor& cursor);
  /// Blanks and comments. Error: a comment does not end.
  Expected<void> skip(Cursor& cursor);
  Expected<void> word(Cursor& cursor);
  Expected<void> name(Cursor& cursor);
  Expected<void> number(Cursor& cursor);
  Expected<void> quoted(Cursor& cursor);
  static void escape(Cursor& cursor, std::string& out);
  Expected<void> include_word(Cursor& cursor, bool must_exist, const Position& position);
  Expected<void> variable(Cursor& cursor);
  Expected<void> select(Cursor& cursor);
  bool bracketed_address(Cursor& cursor);
  Expected<void> push(TokenKind kind, std::string text, const Position& position, std::int64_t number = 0);

  /// "#!define X" and its like, at the cursor. False: only a comment.
  [[nodiscard]] static bool is_directive(const Cursor& cursor);
  Expected<void> directive(Cursor& cursor);
  Expected<void> conditional(std::string_view what, std::string_view rest, const Position& position);
  Expected<void> definition(std::string_view what, std::string_view rest, const Position& position);
  Expected<void> include(std::string_view path, bool must_exist, const Position& position);
  [[nodiscard]] bool active() const { return branches_.empty() || branches_.back().active; }
  [[nodiscard]] Error wrong(const Position& position, std::string message, std::string remedy = {}) const;
  /// `error` with this place.
  [[nodiscard]] Error placed(const Position& position, Error error) const;

  const LexerOptions& options_;
  Words out_;
  Definitions defines_ = {};
  std::vector<Branch> branches_;
  std::size_t depth_ = 0;  ///< of defines
  std::size_t includes_ = 0, bytes_ = 0;
  bool follows_text_ = false;  ///< the last word was "..."
};

}  // namespace rtpe::route
