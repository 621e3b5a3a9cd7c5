// The lines of a kamailio.cfg that begin with #! (or !!): defines, conditions, substitutions, includes.
#include <fmt/format.h>

#include <array>

#include "base/nearest.hpp"
#include "client/route/lexer_state.hpp"

namespace rtpe::route {
namespace {

/// Measured: below the first file there may be ten others.
constexpr std::size_t deepest_include = 10;
constexpr std::array<std::string_view, 19> directives{"define",    "trydef",       "redefine",    "undef",  "ifdef",
                                                      "ifndef",    "else",         "endif",       "subst",  "substdef",
                                                      "substdefs", "include_file", "import_file", "defenv", "trydefenv",
                                                      "defexp",    "defexps",      "ifexp",       "endif"};

std::string_view trim_line(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::string_view first_word(std::string_view& rest) {
  rest = trim_line(rest);
  const std::string_view word = rest.substr(0, std::min(rest.find_first_of(" \t\r"), rest.size()));
  rest = trim_line(rest.substr(word.size()));
  return word;
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

bool Lexer::is_directive(const Cursor& cursor) {
  if (cursor.look(1) != '!' || (cursor.look() != '#' && cursor.look() != '!')) return false;
  std::string_view rest = cursor.line().substr(2);
  const std::string_view what = first_word(rest);
  for (const std::string_view known : directives)
    if (what == known) return true;
  return false;
}

Expected<void> Lexer::directive(Cursor& cursor) {
  const Position position = cursor.position;
  std::string line;
  for (;;) {  // a line that ends in a backslash goes on
    std::string_view part = trim_line(cursor.line());
    cursor.step(cursor.line().size());
    const bool goes_on = part.ends_with('\\') && !cursor.done();
    if (goes_on) part.remove_suffix(1);
    line += part;
    if (!goes_on) break;
    line += ' ';
    cursor.step();
  }
  std::string_view rest = std::string_view(line).substr(2);
  const std::string_view what = first_word(rest);
  if (what == "ifdef" || what == "ifndef" || what == "ifexp" || what == "else" || what == "endif")
    return conditional(what, rest, position);
  return active() ? definition(what, rest, position) : Expected<void>{};
}

Expected<void> Lexer::conditional(std::string_view what, std::string_view rest, const Position& position) {
  if (what == "ifexp")
    return std::unexpected(wrong(position, "#!ifexp is not evaluated here", "use #!ifdef, or give --define"));
  if (what == "else" || what == "endif") {
    if (branches_.empty()) return std::unexpected(wrong(position, fmt::format("#!{} without #!ifdef", what)));
    Branch& branch = branches_.back();
    if (what == "endif") {
      branches_.pop_back();
    } else {
      branch.active = branch.outer && !branch.taken;
      branch.taken = true;
    }
    return {};
  }
  const std::string_view name = first_word(rest);
  if (name.empty()) return std::unexpected(wrong(position, fmt::format("#!{} needs a name", what)));
  if (branches_.size() >= 1000) return std::unexpected(wrong(position, "more than 1000 nested #!ifdef"));
  const bool holds = (defines_.find(name) != nullptr) == (what == "ifdef");
  const bool outer = active();
  branches_.push_back({.outer = outer, .taken = holds, .active = outer && holds, .position = position});
  return {};
}

Expected<void> Lexer::definition(std::string_view what, std::string_view rest, const Position& position) {
  if (what == "include_file" || what == "import_file") return include(unquoted(rest), what == "include_file", position);
  if (what == "subst" || what == "substdef" || what == "substdefs") {
    if (auto done = defines_.add_substitution(unquoted(rest), what != "subst"); !done)
      return std::unexpected(placed(position, done.error()));
    return {};
  }
  if (what.starts_with("defenv") || what.starts_with("trydefenv") || what.starts_with("defexp"))
    return std::unexpected(wrong(position, fmt::format("#!{} takes its value from outside", what),
                                 "write the value with #!define, or give it with --define"));
  const std::string_view name = first_word(rest);
  if (name.empty()) return std::unexpected(wrong(position, fmt::format("#!{} needs a name", what)));
  if (what == "undef") {
    defines_.forget(name);
    return {};
  }
  const DefineMode mode = what == "trydef"     ? DefineMode::first
                          : what == "redefine" ? DefineMode::replace
                                               : DefineMode::fresh;
  if (auto done = defines_.define(name, rest, mode); !done) return std::unexpected(placed(position, done.error()));
  return {};
}

Expected<void> Lexer::include(std::string_view path, bool must_exist, const Position& position) {
  if (!options_.files)
    return std::unexpected(wrong(position, "a file cannot be included here", "write its lines in this place"));
  if (includes_ >= deepest_include)
    return std::unexpected(wrong(position, "more than 10 nested includes: Kamailio would not start"));
  auto text = options_.files(path);
  if (!text) {
    if (must_exist) return std::unexpected(placed(position, text.error()));
    out_.not_found.emplace_back(path);
    return {};
  }
  ++includes_;
  auto done = read_file(*text, path);
  --includes_;
  return done;
}

}  // namespace rtpe::route
