// Reads rules: a program file (TOML) or one rule from the control API (JSON). Same keys, same errors.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problems.hpp"
#include "mock_engine/program/rule.hpp"

namespace rtpe::mock {

struct ProgramFile {
  std::optional<std::uint64_t> seed;
  std::vector<Rule> rules;
};

/// A whole file: `seed` and [[rule]] tables. `name` is for errors only, which point at name:line:column.
Read<ProgramFile> read_program(std::string_view text, std::string_view name);
/// One rule as a JSON object with the keys of a [[rule]] table. `name`, when given, is the rule's; else it must say
/// one.
Read<Rule> read_rule_json(std::string_view json, std::string_view name = {});
/// One verb as in a rule's `do`: "recover", {"crash": {"for": "10s"}}.
Read<Effect> read_effect_json(std::string_view json);

}  // namespace rtpe::mock
