#include "client/route/lexer.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

#include "client/route/lexer_state.hpp"
#include "client/script/text_format.hpp"

namespace rtpe::route {
namespace {

constexpr std::size_t most_tokens = 2'000'000, deepest_define = 100, longest_text = 16UL << 20U;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// The two-letter signs.
constexpr std::array<std::string_view, 10> pairs{"==", "!=", "=~", "<=", ">=", "&&", "||", "<<", ">>", "=>"};

}  // namespace

std::string place_text(const Position& position, const std::vector<std::string>& files) {
  const std::string_view name = position.file < files.size() ? std::string_view(files[position.file]) : "?";
  return fmt::format("{}:{}:{}", name, position.line, position.column);
}

void Lexer::Cursor::step(std::size_t n) {
  for (; n > 0 && at < text.size(); --n, ++at) {
    if (fixed) continue;
    if (text[at] == '\n') {
      ++position.line;
      position.column = 1;
    } else {
      ++position.column;
    }
  }
}

std::string_view Lexer::Cursor::line() const {
  return text.substr(at, std::min(text.find('\n', at), text.size()) - at);
}

Lexer::Lexer(const LexerOptions& options) : options_(options) {
  for (const std::string& define : options.defines) {
    const auto equals = define.find('=');
    (void)defines_.define(
        std::string_view(define).substr(0, equals),
        equals == std::string::npos ? std::string_view{} : std::string_view(define).substr(equals + 1),
        DefineMode::replace);
  }
}

Error Lexer::wrong(const Position& position, std::string message, std::string remedy) const {
  return {.message = std::move(message), .place = place_text(position, out_.files), .remedy = std::move(remedy)};
}

Error Lexer::placed(const Position& position, Error error) const {
  if (error.place.empty()) error.place = place_text(position, out_.files);
  return error;
}

Expected<void> Lexer::read_file(std::string_view text, std::string_view name) {
  const auto file = static_cast<std::uint32_t>(out_.files.size());
  out_.files.emplace_back(name);
  bytes_ += text.size();
  if (bytes_ > longest_text)
    return std::unexpected(Error{.kind = ErrorKind::limit, .message = "more than 16 MB", .place = std::string(name)});
  const std::size_t open = branches_.size();
  Cursor cursor{.text = text, .position = {.file = file}};
  if (auto done = read_words(cursor); !done) return done;
  if (branches_.size() > open) return std::unexpected(wrong(branches_.back().position, "this #!ifdef has no #!endif"));
  return {};
}

Expected<Words> Lexer::finish() {
  Position last = out_.tokens.empty() ? Position{} : out_.tokens.back().position;
  out_.tokens.push_back({.kind = TokenKind::end, .text = {}, .position = last});
  return std::move(out_);
}

Expected<void> Lexer::push(TokenKind kind, std::string text, const Position& position, std::int64_t number) {
  if (out_.tokens.size() >= most_tokens)
    return std::unexpected(Error{.kind = ErrorKind::limit, .message = "more than 2,000,000 words"});
  if (kind == TokenKind::text && !defines_.apply(text))
    return std::unexpected(Error{.kind = ErrorKind::limit,
                                 .message = "more than 500,000 strings times #!subst lines",
                                 .place = place_text(position, out_.files)});
  follows_text_ = false;
  out_.tokens.push_back({.kind = kind, .text = std::move(text), .number = number, .position = position});
  return {};
}

Expected<void> Lexer::read_words(Cursor& cursor) {
  for (;;) {
    if (auto done = skip(cursor); !done) return done;
    if (cursor.done()) return {};
    if (!cursor.fixed && is_directive(cursor)) {
      if (auto done = directive(cursor); !done) return done;
    } else if (!active()) {
      cursor.step(cursor.line().size());
    } else if (auto done = word(cursor); !done) {
      return done;
    }
  }
}

Expected<void> Lexer::skip(Cursor& cursor) {
  while (!cursor.done()) {
    const char c = cursor.look();
    if (is_space(c)) {
      cursor.step();
    } else if (!cursor.fixed && is_directive(cursor)) {
      return {};
    } else if (c == '#' || (c == '/' && cursor.look(1) == '/')) {
      cursor.step(cursor.line().size());
    } else if (c == '/' && cursor.look(1) == '*' && active()) {
      const auto end = cursor.text.find("*/", cursor.at + 2);
      if (end == std::string_view::npos) return std::unexpected(wrong(cursor.position, "this comment does not end"));
      cursor.step(end + 2 - cursor.at);
    } else {
      return {};
    }
  }
  return {};
}

Expected<void> Lexer::word(Cursor& cursor) {
  const char c = cursor.look();
  if (c == '"' || c == '\'') return quoted(cursor);
  if (c == '$') return variable(cursor);
  if (c == '@' && is_letter(cursor.look(1))) return select(cursor);
  if (is_digit(c)) return number(cursor);
  if (is_letter(c)) return name(cursor);
  if (c == '[' && bracketed_address(cursor)) return {};
  const Position position = cursor.position;
  const std::string_view two = cursor.text.substr(cursor.at, 2);
  for (const std::string_view pair : pairs) {
    if (two != pair) continue;
    cursor.step(2);
    return push(TokenKind::symbol, std::string(pair), position);
  }
  cursor.step();
  return push(TokenKind::symbol, std::string(1, c), position);
}

Expected<void> Lexer::name(Cursor& cursor) {
  const Position position = cursor.position;
  const std::size_t begin = cursor.at;
  while (is_letter(cursor.look()) || is_digit(cursor.look())) cursor.step();
  std::string word(cursor.text.substr(begin, cursor.at - begin));
  if ((word == "msg" || word == "max") && cursor.text.substr(cursor.at, 4) == ":len") {
    cursor.step(4);
    word += ":len";
  }
  if (word == "include_file" || word == "import_file") return include_word(cursor, word == "include_file", position);
  const std::string* const value = defines_.find(word);
  if (value == nullptr || depth_ >= deepest_define) return push(TokenKind::word, std::move(word), position);
  const std::string text = *value;
  Cursor inside{.text = text, .position = position, .fixed = true};
  ++depth_;
  auto done = read_words(inside);
  --depth_;
  return done;
}

Expected<void> Lexer::number(Cursor& cursor) {
  const Position position = cursor.position;
  const std::size_t begin = cursor.at;
  const bool hexadecimal = cursor.look() == '0' && (cursor.look(1) == 'x' || cursor.look(1) == 'X');
  if (hexadecimal) cursor.step(2);
  while (is_digit(cursor.look()) || (hexadecimal && std::isxdigit(static_cast<unsigned char>(cursor.look())) != 0))
    cursor.step();
  if (!hexadecimal && cursor.look() == '.' && is_digit(cursor.look(1))) {
    while (is_digit(cursor.look()) || cursor.look() == '.' || (cursor.look() == '/' && is_digit(cursor.look(1))))
      cursor.step();
    return push(TokenKind::address, std::string(cursor.text.substr(begin, cursor.at - begin)), position);
  }
  const std::string_view digits = cursor.text.substr(begin, cursor.at - begin);
  std::int64_t value = 0;
  const std::string_view bare = digits.substr(hexadecimal ? 2 : 0);
  const auto [end, error] = std::from_chars(bare.data(), bare.data() + bare.size(), value, hexadecimal ? 16 : 10);
  if (error != std::errc{} || end != bare.data() + bare.size())
    return std::unexpected(wrong(position, fmt::format("'{}' is no number that fits 64 bits", digits)));
  return push(TokenKind::number, std::string(digits), position, value);
}

bool Lexer::bracketed_address(Cursor& cursor) {
  const auto end = cursor.text.find(']', cursor.at);
  if (end == std::string_view::npos) return false;
  const std::string_view inside = cursor.text.substr(cursor.at + 1, end - cursor.at - 1);
  if (inside.find(':') == inside.rfind(':') ||
      inside.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos)
    return false;
  const Position position = cursor.position;
  cursor.step(inside.size() + 2);
  return push(TokenKind::address, std::string(inside), position).has_value();
}

/// @via[1].branch, @hf_value["X-A"].
Expected<void> Lexer::select(Cursor& cursor) {
  const Position position = cursor.position;
  std::string text = "@";
  cursor.step();
  char close = '\0';
  while (!cursor.done()) {
    const char c = cursor.look();
    if (close == '\0' && !is_letter(c) && !is_digit(c) && c != '.' && c != '[') break;
    if (c == '\n') break;
    if (c == '[') close = ']';
    if (c == close) close = '\0';
    text += c;
    cursor.step();
  }
  return push(TokenKind::variable, std::move(text), position);
}

Expected<void> Lexer::variable(Cursor& cursor) {
  const Position position = cursor.position;
  std::size_t length = script::variable_length(cursor.text.substr(cursor.at));
  if (length == 0 && cursor.look(1) == '?') length = 2;
  if (length == 0) return std::unexpected(wrong(position, "a variable is expected after '$', as in $var(x) or $ru"));
  std::string name(cursor.text.substr(cursor.at, length));
  cursor.step(length);
  return push(TokenKind::variable, std::move(name), position);
}

/// \n \r \t \a \\ \" \x41 \101; any other backslash stands for itself.
void Lexer::escape(Cursor& cursor, std::string& out) {
  cursor.step();
  constexpr std::string_view letters = "nrta\\\"", meanings = "\n\r\t\a\\\"";
  const char c = cursor.look();
  if (const auto known = letters.find(c); c != '\0' && known != std::string_view::npos) {
    out += meanings[known];
    return cursor.step();
  }
  const bool hexadecimal = c == 'x';
  const std::string_view digits = cursor.text.substr(cursor.at + (hexadecimal ? 1 : 0), hexadecimal ? 2 : 3);
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hexadecimal ? 16 : 8);
  const auto length = static_cast<std::size_t>(end - digits.data());
  if (error != std::errc{} || (!hexadecimal && length != 3)) {
    out += '\\';
    return;
  }
  out += static_cast<char>(value);
  cursor.step(length + (hexadecimal ? 1 : 0));
}

/// Escapes work in "..." and not in '...'; neighbours of the first kind are one.
Expected<void> Lexer::quoted(Cursor& cursor) {
  const Position position = cursor.position;
  const char quote = cursor.look();
  cursor.step();
  std::string value;
  while (!cursor.done() && cursor.look() != quote) {
    if (cursor.look() == '\\' && quote == '"') {
      escape(cursor, value);
    } else {
      value += cursor.look();
      cursor.step();
    }
  }
  if (cursor.done()) return std::unexpected(wrong(position, "this quotation does not end"));
  cursor.step();
  const bool continues = quote == '"' && follows_text_ && !out_.tokens.empty();
  if (continues) {
    defines_.apply(value);
    out_.tokens.back().text += value;
    return {};
  }
  auto done = push(TokenKind::text, std::move(value), position);
  follows_text_ = quote == '"';
  return done;
}

Expected<void> Lexer::include_word(Cursor& cursor, bool must_exist, const Position& position) {
  if (auto done = skip(cursor); !done) return done;
  const std::size_t before = out_.tokens.size();
  if (cursor.look() != '"' && cursor.look() != '\'')
    return std::unexpected(wrong(position, "the name of a file is expected here, in quotation marks"));
  if (auto done = quoted(cursor); !done) return done;
  const std::string path = std::move(out_.tokens.back().text);
  out_.tokens.resize(before);
  follows_text_ = false;
  return include(path, must_exist, position);
}

Expected<Words> words_of(std::string_view text, std::string_view file_name, const LexerOptions& options) {
  Lexer lexer(options);
  if (auto done = lexer.read_file(text, file_name); !done) return std::unexpected(done.error());
  return lexer.finish();
}

}  // namespace rtpe::route
