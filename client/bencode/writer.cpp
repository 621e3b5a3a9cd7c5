#include "client/bencode/writer.hpp"

#include <charconv>

namespace rtpe::bencode {

Writer& Writer::string(std::string_view text) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, text.size()).ptr;
  *end = ':';
  out_->append(digits, static_cast<std::size_t>(end - digits) + 1);
  out_->append(text);
  return *this;
}

Writer& Writer::integer(std::int64_t value) {
  char digits[24];
  digits[0] = 'i';
  const auto end = std::to_chars(digits + 1, digits + sizeof digits, value).ptr;
  *end = 'e';
  out_->append(digits, static_cast<std::size_t>(end - digits) + 1);
  return *this;
}

Writer& Writer::raw(std::string_view bencoded) {
  out_->append(bencoded);
  return *this;
}

}  // namespace rtpe::bencode
