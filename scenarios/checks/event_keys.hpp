// Keys of checks whose values are expressions about events.
#pragma once
#include <string>
#include <string_view>

#include "base/table_reader.hpp"
#include "scenarios/log/event_pattern.hpp"

namespace rtpe::scenario {

/// An expression as the file has it, and worked out: equal texts are equal.
struct WrittenPattern {
  std::string text;
  EventPattern pattern;
  bool operator==(const WrittenPattern& other) const { return text == other.text; }
};
struct WrittenCondition {
  std::string text;
  EventCondition condition;
  bool operator==(const WrittenCondition& other) const { return text == other.text; }
};

/// Absent or wrong: empty; what is wrong is reported inside the text.
[[nodiscard]] WrittenPattern read_pattern(TableReader& table, std::string_view key);
/// On the fields of that kind of events.
[[nodiscard]] WrittenCondition read_condition(TableReader& table, std::string_view key, std::size_t kind);

}  // namespace rtpe::scenario
