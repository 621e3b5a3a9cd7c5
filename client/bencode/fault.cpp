// What the reader says about malformed bytes.
#include "client/bencode/reader.hpp"

namespace rtpe::bencode {

std::string_view describe(Fault fault) {
  switch (fault) {
    case Fault::empty:
      return "no bytes";
    case Fault::unexpected_byte:
      return "expected a digit, 'i', 'l' or 'd'";
    case Fault::bad_length:
      return "expected ':' after a string length";
    case Fault::length_leading_zero:
      return "a string length must not start with 0";
    case Fault::string_too_long:
      return "a string is longer than the bytes that follow";
    case Fault::bad_integer:
      return "an integer needs digits and a final 'e'";
    case Fault::integer_leading_zero:
      return "an integer must not have leading zeros";
    case Fault::integer_overflow:
      return "an integer does not fit 64 bits";
    case Fault::key_not_string:
      return "a dictionary key must be a string";
    case Fault::missing_value:
      return "a dictionary key has no value";
    case Fault::unterminated:
      return "the input ends inside a list or dictionary";
    case Fault::trailing_bytes:
      return "bytes follow the value";
    case Fault::too_deep:
      return "nested too deeply";
    case Fault::too_many_tokens:
      return "too many values";
    case Fault::too_large:
      return "the input is too large";
  }
  return "unknown fault";
}

}  // namespace rtpe::bencode
