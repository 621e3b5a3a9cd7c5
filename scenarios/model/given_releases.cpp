#include "scenarios/model/given_releases.hpp"

#include <algorithm>

namespace rtpe::scenario {
namespace {

void set_personality(Table& table, const std::string& name) {
  const auto known = std::ranges::find(table.members, "personality", &Member::key);
  if (known != table.members.end())
    known->value.content = name;
  else
    table.members.push_back(
        {.key = "personality", .place = table.place, .value = {.content = name, .place = table.place}});
}

/// The tables of `[[key]]`, or `[key]`; others stay, wrong as they are.
std::vector<Table*> tables_of(Table& root, std::string_view key) {
  std::vector<Table*> tables;
  const auto member = std::ranges::find(root.members, key, &Member::key);
  if (member == root.members.end()) return tables;
  if (auto* one = std::get_if<Table>(&member->value.content)) tables.push_back(one);
  if (auto* several = std::get_if<Array>(&member->value.content))
    for (Value& element : several->elements)
      if (auto* table = std::get_if<Table>(&element.content)) tables.push_back(table);
  return tables;
}

void give(const std::vector<Table*>& tables, const std::vector<std::string>& names) {
  if (names.empty()) return;
  for (std::size_t index = 0; index < tables.size(); ++index)
    set_personality(*tables[index], names[std::min(index, names.size() - 1)]);
}

}  // namespace

void give_releases(Table& root, const GivenReleases& releases) {
  give(tables_of(root, "client"), releases.proxies);
  give(tables_of(root, "proxy"), releases.proxies);
  give(tables_of(root, "engine"), releases.engines);
}

}  // namespace rtpe::scenario
