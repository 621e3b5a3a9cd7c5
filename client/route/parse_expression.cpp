// Expressions of the route language.
#include <fmt/format.h>

#include <array>

#include "client/route/parser_state.hpp"

namespace rtpe::route {
namespace {

/// How a sign may be written, and how the tree calls it.
struct WrittenSign {
  std::string_view written, name;
};

constexpr std::array<WrittenSign, 3> or_signs{{{"||", "||"}, {"or", "||"}, {"OR", "||"}}};
constexpr std::array<WrittenSign, 3> and_signs{{{"&&", "&&"}, {"and", "&&"}, {"AND", "&&"}}};
constexpr std::array<WrittenSign, 1> bit_or_signs{{{"|", "|"}}};
constexpr std::array<WrittenSign, 1> bit_and_signs{{{"&", "&"}}};
constexpr std::array<WrittenSign, 1> bit_xor_signs{{{"^", "^"}}};
constexpr std::array<WrittenSign, 2> shift_signs{{{"<<", "<<"}, {">>", ">>"}}};
/// "=" in a condition assigns, as in C.
constexpr std::array<WrittenSign, 8> equality_signs{
    {{"==", "=="}, {"!=", "!="}, {"=~", "=~"}, {"eq", "eq"}, {"ne", "ne"}, {"ieq", "ieq"}, {"ine", "ine"}, {"=", "="}}};
constexpr std::array<WrittenSign, 4> order_signs{{{"<", "<"}, {">", ">"}, {"<=", "<="}, {">=", ">="}}};
constexpr std::array<WrittenSign, 2> sum_signs{{{"+", "+"}, {"-", "-"}}};
constexpr std::array<WrittenSign, 3> product_signs{{{"*", "*"}, {"/", "/"}, {"mod", "mod"}}};

/// From what binds least.
constexpr std::array<std::span<const WrittenSign>, 10> levels{
    or_signs,    and_signs,      bit_or_signs, bit_and_signs, bit_xor_signs,
    shift_signs, equality_signs, order_signs,  sum_signs,     product_signs};

/// What stands for itself in a comparison.
constexpr std::array<std::string_view, 30> keyword_words{
    "method", "status", "uri",      "from_uri",  "to_uri", "src_ip", "dst_ip",  "src_port", "dst_port", "proto",
    "af",     "snd_ip", "snd_port", "snd_proto", "snd_af", "to_ip",  "to_port", "myself",   "udp",      "tcp",
    "tls",    "sctp",   "ws",       "wss",       "inet",   "inet6",  "INET",    "INET6",    "msg:len",  "max:len"};

bool is_keyword(std::string_view word) {
  for (const std::string_view keyword : keyword_words)
    if (word == keyword) return true;
  for (const std::string_view protocol : {"UDP", "TCP", "TLS", "SCTP", "WS", "WSS"})
    if (word == protocol) return true;
  return false;
}

}  // namespace

std::string_view Parser::sign(std::size_t level) const {
  const Token& token = peek();
  if (token.kind != TokenKind::symbol && token.kind != TokenKind::word) return {};
  for (const WrittenSign& known : levels[level])
    if (token.text == known.written) return known.name;
  return {};
}

Expected<Expression> Parser::expression(std::size_t level) {
  if (level == levels.size()) return unary();
  const Level down(depth_);
  if (depth_ > deepest * levels.size()) return std::unexpected(wrong(peek(), "this is nested too deeply"));
  auto left = expression(level + 1);
  if (!left) return left;
  for (std::string_view name = sign(level); !name.empty(); name = sign(level)) {
    const Position position = take().position;
    auto right = expression(level + 1);
    if (!right) return right;
    Expression both{.kind = ExpressionKind::binary, .position = position, .text = std::string(name)};
    both.operands.push_back(std::move(*left));
    both.operands.push_back(std::move(*right));
    *left = std::move(both);
  }
  return left;
}

Expected<Expression> Parser::unary() {
  const Level down(depth_);
  if (depth_ > deepest * levels.size()) return std::unexpected(wrong(peek(), "this is nested too deeply"));
  std::string name;
  if (at_symbol("!") || at_word("not") || at_word("NOT"))
    name = "!";
  else if (at_symbol("-") || at_symbol("~"))
    name = peek().text;
  else if (at_word("defined") || at_word("strlen") || at_word("strempty"))
    name = peek().text;
  if (at_symbol("(") && (peek(1).text == "int" || peek(1).text == "str") && peek(2).text == ")") {
    name = "(" + peek(1).text + ")";
    at_ += 2;
  }
  if (name.empty()) return primary();
  const Position position = take().position;
  auto operand = unary();
  if (!operand) return operand;
  Expression out{.kind = ExpressionKind::unary, .position = position, .text = std::move(name)};
  out.operands.push_back(std::move(*operand));
  return out;
}

Expected<Expression> Parser::parenthesised() {
  take();
  auto inner = expression();
  if (!inner) return inner;
  if (auto done = expect(")", "after this expression"); !done) return std::unexpected(done.error());
  return inner;
}

Expected<Expression> Parser::primary() {
  if (at_symbol("(")) return parenthesised();
  const Token& token = peek();
  Expression out{.position = token.position, .text = token.text, .number = token.number};
  switch (token.kind) {
    case TokenKind::number:
      out.kind = ExpressionKind::integer;
      break;
    case TokenKind::text:
      out.kind = ExpressionKind::text;
      break;
    case TokenKind::variable:
      out.kind = ExpressionKind::variable;
      break;
    case TokenKind::address:
      out.kind = ExpressionKind::address;
      break;
    case TokenKind::word:
      if (peek(1).text == "(" && peek(1).kind == TokenKind::symbol) return call();
      if (!is_keyword(token.text) && takes_as_text(token)) {
        out.kind = ExpressionKind::text;
        break;
      }
      if (!is_keyword(token.text))
        return std::unexpected(wrong(token, fmt::format("'{}' is no value", token.text),
                                     "text stands in quotation marks, a variable begins with $"));
      out.kind = ExpressionKind::keyword;
      break;
    default:
      return std::unexpected(wrong(token, "an expression is expected here"));
  }
  take();
  return out;
}

Expected<Expression> Parser::call() {
  Expression out{.kind = ExpressionKind::call, .position = peek().position, .text = take().text};
  take();
  while (!accept(")")) {
    if (!out.operands.empty())
      if (auto done = expect(",", "between arguments, or ')' after the last one"); !done)
        return std::unexpected(done.error());
    // setflag(FLT_NATS), route(RELAY): names that nothing declares here stay words.
    const bool bare = peek().kind == TokenKind::word && (peek(1).text == ")" || peek(1).text == ",");
    if (bare) {
      const Token token = take();
      out.operands.push_back({.kind = ExpressionKind::keyword, .position = token.position, .text = token.text});
      continue;
    }
    auto argument = expression();
    if (!argument) return argument;
    out.operands.push_back(std::move(*argument));
  }
  return out;
}

}  // namespace rtpe::route
