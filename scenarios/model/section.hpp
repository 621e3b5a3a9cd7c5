// Lines of one table of a scenario file that is being written.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time_text.hpp"
#include "base/value.hpp"

namespace rtpe::scenario {

class Section {
 public:
  void add(std::string_view key, Value::Content content) {
    table_.members.push_back({.key = std::string(key), .value = {.content = std::move(content)}});
  }
  void text(std::string_view key, std::string_view value) { add(key, std::string(value)); }
  void whole(std::string_view key, std::uint64_t value) { add(key, static_cast<std::int64_t>(value)); }
  /// Without a point where it is whole.
  void number(std::string_view key, double value);
  void duration(std::string_view key, Duration value) { text(key, duration_text(value)); }
  void range(std::string_view key, const DurationRange& value) { text(key, duration_range_text(value)); }
  /// One text alone, several as an array.
  void texts(std::string_view key, const std::vector<std::string>& values);
  /// The same where an array is the custom even for one.
  void list(std::string_view key, const std::vector<std::string>& values);
  [[nodiscard]] Table& table() { return table_; }
  [[nodiscard]] const Table& table() const { return table_; }

 private:
  Table table_;
};

}  // namespace rtpe::scenario
