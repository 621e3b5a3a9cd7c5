// Numbers at the end of a text, without a format string to read: several per SIP message. Private to scenarios/flow.
#pragma once
#include <charconv>
#include <cstdint>
#include <string>

namespace rtpe::scenario::flow {

inline void append_decimal(std::string& out, std::uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

/// The lowest 4 * `digits` bits, in lower case with leading zeros; at most 16 digits.
inline void append_hex(std::string& out, std::uint64_t number, unsigned digits) {
  char text[16];
  for (unsigned i = digits; i > 0; number >>= 4U) text[--i] = "0123456789abcdef"[number & 15U];
  out.append(text, digits);
}

}  // namespace rtpe::scenario::flow
