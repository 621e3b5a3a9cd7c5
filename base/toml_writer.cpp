#include "base/toml_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

namespace rtpe {
namespace {

constexpr std::size_t longest_line = 100;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// Lines are readable in a literal of several lines.
bool may_be_lines(std::string_view text) {
  return text.contains('\n') && !text.contains("'''") && !text.ends_with('\'') &&
         std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\n' && c != '\t'; });
}

void append_text(std::string& out, std::string_view text) {
  if (may_be_lines(text)) {
    out.append("'''\n").append(text).append("'''");
    return;
  }
  const bool has_quotes = text.find_first_of("\"\\") != std::string_view::npos;
  const bool may_be_literal = text.find('\'') == std::string_view::npos && std::ranges::none_of(text, is_control);
  if (has_quotes && may_be_literal) {
    out.append("'").append(text).append("'");
    return;
  }
  out.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out.append("\\").push_back(c);
    else if (c == '\n')
      out += "\\n";
    else if (c == '\t')
      out += "\\t";
    else if (is_control(c))
      fmt::format_to(std::back_inserter(out), "\\u{:04X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      out.push_back(c);
  }
  out.push_back('"');
}

void append_number(std::string& out, double number) {
  if (std::isnan(number)) {
    out += "nan";
  } else if (std::isinf(number)) {
    out += number < 0 ? "-inf" : "inf";
  } else {
    std::array<char, 400> digits{};
    const auto [end, error] =
        std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed);
    const std::string_view text(digits.data(), end);
    out += text;
    if (text.find('.') == std::string_view::npos) out += ".0";  // an integer would be another type
  }
}

void append_array(std::string& out, const Array& array) {
  std::string line = "[";
  for (const Value& element : array.elements) {
    if (&element != &array.elements.front()) line += ", ";
    append_toml(line, element);
  }
  line += "]";
  if (array.elements.size() < 2 || line.size() <= longest_line) {
    out += line;
    return;
  }
  out += "[\n";
  for (const Value& element : array.elements) {
    out += "  ";
    append_toml(out, element);
    out += ",\n";
  }
  out += "]";
}

void append_table(std::string& out, const Table& table) {
  out += "{";
  for (const Member& member : table.members) {
    out += &member == &table.members.front() ? " " : ", ";
    append_toml_key(out, member.key);
    out += " = ";
    append_toml(out, member.value);
  }
  out += table.members.empty() ? "}" : " }";
}

}  // namespace

void append_toml(std::string& out, const Value& value) {
  if (const auto* text = value.text())
    append_text(out, *text);
  else if (const auto* whole = value.integer())
    fmt::format_to(std::back_inserter(out), "{}", *whole);
  else if (const auto* real = value.real())
    append_number(out, *real);
  else if (const auto* truth = value.truth())
    out += *truth ? "true" : "false";
  else if (const auto* array = value.array())
    append_array(out, *array);
  else if (const auto* table = value.table())
    append_table(out, *table);
  else
    out += "1970-01-01";  // a date: no file of the lab has one
}

void append_toml_key(std::string& out, std::string_view key) {
  const bool is_bare = !key.empty() && std::ranges::all_of(key, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  is_bare ? static_cast<void>(out.append(key)) : append_text(out, key);
}

}  // namespace rtpe
