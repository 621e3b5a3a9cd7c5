#include "mock_engine/json.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <iterator>

#include "client/bencode/value.hpp"
#include "client/bencode/writer.hpp"

namespace rtpe::mock {
namespace {

constexpr std::size_t max_depth = 250;  // below the bencode reader's bound

std::string_view until_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

bool encode(const boost::json::value& value, bencode::Writer& writer) {
  switch (value.kind()) {
    case boost::json::kind::bool_:
      writer.integer(value.get_bool() ? 1 : 0);
      return true;
    case boost::json::kind::int64:
      writer.integer(value.get_int64());
      return true;
    case boost::json::kind::uint64:  // only what does not fit int64: saturated, as strtoll does
      writer.integer(INT64_MAX);
      return true;
    case boost::json::kind::string:
      writer.string(until_nul(value.get_string()));
      return true;
    case boost::json::kind::array:
      writer.begin_list();
      for (const auto& item : value.get_array())
        if (!encode(item, writer)) return false;
      writer.end();
      return true;
    case boost::json::kind::object:
      writer.begin_dictionary();
      for (const auto& [key, item] : value.get_object()) {
        writer.key(until_nul(key));
        if (!encode(item, writer)) return false;
      }
      writer.end();
      return true;
    case boost::json::kind::null:
    case boost::json::kind::double_:
      break;
  }
  return false;
}

/// Straight from the tape: replies to queries are long.
void write_json(bencode::View view, std::string& json) {
  if (const auto text = view.string()) return bencode::to_json(bencode::Value(until_nul(*text)), json);
  if (const auto number = view.integer()) {
    fmt::format_to(std::back_inserter(json), "{}", *number);
    return;
  }
  const bool is_list = view.kind() == bencode::Kind::list;
  json.push_back(is_list ? '[' : '{');
  const auto begin = view.begin();
  for (auto item = begin; item != view.end(); ++item) {
    if (item != begin) json.push_back(',');
    if (!is_list) {
      bencode::to_json(bencode::Value(until_nul(item.key())), json);
      json.push_back(':');
    }
    write_json(*item, json);
  }
  json.push_back(is_list ? ']' : '}');
}

}  // namespace

JsonRequest json_to_bencode(std::string_view json, std::string& bencode) {
  boost::json::parse_options options;
  options.max_depth = max_depth;
  boost::system::error_code failed;
  const boost::json::value value = boost::json::parse(json, failed, {}, options);
  if (failed || !value.is_object()) return JsonRequest::not_json;
  bencode::Writer writer(bencode);
  return encode(value, writer) ? JsonRequest::ok : JsonRequest::not_encodable;
}

void bencode_to_json(std::string_view bencode, std::string& json) {
  bencode::Reader reader;
  const auto view = reader.read(bencode);
  if (!view) return;  // replies are this engine's own, so always well formed
  write_json(*view, json);
}

}  // namespace rtpe::mock
