// A condition on one text of a request: exact, by prefix, part or regular expression (WireMock's matcher names).
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace rtpe::mock {

class TextMatch {
 public:
  enum class Kind : std::uint8_t { any, equal_to, starts_with, contains, matches, does_not_match };

  TextMatch() = default;
  /// `matches` and `does_not_match` take a Perl regular expression that must fit the whole text. invalid_input: it does
  /// not compile.
  static Expected<TextMatch> make(Kind kind, std::string_view text);

  [[nodiscard]] bool is_any() const { return kind_ == Kind::any; }
  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  /// What they fit; the expression only follows from it.
  bool operator==(const TextMatch& other) const { return kind_ == other.kind_ && text_ == other.text_; }
  /// False also when an expression is too complex for this text (its work is bounded).
  [[nodiscard]] bool fits(std::string_view text) const;

 private:
  struct Expression;
  Kind kind_ = Kind::any;
  std::string text_;
  std::shared_ptr<const Expression> expression_;
};

}  // namespace rtpe::mock
