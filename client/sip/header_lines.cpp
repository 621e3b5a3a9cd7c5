#include "client/sip/header_lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"

namespace rtpe::sip {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_space(char c) { return is_blank(c) || c == '\r' || c == '\n'; }

}  // namespace

bool starts_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

FieldName field_name_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, FieldName>, 13> names{{
      {"call-id", FieldName::call_id},
      {"i", FieldName::call_id},
      {"from", FieldName::from},
      {"f", FieldName::from},
      {"to", FieldName::to},
      {"t", FieldName::to},
      {"via", FieldName::via},
      {"v", FieldName::via},
      {"cseq", FieldName::cseq},
      {"content-type", FieldName::content_type},
      {"c", FieldName::content_type},
      {"content-length", FieldName::content_length},
      {"l", FieldName::content_length},
  }};
  for (const auto& [text, field] : names) {
    if (equal_ignoring_case(name, text)) return field;
  }
  return FieldName::other;
}

std::optional<std::string_view> FieldWalker::line() {
  const auto end = rest_.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  auto text = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::optional<std::string_view> FieldWalker::first_line() {
  auto text = line();
  if (!text) state_ = State::no_end;
  return text;
}

std::optional<Field> FieldWalker::next() {
  if (state_ != State::reading) return std::nullopt;
  const auto text = line();
  if (!text || text->empty()) {
    state_ = text ? State::body : State::no_end;
    return std::nullopt;
  }
  auto end = text->data() + text->size();
  while (!rest_.empty() && is_blank(rest_.front())) {
    const auto folded = line();
    if (!folded) {
      state_ = State::no_end;
      return std::nullopt;
    }
    end = folded->data() + folded->size();
  }
  const std::string_view whole(text->data(), static_cast<std::size_t>(end - text->data()));
  const auto colon = text->find(':');
  const auto name = trimmed(text->substr(0, colon == std::string_view::npos ? 0 : colon));
  if (name.empty() || is_blank(whole.front())) {
    state_ = State::no_colon;
    offending_ = *text;
    return std::nullopt;
  }
  const auto value = whole.substr(colon + 1);
  const auto begin = static_cast<std::size_t>(std::ranges::find_if_not(value, is_space) - value.begin());
  return Field{.name = name, .value = trimmed(value), .body = value.substr(begin)};
}

}  // namespace rtpe::sip
