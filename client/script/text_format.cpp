// Text with $variables in it.
#include "client/script/text_format.hpp"

#include "client/script/call.hpp"

namespace rtpe::script {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

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

TextFormat TextFormat::parse(std::string_view text) {
  TextFormat format;
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
    const auto value = host.read(piece.text);
    scratch += value ? std::string_view(value->text) : std::string_view("<null>");
  }
  return scratch;
}

}  // namespace rtpe::script
