#include "client/route/value.hpp"

#include <cctype>
#include <charconv>

namespace rtpe::route {
namespace {

/// Hexadecimal digits wrap around; a decimal number that does not fit is none.
std::int32_t number_in(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::uint32_t value = 0;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    if (text.empty()) return 0;
    for (const char c : text) {
      const auto digit =
          std::string_view("0123456789abcdef").find(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
      if (digit == std::string_view::npos) return 0;
      value = (value << 4U) | static_cast<std::uint32_t>(digit);
    }
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return 0;
  }
  return static_cast<std::int32_t>(negative ? 0U - value : value);
}

}  // namespace

void Value::set(std::int64_t value) {
  kind = ValueKind::integer;
  number = static_cast<std::int32_t>(static_cast<std::uint32_t>(static_cast<std::uint64_t>(value)));
}

void Value::set(std::string_view value) {
  kind = ValueKind::text;
  also_integer = false;
  text.assign(value);
}

void Value::set(std::string_view value, std::int32_t counts_as) {
  set(value);
  also_integer = true;
  number = counts_as;
}

std::int32_t as_integer(const Value& value) {
  switch (value.kind) {
    case ValueKind::integer:
      return value.number;
    case ValueKind::text:
      return value.also_integer ? value.number : number_in(value.text);
    case ValueKind::null:
      break;
  }
  return 0;
}

std::string_view as_text(const Value& value, std::string& scratch) {
  if (value.kind == ValueKind::text) return value.text;
  scratch.clear();
  if (value.kind == ValueKind::integer) scratch = std::to_string(value.number);
  return scratch;
}

bool are_equal(const Value& left, const Value& right) {
  if (left.kind == ValueKind::integer) return left.number == as_integer(right);
  if (left.is_null() && right.kind == ValueKind::integer) return right.number == 0;
  std::string of_left, of_right;
  return as_text(left, of_left) == as_text(right, of_right);
}

void add(Value& left, const Value& right) {
  if (left.kind == ValueKind::integer) return left.set(static_cast<std::int64_t>(left.number) + as_integer(right));
  std::string scratch;
  if (left.is_null()) left.text.clear();
  left.kind = ValueKind::text;
  left.also_integer = false;
  left.text.append(as_text(right, scratch));
}

}  // namespace rtpe::route
