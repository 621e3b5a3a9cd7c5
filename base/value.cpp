#include "base/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/json_text.hpp"

namespace rtpe {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

}  // namespace

const Member* Table::find(std::string_view key) const {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &*found;
}

const Value* Table::get(std::string_view key) const {
  const Member* member = find(key);
  return member == nullptr ? nullptr : &member->value;
}

bool Array::is_of_tables() const {
  return !elements.empty() &&
         std::ranges::all_of(elements, [](const Value& value) { return value.table() != nullptr; });
}

std::string_view type_name(const Value& value) {
  return std::visit(
      Overloaded{[](const Table&) { return "a table"; },
                 [](const Array& array) { return array.is_of_tables() ? "an array of tables" : "an array"; },
                 [](const std::string&) { return "a string"; }, [](std::int64_t) { return "a whole number"; },
                 [](double) { return "a number"; }, [](bool) { return "true or false"; },
                 [](Moment) { return "a date or time"; }},
      value.content);
}

void append_json(std::string& out, const Table& table) {
  out.push_back('{');
  for (const Member& member : table.members) {
    if (&member != &table.members.front()) out.push_back(',');
    append_json_string(out, member.key);
    out.push_back(':');
    append_json(out, member.value);
  }
  out.push_back('}');
}

void append_json(std::string& out, const Value& value) {
  std::visit(Overloaded{[&](const Table& table) { append_json(out, table); },
                        [&](const Array& array) {
                          out.push_back('[');
                          for (const Value& element : array.elements) {
                            if (&element != &array.elements.front()) out.push_back(',');
                            append_json(out, element);
                          }
                          out.push_back(']');
                        },
                        [&](const std::string& text) { append_json_string(out, text); },
                        [&](std::int64_t number) { fmt::format_to(std::back_inserter(out), "{}", number); },
                        [&](double number) {
                          if (std::isfinite(number))
                            fmt::format_to(std::back_inserter(out), "{}", number);
                          else
                            out += "null";
                        },
                        [&](bool truth) { out += truth ? "true" : "false"; }, [&](Moment) { out += "null"; }},
             value.content);
}

}  // namespace rtpe
