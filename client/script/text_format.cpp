#include "client/script/text_format.hpp"

namespace rtpe::script {
namespace {

/// A dot belongs to the name: "$ci.x" is no $ci, and Kamailio knows no variable of that name.
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

// Length of "(...)" with balanced parentheses at the start of text; 0: none.
std::size_t parenthesised(std::string_view text) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i + 1;
    if (depth == 0) return 0;
  }
  return 0;
}

}  // namespace

std::size_t variable_length(std::string_view text) {
  if (!text.starts_with('$') || text.size() < 2) return 0;
  if (text[1] == '(') {
    const auto inner = parenthesised(text.substr(1));
    return inner == 0 ? 0 : 1 + inner;
  }
  std::size_t end = 1;
  while (end < text.size() && is_word(text[end])) ++end;
  if (end == 1) return 0;
  return end + (end < text.size() && text[end] == '(' ? parenthesised(text.substr(end)) : 0);
}

std::optional<std::size_t> stray_dollar(std::string_view text) {
  for (std::size_t at = 0; (at = text.find('$', at)) != std::string_view::npos;) {
    const auto rest = text.substr(at);
    if (rest.starts_with("$$")) {
      at += 2;
      continue;
    }
    const auto length = variable_length(rest);
    const auto variable = rest.substr(0, length);
    const auto name = variable.substr(0, variable.find('('));
    if (length == 0 || name.find('.') != std::string_view::npos) return at;
    at += length;
  }
  return std::nullopt;
}

std::optional<Host::Variable> value_of(Host& host, std::string_view name) {
  if (auto value = host.read(name)) return value;
  const auto bare = name.substr(name.starts_with("$(") ? 2 : std::min<std::size_t>(1, name.size()));
  if (bare.starts_with("var(") || bare.starts_with("shv(")) return Host::Variable{.text = "0", .is_integer = true};
  return std::nullopt;
}

TextFormat TextFormat::parse(std::string_view text, NullText null_text) {
  TextFormat format;
  format.null_text_ = null_text;
  std::string plain;
  while (!text.empty()) {
    if (text.starts_with("$$")) {
      plain += '$';
      text.remove_prefix(2);
      continue;
    }
    const auto length = variable_length(text);
    if (length == 0) {
      plain += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (!plain.empty()) format.pieces_.push_back({.variable = false, .text = std::move(plain)});
    plain.clear();
    format.pieces_.push_back({.variable = true, .text = std::string(text.substr(0, length))});
    format.constant_ = false;
    text.remove_prefix(length);
  }
  if (format.constant_) {
    format.text_ = std::move(plain);
  } else if (!plain.empty()) {
    format.pieces_.push_back({.variable = false, .text = std::move(plain)});
  }
  return format;
}

std::string_view TextFormat::single_variable() const {
  return pieces_.size() == 1 && pieces_.front().variable ? std::string_view(pieces_.front().text) : std::string_view{};
}

std::string_view TextFormat::evaluate(Host& host, std::string& scratch) const {
  if (constant_) return text_;
  scratch.clear();
  for (const auto& piece : pieces_) {
    if (!piece.variable) {
      scratch += piece.text;
      continue;
    }
    if (const auto value = value_of(host, piece.text)) {
      scratch += value->text;
    } else if (null_text_ == NullText::marked) {
      scratch += "<null>";
    }
  }
  return scratch;
}

}  // namespace rtpe::script
