#include "client/bencode/value.hpp"

#include <fmt/format.h>

#include "base/json_text.hpp"
#include "client/bencode/writer.hpp"

namespace rtpe::bencode {
namespace {

void encode_with(Writer& writer, const Value& value) {
  if (const auto* text = value.string()) {
    writer.string(*text);
  } else if (const auto* number = value.integer()) {
    writer.integer(*number);
  } else if (const auto* list = value.list()) {
    writer.begin_list();
    for (const Value& item : *list) encode_with(writer, item);
    writer.end();
  } else {
    writer.begin_dictionary();
    for (const auto& [key, item] : *value.dictionary()) {
      writer.key(key);
      encode_with(writer, item);
    }
    writer.end();
  }
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  if (const auto* entries = dictionary())
    for (const auto& [name, value] : *entries)
      if (name == key) return &value;
  return nullptr;
}

Value* Value::find(std::string_view key) {
  if (auto* entries = std::get_if<Dictionary>(&data))
    for (auto& [name, value] : *entries)
      if (name == key) return &value;
  return nullptr;
}

Value to_value(View view) {
  if (const auto text = view.string()) return {*text};
  if (const auto number = view.integer()) return {*number};
  if (view.kind() == Kind::list) {
    Value::List list;
    for (auto item = view.begin(); item != view.end(); ++item) list.push_back(to_value(*item));
    return {std::move(list)};
  }
  Value::Dictionary dictionary;
  for (auto item = view.begin(); item != view.end(); ++item)
    dictionary.emplace_back(std::string(item.key()), to_value(*item));
  return {std::move(dictionary)};
}

void encode(const Value& value, std::string& out) {
  Writer writer(out);
  encode_with(writer, value);
}

std::string encode(const Value& value) {
  std::string out;
  encode(value, out);
  return out;
}

void to_json(const Value& value, std::string& out) {
  if (const auto* text = value.string()) return append_json_string(out, *text);
  if (const auto* number = value.integer()) {
    fmt::format_to(std::back_inserter(out), "{}", *number);
    return;
  }
  const bool is_list = value.list() != nullptr;
  out.push_back(is_list ? '[' : '{');
  bool first = true;
  const auto comma = [&] {
    if (!first) out.push_back(',');
    first = false;
  };
  if (is_list) {
    for (const Value& item : *value.list()) comma(), to_json(item, out);
  } else {
    for (const auto& [key, item] : *value.dictionary()) {
      comma();
      append_json_string(out, key);
      out.push_back(':');
      to_json(item, out);
    }
  }
  out.push_back(is_list ? ']' : '}');
}

}  // namespace rtpe::bencode
