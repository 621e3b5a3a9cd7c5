#include "cli/bencode_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "client/bencode/reader.hpp"
#include "client/bencode/value.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

namespace json = boost::json;

void append_value(const bencode::Value& value, std::size_t depth, std::string& out);

/// SDP and other text of several lines stands below its key.
void append_text(std::string_view text, std::size_t depth, std::string& out) {
  if (text.find('\n') == std::string_view::npos) {
    out += report::printable(text) + "\n";
    return;
  }
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.append("\n").append((depth + 1) * 2, ' ').append(report::printable(line));
  }
  out += '\n';
}

void append_members(const bencode::Value& dictionary, std::size_t depth, std::string& out) {
  for (const auto& [key, member] : *dictionary.dictionary()) {
    out.append(depth * 2, ' ').append(report::printable(key)).append(": ");
    append_value(member, depth, out);
  }
}

bool is_plain(const bencode::Value& value) { return value.string() != nullptr || value.integer() != nullptr; }

void append_list(const bencode::Value& list, std::size_t depth, std::string& out) {
  const auto& elements = *list.list();
  if (std::ranges::all_of(elements, is_plain)) {
    std::string joined;
    for (const auto& element : elements) {
      if (!joined.empty()) joined += ' ';
      joined += element.string() ? report::printable(*element.string()) : std::to_string(*element.integer());
    }
    out += "[" + joined + "]\n";
    return;
  }
  out += '\n';
  for (const auto& element : elements) {
    out.append((depth + 1) * 2, ' ').append("- ");
    if (element.dictionary() != nullptr)
      out += '\n', append_members(element, depth + 2, out);
    else
      append_value(element, depth + 1, out);
  }
}

void append_value(const bencode::Value& value, std::size_t depth, std::string& out) {
  if (const auto* text = value.string()) return append_text(*text, depth, out);
  if (const auto* number = value.integer()) {
    out += fmt::format("{}\n", *number);
  } else if (value.dictionary() != nullptr) {
    out += '\n';
    append_members(value, depth + 1, out);
  } else {
    append_list(value, depth, out);
  }
}

json::value bencode_value_json(const bencode::Value& value) {
  if (const auto* text = value.string()) return json::string(report::valid_utf8(*text));
  if (const auto* number = value.integer()) return *number;
  json::array out;
  if (const auto* list = value.list()) {
    for (const auto& element : *list) out.push_back(bencode_value_json(element));
  } else {
    for (const auto& [key, member] : *value.dictionary())
      out.push_back(json::array{json::string(report::valid_utf8(key)), bencode_value_json(member)});
  }
  return out;
}

}  // namespace

std::string dictionary_text(std::string_view bytes) {
  bencode::Reader reader;
  const auto view = reader.read(bytes, {.tolerance = bencode::Tolerance::peer});
  std::string out;
  if (!view || view->kind() != bencode::Kind::dictionary) return "  " + report::printable(bytes) + "\n";
  append_members(bencode::to_value(*view), 1, out);
  return out;
}

json::value bencode_json(std::string_view bytes) {
  bencode::Reader reader;
  const auto view = reader.read(bytes, {.tolerance = bencode::Tolerance::peer});
  return view ? bencode_value_json(bencode::to_value(*view)) : json::value(nullptr);
}

}  // namespace rtpe::cli
