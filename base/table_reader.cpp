#include "base/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rtpe {
namespace {

constexpr std::size_t longest_text = 65536;

std::optional<std::string> bounded(const Value& value, Problems& problems) {
  const std::string& text = *value.text();
  if (text.size() > longest_text) {
    problems.error(value.place, fmt::format("a string of more than {} bytes", longest_text), ErrorKind::limit);
    return std::nullopt;
  }
  if (text.find('\0') != std::string::npos) {
    problems.error(value.place, "a string must not contain the character NUL");
    return std::nullopt;
  }
  return text;
}

}  // namespace

const Value* TableReader::find(std::string_view key) {
  if (std::ranges::find(known_, key) == known_.end()) known_.push_back(key);
  return table_.get(key);
}

void TableReader::wrong_type(std::string_view key, const Value& value, std::string_view wanted) {
  problems_.error(value.place, fmt::format("{} of {} must be {}, not {}", key, name_, wanted, type_name(value)));
}

std::optional<std::string> TableReader::text(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->text() != nullptr) return bounded(*value, problems_);
  wrong_type(key, *value, "a string");
  return std::nullopt;
}

std::optional<std::int64_t> TableReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto* whole = value->integer();
  if (whole == nullptr) {
    wrong_type(key, *value, "a whole number");
    return std::nullopt;
  }
  if (*whole >= least && *whole <= most) return *whole;
  problems_.error(value->place, fmt::format("{} of {} is {}; it must be {}..{}", key, name_, *whole, least, most));
  return std::nullopt;
}

std::optional<double> TableReader::number(std::string_view key, double least, double most) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  double number = 0;
  if (const auto* whole = value->integer()) {
    number = static_cast<double>(*whole);
  } else if (const auto* real = value->real()) {
    number = *real;
  } else {
    wrong_type(key, *value, "a number");
    return std::nullopt;
  }
  if (number >= least && number <= most) return number;  // false for NaN
  problems_.error(value->place, fmt::format("{} of {} is {}; it must be {}..{}", key, name_, number, least, most));
  return std::nullopt;
}

std::optional<bool> TableReader::truth(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* truth = value->truth()) return *truth;
  wrong_type(key, *value, "true or false");
  return std::nullopt;
}

template <class T>
std::optional<T> TableReader::parsed(std::string_view key, Expected<T> (*parse)(std::string_view),
                                     std::string_view wanted) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->text() == nullptr) {
    wrong_type(key, *value, wanted);
    return std::nullopt;
  }
  auto result = parse(shown(*value->text()));
  if (result) return *result;
  problems_.error(value->place, fmt::format("{} of {}: {}", key, name_, result.error().message));
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
  const Value* value = find(key);
  if (value == nullptr) return out;
  const auto add = [&](const Value& element) {
    if (element.text() == nullptr)
      wrong_type(key, element, "a string or an array of strings");
    else if (auto text = bounded(element, problems_))
      out.push_back({std::move(*text), element.place});
  };
  if (const auto* array = value->array()) {
    for (const Value& element : array->elements) add(element);
  } else {
    add(*value);
  }
  return out;
}

const Table* TableReader::table_of(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return nullptr;
  if (value->table() == nullptr) wrong_type(key, *value, "a table");
  return value->table();
}

std::vector<const Table*> TableReader::tables(std::string_view key, std::size_t most, std::string_view header) {
  std::vector<const Table*> out;
  const Value* value = find(key);
  if (value == nullptr) return out;
  if (header.empty()) header = key;
  const auto wanted =
      place().line == 0 ? std::string("an array of objects") : fmt::format("tables, each written [[{}]]", header);
  const Array* array = value->array();
  if (value->table() != nullptr && place().line == 0) {
    out.push_back(value->table());
  } else if (value->table() != nullptr) {
    problems_.error(value->place, fmt::format("there may be several: write [[{0}]], not [{0}]", header));
  } else if (array == nullptr) {
    wrong_type(key, *value, wanted);
  } else if (array->elements.size() > most) {
    problems_.error(value->place, fmt::format("more than {} [[{}]] tables", most, header), ErrorKind::limit);
  } else {
    for (const Value& element : array->elements) {
      out.push_back(element.table());
      if (element.table() == nullptr) wrong_type(key, element, wanted);
    }
    if (!std::ranges::all_of(out, [](const Table* table) { return table != nullptr; })) out.clear();
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
  for (const Member& member : table_.members) {
    if (std::ranges::find(known_, member.key) != known_.end()) continue;
    problems_.error(member.place,
                    fmt::format("{} knows no key \"{}\"{}", name_, shown(member.key), suggestion(member.key, known_)));
  }
}

Place TableReader::place_of_key(std::string_view key) const {
  const Member* member = table_.find(key);
  return member == nullptr ? place() : member->place;
}

Place TableReader::place_of_value(std::string_view key) const {
  const Value* value = table_.get(key);
  return value == nullptr ? place() : value->place;
}

}  // namespace rtpe
