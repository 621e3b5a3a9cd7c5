#include "base/toml.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

#include "base/deep_key.hpp"

namespace rtpe {
namespace {

Place place_of(const toml::source_region& source) { return {source.begin.line, source.begin.column}; }

Table convert_toml(const toml::table& table);

Value convert_toml(const toml::node& node) {
  Value value{.content = Moment{}, .place = place_of(node.source())};
  if (const auto* text = node.as_string()) {
    value.content = text->get();
  } else if (const auto* whole = node.as_integer()) {
    value.content = whole->get();
  } else if (const auto* real = node.as_floating_point()) {
    value.content = real->get();
  } else if (const auto* truth = node.as_boolean()) {
    value.content = truth->get();
  } else if (const auto* table = node.as_table()) {
    value.content = convert_toml(*table);
  } else if (const auto* array = node.as_array()) {
    Array elements;
    elements.elements.reserve(array->size());
    for (const toml::node& element : *array) elements.elements.push_back(convert_toml(element));
    value.content = std::move(elements);
  }
  return value;
}

Table convert_toml(const toml::table& table) {
  Table out{.members = {}, .place = place_of(table.source())};
  out.members.reserve(table.size());
  for (auto&& [key, value] : table)
    out.members.push_back(
        {.key = std::string(key.str()), .place = place_of(key.source()), .value = convert_toml(value)});
  std::ranges::stable_sort(out.members, {},
                           [](const Member& member) { return std::pair(member.place.line, member.place.column); });
  return out;
}

}  // namespace

std::optional<Table> parse_toml(std::string_view text, Problems& problems) {
  if (const auto key = find_deep_key(text)) {
    problems.error({key->line, key->column}, "this key is nested too deep");
    return std::nullopt;
  }
  try {
    return convert_toml(toml::parse(text));
  } catch (const toml::parse_error& error) {
    problems.error(place_of(error.source()), fmt::format("not TOML: {}", shown(error.description())));
  } catch (const std::exception& error) {
    problems.error({}, fmt::format("reading it ended with: {}", error.what()), ErrorKind::internal);
  }
  return std::nullopt;
}

}  // namespace rtpe
