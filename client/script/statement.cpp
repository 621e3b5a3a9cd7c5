// Text of one statement -> function and arguments.
#include <fmt/format.h>

#include "client/script/call.hpp"
#include "client/script/function.hpp"
#include "client/script/prepared.hpp"
#include "client/script/text_format.hpp"

namespace rtpe::script {
namespace {

constexpr std::size_t longest_statement = 65536;

Error wrong(std::string message, std::size_t column) {
  return {
      .kind = ErrorKind::invalid_input, .message = std::move(message), .place = fmt::format("column {}", column + 1)};
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_name_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

// Reads left to right; every error knows its column.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Expected<Statement> statement() {
    Statement out;
    out.text = text_;
    skip_blanks();
    const auto begin = at_;
    while (at_ < text_.size() && is_name_letter(text_[at_])) ++at_;
    out.function = text_.substr(begin, at_ - begin);
    const bool is_comment = peek() == '#' || text_.substr(at_).starts_with("//") || text_.substr(at_).starts_with("/*");
    if (out.function.empty() && is_comment)
      return std::unexpected(wrong("a comment is no statement: let it stand outside of the quotation marks", begin));
    if (out.function.empty()) return std::unexpected(wrong("a function name is expected here", begin));
    skip_blanks();
    if (peek() == '(') {
      ++at_;
      if (auto done = arguments(out); !done) return std::unexpected(done.error());
    } else if (!out.function.starts_with('$')) {
      return std::unexpected(wrong(fmt::format("'(' is expected after {}", out.function), at_));
    }
    skip_blanks();
    const bool is_closed = peek() == ';';
    if (is_closed) ++at_;
    skip_blanks();
    if (is_closed && is_name_letter(peek()))
      return std::unexpected(
          wrong("one statement only stands here: give the second one quotation marks of its own", at_));
    if (at_ < text_.size()) return std::unexpected(wrong("nothing may follow the function call", at_));
    return out;
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }

  Expected<void> arguments(Statement& out) {
    skip_blanks();
    if (peek() == ')') {
      ++at_;
      return {};
    }
    while (true) {
      const auto begin = at_;
      out.bare.push_back(peek() != '"' && peek() != '\'');
      auto value = argument();
      if (!value) return std::unexpected(value.error());
      if (const auto stray = stray_dollar(*value))
        return std::unexpected(wrong("a '$' that begins no variable; write $$ for the sign itself", begin));
      out.arguments.push_back(std::move(*value));
      skip_blanks();
      const char separator = peek();
      if (separator != ',' && separator != ')') return std::unexpected(wrong("',' or ')' is expected here", at_));
      ++at_;
      if (separator == ')') return {};
      skip_blanks();
    }
  }

  Expected<std::string> argument() {
    if (peek() == '"' || peek() == '\'') return quoted();
    const auto begin = at_;
    if (const auto length = variable_length(text_.substr(at_)); length > 0) {
      at_ += length;
    } else {
      while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != ')' && !is_blank(text_[at_])) ++at_;
    }
    if (at_ == begin) return std::unexpected(wrong("an argument is expected here", begin));
    const auto word = text_.substr(begin, at_ - begin);
    if (word.front() != '$' && word.find_first_not_of("-0123456789") != std::string_view::npos)
      return std::unexpected(wrong(fmt::format("text needs quotes: \"{}\"", word), begin));
    return std::string(word);
  }

  // Escapes work in "..." and not in '...', as in a kamailio.cfg.
  Expected<std::string> quoted() {
    const auto begin = at_;
    const char quote = text_[at_++];
    std::string value;
    while (at_ < text_.size() && text_[at_] != quote) {
      char c = text_[at_++];
      if (c == '\\' && quote == '"' && at_ < text_.size()) {
        c = text_[at_++];
        if (c == 'n') c = '\n';
        if (c == 't') c = '\t';
        if (c == 'r') c = '\r';
      }
      value += c;
    }
    if (at_ == text_.size()) return std::unexpected(wrong("this quotation does not end", begin));
    ++at_;
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Error unknown_function(const Statement& statement, const Personality& personality) {
  Error error{.kind = ErrorKind::invalid_input,
              .message = fmt::format("{} has no script function '{}'", personality.name, statement.function)};
  const auto nearest = nearest_function(statement.function, personality);
  if (!nearest.empty()) error.remedy = fmt::format("did you mean {}?", nearest);
  return error;
}

/// Kamailio: "parameter 1 is not constant".
Expected<void> check_set(const Statement& statement) {
  for (std::size_t i = 0; i < statement.arguments.size(); ++i)
    if (statement.bare[i] && statement.arguments[i].starts_with('$'))
      return std::unexpected(Error{
          .message = fmt::format("set_rtpengine_set takes a variable in quotes only: \"{}\"", statement.arguments[i])});
  return {};
}

Expected<void> check_arguments(const Statement& statement, const Function& function, const Personality& personality) {
  const auto count = statement.arguments.size();
  const std::size_t least = function.least_arguments, most = most_arguments(function, personality);
  if (count < least || count > most) {
    const auto wanted = least == most ? fmt::format("{}", most) : fmt::format("{} to {}", least, most);
    return std::unexpected(Error{
        .kind = ErrorKind::invalid_input,
        .message = fmt::format("{} takes {} argument{}, not {}", function.name, wanted, most == 1 ? "" : "s", count)});
  }
  return {};
}

}  // namespace

Expected<Statement> parse_statement(std::string_view text, const Personality& personality) {
  if (text.size() > longest_statement) {
    return std::unexpected(Error{.kind = ErrorKind::limit, .message = "a statement of more than 65536 bytes"});
  }
  auto statement = Parser(text).statement();
  if (!statement) return statement;
  const auto* function = find_function(statement->function, personality);
  if (function == nullptr) return std::unexpected(unknown_function(*statement, personality));
  if (auto done = check_arguments(*statement, *function, personality); !done) return std::unexpected(done.error());
  if (function->kind == FunctionKind::choose_set)
    if (auto checked = check_set(*statement); !checked) return std::unexpected(checked.error());
  statement->prepared = prepare(*statement, personality);
  const auto& flags = statement->prepared->flags;
  if (!flags || flags->fault == FlagFault::none) return statement;
  const auto why = fmt::format("flag '{}': {}", flags->offending, describe(flags->fault));
  if (flags->fault == FlagFault::bare_direction)
    return std::unexpected(Error{.message = why, .remedy = "write direction=NAME"});
  statement->doubt = fmt::format("{} returns -1 always and sends nothing: {}", statement->function, why);
  return statement;
}

}  // namespace rtpe::script
