#include "mock_engine/program/program_file.hpp"

#include <fmt/format.h>

#include <limits>

#include "base/toml.hpp"
#include "mock_engine/program/rule_reader.hpp"

namespace rtpe::mock {

Read<ProgramFile> read_program(std::string_view text, std::string_view name) {
  Problems problems(text, name);
  ProgramFile file;
  if (const auto table = parse_toml(text, problems)) {
    TableReader reader(*table, "the program", problems);
    if (const auto seed = reader.integer("seed", 0, std::numeric_limits<std::int64_t>::max()))
      file.seed = static_cast<std::uint64_t>(*seed);
    file.rules = read_rules(reader, "rule");
    reader.finish();
  }
  if (problems.any_errors()) return std::unexpected(problems.errors());
  return file;
}

Read<Rule> read_rule_json(std::string_view json, std::string_view name) {
  Problems problems({}, {});
  auto table = parse_json_object(json, problems);
  if (!table) return std::unexpected(problems.errors());
  const Value* own = table->get("name");
  if (own == nullptr && !name.empty())
    table->members.push_back({.key = "name", .value = {.content = std::string(name)}});
  else if (own == nullptr)
    problems.error({}, "the rule needs the key \"name\"");
  else if (!name.empty() && own->text() != nullptr && *own->text() != name)
    problems.error({}, fmt::format("the rule is named \"{}\", not \"{}\"", shown(*own->text()), shown(name)));
  Rule rule = read_rule(*table, 1, "the rule", problems);
  if (problems.any_errors()) return std::unexpected(problems.errors());
  return rule;
}

Read<Effect> read_effect_json(std::string_view json) {
  Problems problems({}, {});
  if (const auto value = parse_json(json, problems))
    if (auto effect = read_effect(*value, "the request", problems); effect && !problems.any_errors()) return *effect;
  return std::unexpected(problems.errors());
}

}  // namespace rtpe::mock
