#include "mock_engine/program/text_match.hpp"

// Boost.Regex and not std::regex: the latter recurses once per character, so a long Call-ID would overflow the stack.
#include <fmt/format.h>

#include <boost/regex.hpp>

namespace rtpe::mock {

struct TextMatch::Expression {
  boost::regex pattern;
};

Expected<TextMatch> TextMatch::make(Kind kind, std::string_view text) {
  TextMatch match;
  match.kind_ = kind;
  match.text_ = text;
  if (kind != Kind::matches && kind != Kind::does_not_match) return match;
  try {
    match.expression_ = std::make_shared<Expression>(boost::regex(match.text_, boost::regex::perl));
  } catch (const boost::regex_error& error) {
    return std::unexpected(Error{.message = fmt::format("not a regular expression: {}", error.what())});
  }
  return match;
}

bool TextMatch::fits(std::string_view text) const {
  switch (kind_) {
    case Kind::any:
      return true;
    case Kind::equal_to:
      return text == text_;
    case Kind::starts_with:
      return text.starts_with(text_);
    case Kind::contains:
      return text.find(text_) != text.npos;
    case Kind::matches:
    case Kind::does_not_match:
      break;
  }
  try {
    const bool fits = boost::regex_match(text.begin(), text.end(), expression_->pattern);
    return fits == (kind_ == Kind::matches);
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace rtpe::mock
