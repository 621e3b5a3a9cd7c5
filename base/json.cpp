// JSON has the shapes of TOML, without places.
#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/toml.hpp"

namespace rtpe {
namespace {

Value convert_json(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::object: {
      Table table;
      for (const auto& [key, child] : value.get_object())
        if (!child.is_null()) table.members.push_back({.key = std::string(key), .value = convert_json(child)});
      return {.content = std::move(table)};
    }
    case boost::json::kind::array: {
      Array array;
      for (const boost::json::value& child : value.get_array())
        if (!child.is_null()) array.elements.push_back(convert_json(child));
      return {.content = std::move(array)};
    }
    case boost::json::kind::string:
      return {.content = std::string(value.get_string())};
    case boost::json::kind::int64:
      return {.content = value.get_int64()};
    case boost::json::kind::uint64:  // only what does not fit int64
      return {.content = static_cast<double>(value.get_uint64())};
    case boost::json::kind::double_:
      return {.content = value.get_double()};
    case boost::json::kind::bool_:
      return {.content = value.get_bool()};
    case boost::json::kind::null:
      break;
  }
  return {.content = Moment{}};
}

}  // namespace

std::optional<Value> parse_json(std::string_view text, Problems& problems) {
  boost::system::error_code error;
  const boost::json::value document = boost::json::parse(text, error);
  if (!error) return convert_json(document);
  problems.error({}, "not JSON: " + error.message());
  return std::nullopt;
}

std::optional<Table> parse_json_object(std::string_view text, Problems& problems) {
  auto value = parse_json(text, problems);
  if (!value) return std::nullopt;
  if (auto* table = std::get_if<Table>(&value->content)) return std::move(*table);
  problems.error({}, "a JSON object is expected");
  return std::nullopt;
}

}  // namespace rtpe
