// What an EventCondition is worked out to. Private to scenarios/log.
#pragma once
#include <string>
#include <vector>

#include "scenarios/log/event_pattern.hpp"

namespace rtpe::scenario {

enum class Comparison : std::uint8_t { equal, unequal, below, at_most, above, at_least, like };

/// A literal, or a field of the record.
struct Operand {
  FieldValue literal = {};
  std::string text = {};  ///< of a literal
  const FieldAccess* field = nullptr;
  bool is_time = false, is_engine = false;  ///< `at`, `engine`
  [[nodiscard]] bool is_literal() const { return field == nullptr && !is_time; }
};

struct EventCondition::Node {
  enum class Kind : std::uint8_t { any, all, none, compare, there } kind = Kind::all;
  std::vector<Node> parts;
  Comparison comparison = Comparison::equal;
  Operand left, right;
};

/// "column 7" and what is wrong there.
[[nodiscard]] Error wrong_at(std::size_t column, std::string message);

}  // namespace rtpe::scenario
