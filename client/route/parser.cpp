#include "client/route/parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "client/route/parser_state.hpp"

namespace rtpe::route {
namespace {

struct BlockWord {
  std::string_view word;
  BlockKind named, nameless;
  bool may_be_nameless;
};

constexpr std::array<BlockWord, 8> block_words{{
    {"request_route", BlockKind::request, BlockKind::request, true},
    {"reply_route", BlockKind::reply, BlockKind::reply, true},
    {"route", BlockKind::route, BlockKind::request, true},
    {"onreply_route", BlockKind::tm_reply, BlockKind::reply, true},
    {"failure_route", BlockKind::failure, BlockKind::failure, false},
    {"branch_route", BlockKind::branch, BlockKind::branch, false},
    {"event_route", BlockKind::event, BlockKind::event, false},
    {"onsend_route", BlockKind::other, BlockKind::other, true},
}};

/// "/usr/lib/x86_64-linux-gnu/kamailio/modules/tm.so" -> "tm".
std::string module_name(std::string_view path) {
  path.remove_prefix(std::min(path.rfind('/') + 1, path.size()));
  if (path.ends_with(".so")) path.remove_suffix(3);
  return std::string(path);
}

/// yes, no and their like count as numbers.
std::optional<int> truth_word(std::string_view word) {
  for (const std::string_view known : {"yes", "true", "on", "enable"})
    if (word == known) return 1;
  for (const std::string_view known : {"no", "false", "off", "disable"})
    if (word == known) return 0;
  return std::nullopt;
}

}  // namespace

Expected<Configuration> Parser::configuration() {
  while (peek().kind != TokenKind::end)
    if (auto done = item(); !done) return std::unexpected(done.error());
  out_.files = std::move(words_.files);
  out_.not_found = std::move(words_.not_found);
  return std::move(out_);
}

Expected<void> Parser::item() {
  if (accept(";")) return {};
  const Token& token = peek();
  if (token.kind != TokenKind::word)
    return std::unexpected(
        wrong(token, fmt::format("a setting or a route block is expected here, not '{}'", token.text)));
  for (const BlockWord& known : block_words) {
    if (token.text != known.word || (peek(1).text != "{" && peek(1).text != "[")) continue;
    return block(peek(1).text == "[" ? known.named : known.nameless, known.may_be_nameless);
  }
  if (token.text == "loadmodule" || token.text == "loadmodulex") return load_module();
  if (token.text == "modparam" || token.text == "modparamx") return module_parameter();
  return core_line();
}

/// A name is one word, number or quoted text; that of an event has a colon and may stand as several words. (Measured:
/// Kamailio refuses all others.)
Expected<std::string> Parser::bracketed_name(BlockKind kind) {
  take();
  std::string name;
  while (!at_symbol("]")) {
    const Token& part = peek();
    const bool is_name = part.kind == TokenKind::word || part.kind == TokenKind::number || part.kind == TokenKind::text;
    const bool joins = kind == BlockKind::event && part.kind == TokenKind::symbol &&
                       (part.text == ":" || part.text == "-" || part.text == ".");
    if ((!is_name && !joins) || (!name.empty() && kind != BlockKind::event))
      return std::unexpected(wrong(part, "']' is expected after the route's name"));
    name += take().text;
  }
  if (name.empty()) return std::unexpected(wrong(peek(), "a name is expected between the brackets"));
  if (kind == BlockKind::event && !name.contains(':'))
    return std::unexpected(wrong(peek(), "an event is MODULE:EVENT, as in event_route[tm:branch-failure:NAME]"));
  take();
  return name;
}

Expected<void> Parser::block(BlockKind kind, bool may_be_nameless) {
  Block out{.kind = kind, .position = peek().position};
  const std::string word = take().text;
  if (at_symbol("[")) {
    auto name = bracketed_name(kind);
    if (!name) return std::unexpected(name.error());
    out.name = std::move(*name);
  }
  if (out.name.empty() && !may_be_nameless)
    return std::unexpected(wrong(peek(), fmt::format("a name is expected after {}, as in {}[NAME]", word, word)));
  auto actions = braces();
  if (!actions) return std::unexpected(actions.error());
  out.actions = std::move(*actions);
  out_.blocks.push_back(std::move(out));
  return {};
}

Expected<void> Parser::load_module() {
  const Token word = take();
  const bool parenthesis = accept("(");
  if (peek().kind != TokenKind::text)
    return std::unexpected(wrong(peek(), fmt::format("a module's name is expected after {}", word.text)));
  Token name = take();
  if (parenthesis) {
    while (!at_symbol(")") && peek().kind != TokenKind::end) take();
    if (auto done = expect(")", "after the module"); !done) return done;
  }
  out_.modules.push_back({.name = module_name(name.text), .value = name.text, .position = name.position});
  return {};
}

bool Parser::takes_as_text(const Token& word) {
  if (undefined_ == LexerOptions::Undefined::refused || word.kind != TokenKind::word) return false;
  const bool known = std::ranges::any_of(out_.undefined, [&](const Setting& one) { return one.name == word.text; });
  if (!known) out_.undefined.push_back({.name = word.text, .value = {}, .position = word.position});
  return true;
}

Expected<void> Parser::module_parameter() {
  ModuleParameter out{.position = take().position};
  if (auto done = expect("(", "after modparam"); !done) return done;
  for (std::string* text : {&out.modules, &out.name}) {
    if (peek().kind != TokenKind::text)
      return std::unexpected(wrong(peek(), "modparam(\"MODULE\", \"NAME\", VALUE) is expected"));
    *text = take().text;
    if (auto done = expect(",", "between arguments of modparam"); !done) return done;
  }
  const bool negative = accept("-");
  const std::optional<int> word = peek().kind == TokenKind::word && !negative ? truth_word(peek().text) : std::nullopt;
  if (word) {
    take();
    out.is_integer = true;
    out.value = std::to_string(*word);
    if (auto done = expect(")", "after the value"); !done) return done;
    out_.parameters.push_back(std::move(out));
    return {};
  }
  out.is_integer = peek().kind == TokenKind::number;
  const bool is_text = peek().kind == TokenKind::text || (!negative && takes_as_text(peek()));
  if (!out.is_integer && !is_text)
    return std::unexpected(
        wrong(peek(), fmt::format("the value of {} is a number, or text in quotation marks", out.name)));
  const Token value = take();
  out.value = out.is_integer ? std::to_string(negative ? -value.number : value.number) : value.text;
  if (auto done = expect(")", "after the value"); !done) return done;
  out_.parameters.push_back(std::move(out));
  return {};
}

/// children=4, listen=udp:10.0.0.1:5060 advertise ..., tcp.x = 1 desc "...", flags FLT_A:1: to the end of the line.
Expected<void> Parser::core_line() {
  Setting out{.name = peek().text, .position = peek().position};
  take();
  while (peek().kind != TokenKind::end && peek().position.file == out.position.file &&
         peek().position.line == out.position.line && !at_symbol("{")) {
    const Token word = take();
    if (word.text == "=" && word.kind == TokenKind::symbol && out.value.empty()) continue;
    out.value += word.text;
  }
  if (at_symbol("{"))
    return std::unexpected(wrong(peek(), fmt::format("'{}' is no route block", out.name),
                                 "blocks are request_route, route[NAME], reply_route, onreply_route[NAME], "
                                 "failure_route[NAME], branch_route[NAME], event_route[NAME]"));
  out_.core.push_back(std::move(out));
  return {};
}

Expected<Configuration> parse_configuration(std::string_view text, std::string_view file_name,
                                            const LexerOptions& options) {
  auto words = words_of(text, file_name, options);
  if (!words) return std::unexpected(words.error());
  return Parser(std::move(*words), options.undefined).configuration();
}

}  // namespace rtpe::route
