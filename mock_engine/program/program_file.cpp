#include "mock_engine/program/program_file.hpp"

#include <boost/json/parse.hpp>

#include "mock_engine/program/rule_reader.hpp"

namespace rtpe::mock {
namespace {

void insert(toml::table& table, std::string_view key, const boost::json::value& value);

void append(toml::array& list, const boost::json::value& value);

/// JSON has the shapes of TOML; null has no counterpart and is left out, so that readers call the key missing.
template <class Add>
void convert(const boost::json::value& value, Add add) {
  switch (value.kind()) {
    case boost::json::kind::object: {
      toml::table table;
      for (const auto& [key, child] : value.get_object()) insert(table, key, child);
      return add(std::move(table));
    }
    case boost::json::kind::array: {
      toml::array list;
      for (const boost::json::value& child : value.get_array()) append(list, child);
      return add(std::move(list));
    }
    case boost::json::kind::string:
      return add(std::string(value.get_string()));
    case boost::json::kind::int64:
      return add(value.get_int64());
    case boost::json::kind::uint64:
      return add(static_cast<double>(value.get_uint64()));
    case boost::json::kind::double_:
      return add(value.get_double());
    case boost::json::kind::bool_:
      return add(value.get_bool());
    case boost::json::kind::null:
      return;
  }
}

void insert(toml::table& table, std::string_view key, const boost::json::value& value) {
  convert(value, [&](auto converted) { table.insert_or_assign(key, std::move(converted)); });
}

void append(toml::array& list, const boost::json::value& value) {
  convert(value, [&](auto converted) { list.push_back(std::move(converted)); });
}

Expected<toml::table> parse_json(std::string_view json) {
  boost::system::error_code error;
  const boost::json::value document = boost::json::parse(json, error);
  if (error) return std::unexpected(Error{.message = "not JSON: " + error.message()});
  toml::table wrapped;
  insert(wrapped, "value", document);
  return wrapped;
}

}  // namespace

Expected<ProgramFile> read_program(std::string_view text, std::string_view name) {
  TomlSource source(name, text);
  const auto table = source.parse();
  if (!table) return std::unexpected(table.error());
  ProgramFile file;
  TableReader reader(*table, "", source);
  if (const auto seed = reader.integer("seed", 0, std::numeric_limits<std::int64_t>::max()))
    file.seed = static_cast<std::uint64_t>(*seed);
  file.rules = read_rules(reader.tables("rule"), source);
  reader.finish();
  if (source.failed()) return std::unexpected(*source.error());
  return file;
}

Expected<toml::table> read_json_table(std::string_view json) {
  auto wrapped = parse_json(json);
  if (!wrapped) return std::unexpected(wrapped.error());
  toml::table* table = (*wrapped)["value"].as_table();
  if (table == nullptr) return std::unexpected(Error{.message = "a JSON object is expected"});
  return std::move(*table);
}

Expected<Rule> read_rule_json(std::string_view json, std::string_view name) {
  auto table = read_json_table(json);
  if (!table) return std::unexpected(table.error());
  if (!name.empty()) {
    const auto own = (*table)["name"].value<std::string>();
    if (own && *own != name)
      return std::unexpected(Error{.message = fmt::format("the rule is named \"{}\", not \"{}\"", *own, name)});
    table->insert_or_assign("name", std::string(name));
  }
  if (!table->contains("name")) return std::unexpected(Error{.message = "name: is missing"});
  TomlSource source("", "");
  Rule rule = read_rule(*table, 1, source);
  if (source.failed()) return std::unexpected(*source.error());
  return rule;
}

Expected<Effect> read_effect_json(std::string_view json) {
  const auto wrapped = parse_json(json);
  if (!wrapped) return std::unexpected(wrapped.error());
  const toml::node* node = wrapped->get("value");
  if (node == nullptr) return std::unexpected(Error{.message = "a verb is expected"});
  TomlSource source("", "");
  Effect effect = read_effect(*node, "do", source);
  if (source.failed()) return std::unexpected(*source.error());
  return effect;
}

}  // namespace rtpe::mock
