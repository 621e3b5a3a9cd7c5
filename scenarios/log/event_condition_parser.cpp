// Text -> EventCondition.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/problems.hpp"
#include "base/time_text.hpp"
#include "scenarios/log/event_condition.hpp"

namespace rtpe::scenario {
namespace {

using ValueType = FieldValue::Type;
using ConditionNode = EventCondition::Node;

constexpr std::size_t longest_condition = 2000, deepest_condition = 50;

struct ConditionToken {
  enum class Kind : std::uint8_t { end, word, text, number, symbol } kind = Kind::end;
  std::string_view text = {};
  std::size_t column = 1;
};

bool is_condition_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_condition_digit(char c) { return c >= '0' && c <= '9'; }

/// Words, texts, numbers and durations, symbols.
Expected<std::vector<ConditionToken>> condition_tokens(std::string_view text, std::size_t column) {
  if (text.size() > longest_condition)
    return std::unexpected(wrong_at(column, fmt::format("an expression of more than {} bytes", longest_condition)));
  std::vector<ConditionToken> tokens;
  std::size_t at = 0;
  const auto take = [&](ConditionToken::Kind kind, std::size_t length, std::size_t skipped = 0) {
    tokens.push_back({.kind = kind, .text = text.substr(at + skipped, length), .column = column + at});
    at += length + 2 * skipped;
  };
  while (at < text.size()) {
    const char c = text[at];
    std::size_t end = at;
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++at;
    } else if (is_condition_letter(c)) {
      while (end < text.size() && (is_condition_letter(text[end]) || is_condition_digit(text[end]))) ++end;
      take(ConditionToken::Kind::word, end - at);
    } else if (is_condition_digit(c) || (c == '-' && at + 1 < text.size() && is_condition_digit(text[at + 1]))) {
      ++end;
      while (end < text.size() && (is_condition_letter(text[end]) || is_condition_digit(text[end]) || text[end] == '.'))
        ++end;
      take(ConditionToken::Kind::number, end - at);
    } else if (c == '"' || c == '\'') {
      end = text.find(c, at + 1);
      if (end == std::string_view::npos) return std::unexpected(wrong_at(column + at, "this text has no end"));
      take(ConditionToken::Kind::text, end - at - 1, 1);
    } else if (const auto two = text.substr(at, 2); two == "==" || two == "!=" || two == "<=" || two == ">=") {
      take(ConditionToken::Kind::symbol, 2);
    } else if (c == '<' || c == '>' || c == '(' || c == ')') {
      take(ConditionToken::Kind::symbol, 1);
    } else {
      return std::unexpected(
          wrong_at(column + at, c == '=' ? std::string("\"=\" compares nothing; write \"==\"")
                                         : fmt::format("\"{}\" is not understood here", shown(text.substr(at, 1)))));
    }
  }
  tokens.push_back({.column = column + text.size()});
  return tokens;
}

std::string_view type_words(ValueType type) {
  switch (type) {
    case ValueType::text:
      return "a text in quotes";
    case ValueType::truth:
      return "true or false";
    case ValueType::number:
      return "a number";
    case ValueType::duration:
      return "a duration, as 50ms";
    case ValueType::node:
      return "a node: its URL, or the name of its engine, in quotes";
    case ValueType::proxy:
      return "a proxy: its name in quotes, or its number";
    case ValueType::absent:
      break;
  }
  return "nothing";
}

class ConditionParser {
 public:
  ConditionParser(std::vector<ConditionToken> tokens, std::size_t kind) : tokens_(std::move(tokens)), kind_(kind) {}

  Expected<ConditionNode> whole() {
    ConditionNode node;
    if (!alternatives(node)) return std::unexpected(error_);
    if (now().kind != ConditionToken::Kind::end) {
      wrong(fmt::format("\"{}\" is not understood here: \"and\", \"or\" or the end was expected", shown(now().text)));
      return std::unexpected(error_);
    }
    return node;
  }

 private:
  [[nodiscard]] const ConditionToken& now() const { return tokens_[at_]; }
  [[nodiscard]] bool is_word(std::string_view word) const {
    return now().kind == ConditionToken::Kind::word && now().text == word;
  }
  bool take_word(std::string_view word) {
    if (!is_word(word)) return false;
    ++at_;
    return true;
  }
  bool wrong(std::string message) {
    error_ = wrong_at(now().column, std::move(message));
    return false;
  }

  bool alternatives(ConditionNode& out) {
    out.kind = ConditionNode::Kind::any;
    do {
      if (!terms(out.parts.emplace_back())) return false;
    } while (take_word("or"));
    return true;
  }

  bool terms(ConditionNode& out) {
    out.kind = ConditionNode::Kind::all;
    do {
      if (!term(out.parts.emplace_back())) return false;
    } while (take_word("and"));
    return true;
  }

  bool term(ConditionNode& out) {
    if (++depth_ > deepest_condition) return wrong("nested too deep");
    bool fine = false;
    if (take_word("not")) {
      out.kind = ConditionNode::Kind::none;
      fine = term(out.parts.emplace_back());
    } else if (now().kind == ConditionToken::Kind::symbol && now().text == "(") {
      ++at_;
      fine = alternatives(out);
      if (fine && (now().kind != ConditionToken::Kind::symbol || now().text != ")"))
        fine = wrong("\")\" was expected");
      else
        ++at_;
    } else {
      fine = comparison(out);
    }
    --depth_;
    return fine;
  }

  bool comparison(ConditionNode& out) {
    if (now().kind != ConditionToken::Kind::word) return wrong("the name of a field was expected");
    if (!field(out.left)) return false;
    const auto operation = take_operator();
    out.kind = operation ? ConditionNode::Kind::compare : ConditionNode::Kind::there;
    if (!operation) return true;
    out.comparison = *operation;
    const ConditionToken value = now();
    if (!operand(out.right)) return false;
    return fits(out, value);
  }

  std::optional<Comparison> take_operator() {
    struct Row {
      std::string_view text;
      Comparison comparison;
    };
    constexpr Row rows[] = {{"==", Comparison::equal},    {"!=", Comparison::unequal}, {"<=", Comparison::at_most},
                            {">=", Comparison::at_least}, {"<", Comparison::below},    {">", Comparison::above},
                            {"like", Comparison::like}};
    if (now().kind != ConditionToken::Kind::symbol && !is_word("like")) return std::nullopt;
    for (const Row& row : rows)
      if (now().text == row.text) {
        ++at_;
        return row.comparison;
      }
    return std::nullopt;
  }

  bool field(Operand& out) {
    const std::string_view name = now().text;
    const auto fields = fields_of_kind(kind_);
    const auto found = std::ranges::find(fields, name, &FieldAccess::name);
    if (found != fields.end()) {
      out.field = &*found;
    } else if (name == "at") {
      out.is_time = true;
    } else if (const auto node = std::ranges::find(fields, "node", &FieldAccess::name);
               name == "engine" && node != fields.end()) {
      out.field = &*node;
      out.is_engine = true;
    } else {
      std::vector<std::string_view> known{"at"};
      for (const FieldAccess& one : fields) known.push_back(one.name);
      return wrong(
          fmt::format("{} has no field \"{}\"{}", event_kind_names()[kind_], shown(name), suggestion(name, known)));
    }
    ++at_;
    return true;
  }

  bool operand(Operand& out) {
    const ConditionToken token = now();
    if (token.kind == ConditionToken::Kind::word && token.text != "true" && token.text != "false") return field(out);
    if (token.kind == ConditionToken::Kind::word) {
      out.literal = {.type = ValueType::truth, .number = token.text == "true" ? 1 : 0};
    } else if (token.kind == ConditionToken::Kind::text) {
      out.text = token.text;
      out.literal.type = ValueType::text;
    } else if (token.kind == ConditionToken::Kind::number) {
      if (!number(token, out)) return false;
    } else {
      return wrong("a value was expected: a text in quotes, a number, a duration, or a field");
    }
    ++at_;
    return true;
  }

  bool number(const ConditionToken& token, Operand& out) {
    const char* const end = token.text.data() + token.text.size();
    const auto [read, error] = std::from_chars(token.text.data(), end, out.literal.number);
    out.literal.type = ValueType::number;
    if (error == std::errc{} && read == end) return true;
    const auto duration = parse_duration(token.text);
    if (!duration) return wrong(fmt::format("\"{}\" is neither a whole number nor a duration", shown(token.text)));
    out.literal = {.type = ValueType::duration, .number = duration->count()};
    return true;
  }

  static ValueType type_of(const Operand& operand) {
    if (operand.is_time) return ValueType::duration;
    if (operand.is_engine) return ValueType::text;
    return operand.field != nullptr ? operand.field->type : operand.literal.type;
  }

  /// The right side is what the left can be compared with.
  bool fits(ConditionNode& out, const ConditionToken& value) {
    const auto say = [&](std::string message) {
      error_ = wrong_at(value.column, std::move(message));
      return false;
    };
    const ValueType left = type_of(out.left), right = type_of(out.right);
    const bool is_order = out.comparison != Comparison::equal && out.comparison != Comparison::unequal;
    const bool ordered = left == ValueType::number || left == ValueType::duration;
    if (out.comparison == Comparison::like && (left != ValueType::text || right != ValueType::text))
      return say("\"like\" compares texts");
    if (is_order && out.comparison != Comparison::like && !ordered)
      return say("only numbers and durations are smaller or larger than others");
    const bool by_name = (left == ValueType::node || left == ValueType::proxy) && right == ValueType::text;
    const bool by_number = left == ValueType::proxy && right == ValueType::number;
    if (left == right || by_name || by_number) return known_word(out, say);
    if (left == ValueType::duration && right == ValueType::number && out.right.literal.number == 0) return true;
    return say(fmt::format("{} is compared with {}, not with {}",
                           out.left.is_time     ? "at"
                           : out.left.is_engine ? "engine"
                                                : out.left.field->name,
                           type_words(left), type_words(right)));
  }

  template <class Say>
  bool known_word(const ConditionNode& out, const Say& say) {
    if (out.left.field == nullptr || out.left.is_engine || !out.right.is_literal()) return true;
    const auto& words = out.left.field->words;
    if (words.empty() || out.comparison == Comparison::like) return true;
    if (std::ranges::find(words, out.right.text) != words.end()) return true;
    return say(fmt::format("{} is never \"{}\"{}", out.left.field->name, shown(out.right.text),
                           suggestion(out.right.text, words)));
  }

  std::vector<ConditionToken> tokens_;
  std::size_t kind_, at_ = 0, depth_ = 0;
  Error error_;
};

}  // namespace

Expected<EventCondition> EventCondition::parse(std::string_view text, std::size_t kind, std::size_t column) {
  auto tokens = condition_tokens(text, column);
  if (!tokens) return std::unexpected(tokens.error());
  auto node = ConditionParser(std::move(*tokens), kind).whole();
  if (!node) return std::unexpected(node.error());
  EventCondition made;
  made.root_ = std::make_shared<const ConditionNode>(std::move(*node));
  return made;
}

}  // namespace rtpe::scenario
