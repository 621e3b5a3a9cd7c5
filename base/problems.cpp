#include "base/problems.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "base/nearest.hpp"

namespace rtpe {
namespace {

constexpr std::size_t most_problems = 100;
constexpr std::size_t widest_excerpt = 110, longest_shown = 120;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Byte offset of the column, which counts characters from 1.
std::size_t offset_of(std::string_view line, std::uint32_t column) {
  std::size_t offset = 0;
  for (std::uint32_t at = 1; at < column && offset < line.size(); ++at) {
    ++offset;
    while (offset < line.size() && continues_character(line[offset])) ++offset;
  }
  return offset;
}

/// How many bytes the UTF-8 character at the front has; 0: it is none.
std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (!continues_character(text[i])) return 0;
  return length;
}

/// Fit for a terminal: control characters and what is no UTF-8 become '?'.
std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto length = character_length(text);
    const auto first = static_cast<unsigned char>(text.front());
    if (length == 0 || (first < 0x20 && first != '\t') || first == 0x7F)
      out += '?';
    else
      out += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace

std::string shown(std::string_view text) {
  std::string out = printable(text.substr(0, longest_shown));
  std::ranges::replace(out, '\t', ' ');
  if (text.size() > longest_shown) out += "...";
  return out;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> words) {
  constexpr std::size_t short_list = 20;
  if (const auto near = nearest(word, words); !near.empty()) return fmt::format("; did you mean \"{}\"?", near);
  if (words.empty() || words.size() > short_list) return {};
  return fmt::format("; valid: {}", fmt::join(words, ", "));
}

std::string text_of(std::span<const Error> errors) {
  std::string out;
  for (const Error& error : errors) out += (out.empty() ? "" : "\n") + error.text();
  return out;
}

void Problems::error(Place place, std::string message, ErrorKind kind) {
  const auto is_same = [&](const Problem& known) { return known.place == place && known.message == message; };
  if (place.line > 0 && std::ranges::any_of(errors_, is_same)) return;
  if (errors_.size() < most_problems)
    errors_.push_back({place, std::move(message), kind});
  else
    ++too_many_errors_;
}

void Problems::warn(Place place, std::string message) {
  const auto is_same = [&](const Problem& known) { return known.place == place && known.message == message; };
  if (place.line > 0 && std::ranges::any_of(warnings_, is_same)) return;
  if (warnings_.size() < most_problems)
    warnings_.push_back({place, std::move(message), ErrorKind::invalid_input});
  else
    ++too_many_warnings_;
}

void Problems::add(std::vector<Error> errors) {
  for (Error& error : errors)
    if (others_.size() < most_problems) others_.push_back(std::move(error));
}

std::vector<Error> Problems::errors() {
  std::vector<Error> out = ordered(errors_);
  out.insert(out.end(), others_.begin(), others_.end());
  return out;
}

std::uint32_t Problems::append(std::string_view text, std::string_view file) {
  const Part& last = parts_.back();
  const auto lines = static_cast<std::uint32_t>(std::ranges::count(last.text, '\n')) + 1;
  parts_.push_back({.first_line = last.first_line + lines, .text = text, .file = file});
  return parts_.back().first_line;
}

const Problems::Part& Problems::part_of(std::uint32_t line) const {
  const auto behind = std::ranges::upper_bound(parts_, std::max(line, 1U), {}, &Part::first_line);
  return *std::prev(behind);
}

std::string Problems::where(Place place) const {
  const Part& part = part_of(place.line);
  const std::uint32_t line = place.line - part.first_line + 1;
  return is_own(place) ? fmt::format("line {}", line) : fmt::format("line {} of {}", line, part.file);
}

std::string_view Problems::line(std::uint32_t number) const {
  const Part& part = part_of(number);
  std::string_view rest = part.text;
  for (std::uint32_t at = part.first_line; at < number; ++at) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

Place Problems::inside(Place value, std::string_view content, std::size_t offset) const {
  const std::string_view source = line(value.line);
  const auto at = offset_of(source, value.column);
  const bool as_it_is = at < source.size() && (source[at] == '"' || source[at] == '\'') &&
                        source.substr(at + 1).starts_with(content) && offset <= content.size();
  if (!as_it_is) return value;
  const auto characters =
      std::ranges::count_if(content.substr(0, offset), [](char c) { return !continues_character(c); });
  return {value.line, value.column + 1 + static_cast<std::uint32_t>(characters)};
}

Place Problems::inside_lines(Place value, std::uint32_t number, std::uint32_t column) const {
  const std::string_view source = line(value.line);
  const auto at = offset_of(source, value.column);
  const std::string_view opening = at < source.size() ? source.substr(at) : std::string_view{};
  if (!opening.starts_with("'''") && !opening.starts_with("\"\"\"")) return value;
  const bool begins_below =
      opening.substr(3).find_first_not_of(" \t\r") == std::string_view::npos && opening.size() <= 4;
  if (begins_below) return {value.line + number, column};
  return {value.line + number - 1, number == 1 ? value.column + 2 + column : column};
}

std::string Problems::excerpt(Place place) const {
  std::string_view source = line(place.line);
  if (place.line == 0 || source.empty()) return {};
  std::size_t offset = offset_of(source, place.column);
  std::string_view lead, tail;
  if (source.size() > widest_excerpt) {
    std::size_t begin = offset > widest_excerpt / 2 ? offset - widest_excerpt / 2 : 0;
    while (begin > 0 && continues_character(source[begin])) --begin;
    std::size_t length = std::min(widest_excerpt, source.size() - begin);
    while (begin + length < source.size() && continues_character(source[begin + length])) ++length;
    if (begin > 0) lead = "...";
    if (begin + length < source.size()) tail = "...";
    source = source.substr(begin, length);
    offset -= begin;
  }
  std::string padding(lead.size(), ' ');
  for (const char c : source.substr(0, offset))
    if (!continues_character(c)) padding += c == '\t' ? '\t' : ' ';
  const auto number = fmt::format("{:>5}", place.line - part_of(place.line).first_line + 1);
  return fmt::format("\n{} | {}{}{}\n{} | {}^", number, lead, printable(source), tail, std::string(number.size(), ' '),
                     padding);
}

std::vector<Error> Problems::ordered(std::vector<Problem>& problems) const {
  std::ranges::stable_sort(problems, {}, [](const Problem& p) { return std::tuple(p.place.line, p.place.column); });
  std::vector<Error> out;
  for (const Problem& problem : problems) {
    const bool has_line = problem.place.line > 0;
    const Part& part = part_of(problem.place.line);
    const std::uint32_t line = problem.place.line - part.first_line + 1;
    out.push_back(
        {.kind = problem.kind,
         .message = problem.message + excerpt(problem.place),
         .place = has_line ? fmt::format("{}:{}:{}", part.file, line, problem.place.column) : std::string(part.file)});
  }
  const auto more = &problems == &errors_ ? too_many_errors_ : too_many_warnings_;
  if (more > 0)
    out.push_back(
        {.message = fmt::format("{} more problems are not shown", more), .place = std::string(parts_.front().file)});
  return out;
}

}  // namespace rtpe
