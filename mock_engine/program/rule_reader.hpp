// Tables -> rules, for whatever has [[rule]] tables: programs, engines files, scenarios, the control API.
#pragma once
#include "base/table_reader.hpp"
#include "mock_engine/program/rule.hpp"

namespace rtpe::mock {

/// `position` numbers rules without a name: "rule-3". `name` is what messages call the table: "[[rule]]".
Rule read_rule(const Table& table, std::size_t position, std::string_view name, Problems& problems);
/// One element of `do`: a verb's name or a table with one verb; nothing: it is none. `name`: "do of [[rule]]".
std::optional<Effect> read_effect(const Value& value, std::string_view name, Problems& problems);
/// The tables of `rule` in that reader, their names unique. `header` as the file writes it: "rule", "engine.rule".
std::vector<Rule> read_rules(TableReader& reader, std::string_view header);

}  // namespace rtpe::mock
