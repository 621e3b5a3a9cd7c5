// An owning bencode value with ordered dictionaries: for tests, reports and programs, not for hot paths.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "client/bencode/reader.hpp"

namespace rtpe::bencode {

struct Value {
  using List = std::vector<Value>;
  using Dictionary = std::vector<std::pair<std::string, Value>>;  ///< wire order, duplicates kept
  std::variant<std::string, std::int64_t, List, Dictionary> data;

  Value() = default;
  Value(std::string_view text) : data(std::string(text)) {}       // NOLINT: literals read well
  Value(const char* text) : data(std::string(text)) {}            // NOLINT
  Value(std::string text) : data(std::move(text)) {}              // NOLINT
  Value(std::int64_t number) : data(number) {}                    // NOLINT
  Value(int number) : data(static_cast<std::int64_t>(number)) {}  // NOLINT
  Value(List list) : data(std::move(list)) {}                     // NOLINT
  Value(Dictionary dictionary) : data(std::move(dictionary)) {}   // NOLINT
  bool operator==(const Value&) const = default;

  /// First value of that key, or nullptr.
  [[nodiscard]] const Value* find(std::string_view key) const;
  [[nodiscard]] Value* find(std::string_view key);
  [[nodiscard]] const std::string* string() const { return std::get_if<std::string>(&data); }
  [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data); }
  [[nodiscard]] const List* list() const { return std::get_if<List>(&data); }
  [[nodiscard]] const Dictionary* dictionary() const { return std::get_if<Dictionary>(&data); }
};

[[nodiscard]] Value to_value(View view);
void encode(const Value& value, std::string& out);
[[nodiscard]] std::string encode(const Value& value);
/// Compact JSON as the daemon writes it (protocol.md 3.2): insertion order, no spaces, '/' not escaped.
void to_json(const Value& value, std::string& out);

}  // namespace rtpe::bencode
