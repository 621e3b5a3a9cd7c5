#include "scenarios/model/json_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/value.hpp"
#include "client/parameters.hpp"
#include "client/personality.hpp"
#include "mock_engine/options.hpp"
#include "scenarios/model/check_kind.hpp"
#include "scenarios/model/fault_kind.hpp"
#include "scenarios/model/file_keys.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {
namespace schema_parts {
namespace {

/// A JSON object that is being made.
class Object {
 public:
  Object&& add(std::string_view key, Value::Content content) && {
    table_.members.push_back({.key = std::string(key), .value = {.content = std::move(content)}});
    return std::move(*this);
  }
  Object&& add(std::string_view key, std::string_view text) && {
    return std::move(*this).add(key, Value::Content(std::string(text)));
  }
  Object&& add(std::string_view key, std::string text) && {
    return std::move(*this).add(key, Value::Content(std::move(text)));
  }
  Object&& add(std::string_view key, std::int64_t number) && {
    return std::move(*this).add(key, Value::Content(number));
  }
  Object&& add(std::string_view key, bool truth) && { return std::move(*this).add(key, Value::Content(truth)); }
  Object&& add(std::string_view key, const char* text) && { return std::move(*this).add(key, std::string_view(text)); }
  Object&& add(std::string_view key, Object inside) && {
    return std::move(*this).add(key, Value::Content(std::move(inside.table_)));
  }
  void put(std::string_view key, Object inside) {
    table_.members.push_back({.key = std::string(key), .value = {.content = std::move(inside.table_)}});
  }
  [[nodiscard]] bool contains(std::string_view key) const { return table_.contains(key); }
  [[nodiscard]] const Table& table() const { return table_; }

 private:
  Table table_;
};

Array list_of(std::vector<Object> objects) {
  Array array;
  for (Object& object : objects) array.elements.push_back({.content = object.table()});
  return array;
}
Array list_of_texts(std::span<const std::string_view> texts) {
  Array array;
  for (const std::string_view text : texts) array.elements.push_back({.content = std::string(text)});
  return array;
}

constexpr std::string_view duration_pattern = R"(([0-9]+(\.[0-9]+)?(ns|us|ms|s|min|h|d))+)";
constexpr std::string_view rate_pattern = R"([0-9]+(\.[0-9]+)?/(s|min|h|d))";

Object typed(std::string_view type) { return Object().add("type", type); }
Object pattern(std::string_view expression) { return typed("string").add("pattern", fmt::format("^{}$", expression)); }

/// Any value may be a variable's.
Object variable() { return typed("string").add("pattern", R"(\$\{)"); }
Object or_variable(Object type) { return Object().add("anyOf", list_of({std::move(type), variable()})); }

Object texts_type() {
  return Object().add("anyOf", list_of({typed("string"), typed("array").add("items", typed("string"))}));
}

Object type_of(KeyType type) {
  switch (type) {
    case KeyType::text:
      return typed("string");
    case KeyType::texts:
      return texts_type();
    case KeyType::truth:
      return or_variable(typed("boolean"));
    case KeyType::whole:
      return or_variable(typed("integer").add("minimum", std::int64_t{0}));
    case KeyType::number:
      return or_variable(typed("number").add("minimum", std::int64_t{0}));
    case KeyType::share:
      return or_variable(typed("number").add("minimum", std::int64_t{0}).add("maximum", std::int64_t{1}));
    case KeyType::duration:
      return or_variable(pattern(duration_pattern));
    case KeyType::range:
      return or_variable(pattern(fmt::format(R"({0}(\.\.{0})?)", duration_pattern)));
    case KeyType::rate:
      return or_variable(pattern(rate_pattern));
    case KeyType::setting:
      return Object().add("anyOf", list_of({typed("string"), typed("integer")}));
    case KeyType::table:
      return or_variable(typed("object"));
    case KeyType::anything:
      break;
  }
  return {};
}

Object described(const KeyRow& key) {
  Object type = type_of(key.type);
  std::string text(key.meaning);
  if (!key.standard.empty()) text += fmt::format("{}default: {}", text.empty() ? "" : "; ", key.standard);
  if (key.standard == "required") text = std::string(key.meaning);
  return text.empty() ? type : std::move(type).add("description", text);
}

void add_keys(Object& properties, std::span<const KeyRow> keys) {
  for (const KeyRow& key : keys)
    if (!properties.contains(key.name)) properties.put(key.name, described(key));
}

std::vector<std::string_view> required_of(std::span<const KeyRow> keys) {
  std::vector<std::string_view> names;
  for (const KeyRow& key : keys)
    if (key.standard == "required") names.push_back(key.name);
  return names;
}

/// A table with these keys and no others.
Object closed(Object properties, const std::vector<std::string_view>& required) {
  Object out = typed("object").add("properties", std::move(properties)).add("additionalProperties", false);
  return required.empty() ? out : std::move(out).add("required", list_of_texts(required));
}

Object tables(Object one) { return typed("array").add("items", std::move(one)); }

Object one_of_words(std::span<const std::string_view> words) {
  return or_variable(Object().add("enum", list_of_texts(words)));
}

Object client_table(bool has_name) {
  Object properties;
  std::vector<std::string_view> releases;
  for (const Personality& known : personalities()) releases.push_back(known.name);
  if (has_name) properties.put("name", typed("string"));
  properties.put("personality", one_of_words(releases));
  add_keys(properties, client_keys());
  for (const std::string_view name : Parameters::names())
    if (!properties.contains(name)) properties.put(name, type_of(KeyType::setting));
  return closed(std::move(properties),
                has_name ? std::vector<std::string_view>{"name"} : std::vector<std::string_view>{});
}

Object engine_table() {
  Object properties;
  add_keys(properties, engine_keys());
  for (const mock::DaemonOption& option : mock::daemon_options()) {
    using Option = mock::DaemonOption;
    KeyType type = KeyType::text;
    if (const auto* const number = std::get_if<Option::Whole>(&option.value); number != nullptr) {
      Object limits = typed("integer").add("minimum", number->least).add("maximum", number->most);
      properties.put(option.name, or_variable(std::move(limits)).add("description", option.meaning));
    }
    if (std::holds_alternative<Option::Port>(option.value)) type = KeyType::whole;
    if (std::holds_alternative<Option::Number>(option.value)) type = KeyType::number;
    if (std::holds_alternative<Option::Truth>(option.value)) type = KeyType::truth;
    if (mock::is_own(option)) {
      std::vector<std::string_view> releases;
      for (const mock::Personality& known : mock::personalities()) releases.push_back(known.name);
      properties.put(option.name, one_of_words(releases).add("description", option.meaning));
    }
    if (!properties.contains(option.name))
      properties.put(option.name,
                     described({.name = option.name, .standard = {}, .meaning = option.meaning, .type = type}));
  }
  return closed(std::move(properties), required_of(engine_keys()));
}

Object routing_table() {
  Object properties;
  add_keys(properties, routing_keys());
  return closed(std::move(properties), {})
      .add("patternProperties",
           Object().add("^(request|reply|failure|branch_failure)( [1-6]([0-9][0-9]|xx))? ([A-Z]+|\\*)$", texts_type()));
}

/// `word`: that a kind is named by. What else there may be depends on it.
template <class Kind>
Object kinds_table(std::string_view word, std::span<const Kind* const> kinds, std::span<const KeyRow> common,
                   std::span<const std::string_view> names) {
  std::vector<Object> cases;
  for (const Kind* kind : kinds) {
    Object properties;
    properties.put(word, Object());
    add_keys(properties, kind->keys);
    add_keys(properties, common);
    cases.push_back(Object()
                        .add("if", Object().add("properties", Object().add(word, Object().add("const", kind->name))))
                        .add("then", closed(std::move(properties), required_of(kind->keys))));
  }
  Object known = Object().add(word, one_of_words(names));
  return typed("object")
      .add("properties", std::move(known))
      .add("required", list_of_texts(std::vector<std::string_view>{word}))
      .add("allOf", list_of(std::move(cases)));
}

}  // namespace
}  // namespace schema_parts

std::string json_schema() {
  using namespace schema_parts;
  Object properties;
  add_keys(properties, top_keys());
  properties.put("client", client_table(false));
  properties.put("proxy", tables(client_table(true)));
  properties.put("routing", routing_table());
  properties.put("engine", tables(engine_table()));
  for (const TableRow& row : table_rows()) {
    Object inside;
    add_keys(inside, row.keys);
    Object one = closed(std::move(inside), required_of(row.keys));
    properties.put(row.name, row.form == TableRow::Form::one ? std::move(one) : tables(std::move(one)));
  }
  properties.put("fault", tables(kinds_table("do", fault_kinds(), fault_keys(), fault_names())));
  properties.put("check", tables(kinds_table("that", check_kinds(), check_keys(), check_names())));
  const Object schema = Object()
                            .add("$schema", "http://json-schema.org/draft-07/schema#")
                            .add("title", "A scenario of rtpe-lab")
                            .add("type", "object")
                            .add("properties", std::move(properties))
                            .add("additionalProperties", false);
  std::string out;
  append_json(out, schema.table());
  return out + "\n";
}

}  // namespace rtpe::scenario
