// Values of the route language, and how Kamailio computes with them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace rtpe::route {

enum class ValueKind : std::uint8_t { null, integer, text };

/// Integers have 32 bits and wrap around, as in Kamailio 5.6 (measured; later releases have 64).
struct Value {
  ValueKind kind = ValueKind::null;
  std::int32_t number = 0;
  bool also_integer = false;  ///< text that counts as `number`: $rm
  std::string text = {};      ///< kept when the value becomes something else: its buffer is used again

  void set_null() { kind = ValueKind::null; }
  void set(std::int64_t value);
  void set(std::string_view value);
  void set(std::string_view value, std::int32_t counts_as);
  [[nodiscard]] bool is_null() const { return kind == ValueKind::null; }
};

/// Text that is no whole number (decimal, 0x hexadecimal; sign allowed) counts as 0, and so does null.
[[nodiscard]] std::int32_t as_integer(const Value& value);
/// Null is empty. The view points into the value or `scratch`.
[[nodiscard]] std::string_view as_text(const Value& value, std::string& scratch);

/// The left side decides: text and null are compared as text, a number as a number. Null equals "" and 0.
[[nodiscard]] bool are_equal(const Value& left, const Value& right);
/// Text and null append; a number adds. `left` becomes the result. (Where a number is needed Kamailio adds numbers
/// whatever the sides are: the compiler sees to that.)
void add(Value& left, const Value& right);

}  // namespace rtpe::route
