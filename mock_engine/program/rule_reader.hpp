// Tables -> rules, for files that have [[rule]] tables: programs, engines files, scenarios. Includes toml++.
#pragma once
#include "mock_engine/program/rule.hpp"
#include "mock_engine/program/toml_reader.hpp"

namespace rtpe::mock {

/// A JSON object as a table. Nulls are left out.
Expected<toml::table> read_json_table(std::string_view json);
/// `position` numbers rules without a name: "rule-3". Errors go to the source.
Rule read_rule(const toml::table& table, std::size_t position, TomlSource& source);
/// One element of `do`: a verb's name or a table with one verb.
Effect read_effect(const toml::node& node, std::string_view path, TomlSource& source);
std::optional<Duration> read_duration(TableReader& reader, std::string_view key);
/// Rules of an array of tables, names unique.
std::vector<Rule> read_rules(const std::vector<const toml::table*>& tables, TomlSource& source);

}  // namespace rtpe::mock
