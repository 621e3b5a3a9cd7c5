#include "scenarios/model/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/model/time_text.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t longest_text = 65536;

std::optional<std::string> bounded(const toml::value<std::string>& value, Problems& problems) {
  if (value.get().size() > longest_text) {
    problems.error(place_of(value), fmt::format("a string of more than {} bytes", longest_text), ErrorKind::limit);
    return std::nullopt;
  }
  if (value.get().find('\0') != std::string::npos) {
    problems.error(place_of(value), "a string must not contain the character NUL");
    return std::nullopt;
  }
  return value.get();
}

}  // namespace

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return node.as_array()->is_array_of_tables() ? "an array of tables" : "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

const toml::node* TableReader::find(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.push_back(key);
  return table_.get(key);
}

void TableReader::wrong_type(std::string_view key, const toml::node& node, std::string_view wanted) {
  problems_.error(place_of(node), fmt::format("{} of {} must be {}, not {}", key, name_, wanted, type_name(node)));
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* value = node->as_string()) return bounded(*value, problems_);
  wrong_type(key, *node, "a string");
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto* value = node->as_integer();
  if (value == nullptr) {
    wrong_type(key, *node, "a whole number");
    return std::nullopt;
  }
  if (value->get() >= least && value->get() <= most) return value->get();
  problems_.error(place_of(*node),
                  fmt::format("{} of {} is {}; it must be {}..{}", key, name_, value->get(), least, most));
  return std::nullopt;
}

std::optional<double> TableReader::number(std::string_view key, double least, double most) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  double value = 0;
  if (const auto* whole = node->as_integer()) {
    value = static_cast<double>(whole->get());
  } else if (const auto* real = node->as_floating_point()) {
    value = real->get();
  } else {
    wrong_type(key, *node, "a number");
    return std::nullopt;
  }
  if (value >= least && value <= most) return value;  // false for NaN
  problems_.error(place_of(*node), fmt::format("{} of {} is {}; it must be {}..{}", key, name_, value, least, most));
  return std::nullopt;
}

std::optional<bool> TableReader::truth(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto* value = node->as_boolean()) return value->get();
  wrong_type(key, *node, "true or false");
  return std::nullopt;
}

template <class T>
std::optional<T> TableReader::parsed(std::string_view key, Expected<T> (*parse)(std::string_view),
                                     std::string_view wanted) {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const auto* value = node->as_string();
  if (value == nullptr) {
    wrong_type(key, *node, wanted);
    return std::nullopt;
  }
  auto result = parse(shown(value->get()));
  if (result) return *result;
  problems_.error(place_of(*node), fmt::format("{} of {}: {}", key, name_, result.error().message));
  return std::nullopt;
}

std::optional<Duration> TableReader::duration(std::string_view key) {
  return parsed(key, &parse_duration, "a duration in quotes, as \"90s\"");
}
std::optional<DurationRange> TableReader::duration_range(std::string_view key) {
  return parsed(key, &parse_duration_range, "a duration or a range in quotes, as \"2ms\" or \"0.5ms..2ms\"");
}
std::optional<double> TableReader::rate(std::string_view key) {
  return parsed(key, &parse_rate, "a rate in quotes, as \"40/s\" or \"10/min\"");
}

std::optional<std::size_t> TableReader::word(std::string_view key, std::span<const std::string_view> words) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  const auto found = std::ranges::find(words, *value);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  error_at_value(key, fmt::format("{} of {} cannot be \"{}\"{}", key, name_, shown(*value), suggestion(*value, words)));
  return std::nullopt;
}

std::vector<PlacedText> TableReader::texts(std::string_view key) {
  std::vector<PlacedText> out;
  const toml::node* node = find(key);
  if (node == nullptr) return out;
  const auto add = [&](const toml::node& element) {
    const auto* value = element.as_string();
    if (value == nullptr)
      wrong_type(key, element, "a string or an array of strings");
    else if (auto text = bounded(*value, problems_))
      out.push_back({std::move(*text), place_of(element)});
  };
  if (const auto* array = node->as_array()) {
    for (const toml::node& element : *array) add(element);
  } else {
    add(*node);
  }
  return out;
}

bool TableReader::require(std::string_view key, std::string_view why) {
  if (find(key) != nullptr) return true;
  problems_.error(place(), fmt::format("{} needs the key \"{}\"{}{}", name_, key, why.empty() ? "" : ": ", why));
  return false;
}

void TableReader::refuse(std::string_view key, std::string_view why) {
  if (find(key) != nullptr)
    problems_.error(place_of_key(key), fmt::format("{} has no use for \"{}\": {}", name_, key, why));
}

void TableReader::finish() {
  for (auto&& [key, value] : table_) {
    if (std::ranges::find(known_, key.str()) != known_.end()) continue;
    problems_.error(place_of(key.source()),
                    fmt::format("{} has no key \"{}\"{}", name_, shown(key.str()), suggestion(key.str(), known_)));
  }
}

Place TableReader::place_of_key(std::string_view key) const {
  for (auto&& [known, value] : table_)
    if (known.str() == key) return place_of(known.source());
  return place();
}

Place TableReader::place_of_value(std::string_view key) const {
  const toml::node* node = table_.get(key);
  return node == nullptr ? place() : place_of(*node);
}

}  // namespace rtpe::scenario
