#include "scenarios/checks/event_keys.hpp"

#include <fmt/format.h>

#include <charconv>

namespace rtpe::scenario {
namespace {

/// `error`: of the text of that key, with its place as "column 7".
void report_inside(TableReader& table, std::string_view key, const std::string& text, const Error& error) {
  constexpr std::string_view lead = "column ";
  std::size_t column = 1;
  if (error.place.starts_with(lead))
    std::from_chars(error.place.data() + lead.size(), error.place.data() + error.place.size(), column);
  table.problems().error(table.problems().inside(table.place_of_value(key), text, column - 1),
                         fmt::format("{} of {}: {}", key, table.name(), error.message));
}

}  // namespace

WrittenPattern read_pattern(TableReader& table, std::string_view key) {
  WrittenPattern out;
  auto text = table.text(key);
  if (!text) return out;
  out.text = std::move(*text);
  if (auto pattern = EventPattern::parse(out.text))
    out.pattern = std::move(*pattern);
  else
    report_inside(table, key, out.text, pattern.error());
  return out;
}

WrittenCondition read_condition(TableReader& table, std::string_view key, std::size_t kind) {
  WrittenCondition out;
  auto text = table.text(key);
  if (!text) return out;
  out.text = std::move(*text);
  if (auto condition = EventCondition::parse(out.text, kind))
    out.condition = std::move(*condition);
  else
    report_inside(table, key, out.text, condition.error());
  return out;
}

}  // namespace rtpe::scenario
