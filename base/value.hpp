// What a file of tables holds (TOML, or JSON from the control API), each value with the place where it stands.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rtpe {

/// Line and column in a file, from 1; columns count characters. Line 0: nowhere, as in JSON.
struct Place {
  std::uint32_t line = 0, column = 0;
  bool operator==(const Place&) const = default;
};

class Value;
struct Member;

/// Keys in the order of the file.
struct Table {
  std::vector<Member> members;
  Place place{};

  [[nodiscard]] const Member* find(std::string_view key) const;
  [[nodiscard]] const Value* get(std::string_view key) const;
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }
};

struct Array {
  std::vector<Value> elements;

  [[nodiscard]] bool is_of_tables() const;
};

/// A date or a time, which no file of the lab has a use for.
struct Moment {};

class Value {
 public:
  using Content = std::variant<Moment, bool, std::int64_t, double, std::string, Array, Table>;
  Content content;
  Place place{};

  [[nodiscard]] const bool* truth() const { return std::get_if<bool>(&content); }
  [[nodiscard]] const std::int64_t* integer() const { return std::get_if<std::int64_t>(&content); }
  [[nodiscard]] const double* real() const { return std::get_if<double>(&content); }
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&content); }
  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&content); }
  [[nodiscard]] const Table* table() const { return std::get_if<Table>(&content); }
};

struct Member {
  std::string key;
  Place place{};  ///< of the key
  Value value;
};

/// "a string", "a table", "true or false", ...
[[nodiscard]] std::string_view type_name(const Value& value);

/// Compact JSON, keys in their order; numbers that JSON has no form for are null.
void append_json(std::string& out, const Value& value);
void append_json(std::string& out, const Table& table);

}  // namespace rtpe
