#include "client/bencode/writer.hpp"

#include <charconv>
#include <cstring>

namespace rtpe::bencode {
namespace {

constexpr std::size_t most_digits = 20;  ///< of a 64-bit number

/// Makes room for `most` bytes and keeps those that `fill` writes; it returns where they end.
template <class Fill>
void append(std::string& out, std::size_t most, Fill fill) {
  const std::size_t before = out.size();
  out.resize_and_overwrite(
      before + most, [&](char* bytes, std::size_t) { return static_cast<std::size_t>(fill(bytes + before) - bytes); });
}

char* put_length(char* at, std::size_t length) {
  if (length >= 1000) return std::to_chars(at, at + most_digits, length).ptr;
  if (length >= 100) *at++ = static_cast<char>('0' + length / 100);
  if (length >= 10) *at++ = static_cast<char>('0' + length / 10 % 10);
  *at++ = static_cast<char>('0' + length % 10);
  return at;
}

/// Short texts, which most are, take two moves that may overlap; longer ones a call of memcpy.
char* put_text(char* at, std::string_view text) {
  const char* const from = text.data();
  const std::size_t size = text.size();
  if (size > 16) {
    std::memcpy(at, from, size);
  } else if (size >= 8) {
    std::memcpy(at, from, 8);
    std::memcpy(at + size - 8, from + size - 8, 8);
  } else if (size >= 4) {
    std::memcpy(at, from, 4);
    std::memcpy(at + size - 4, from + size - 4, 4);
  } else {
    for (std::size_t i = 0; i < size; ++i) at[i] = from[i];
  }
  return at + size;
}

}  // namespace

Writer& Writer::string(std::string_view text) {
  append(*out_, text.size() + most_digits + 1, [text](char* at) {
    at = put_length(at, text.size());
    *at++ = ':';
    return put_text(at, text);
  });
  return *this;
}

Writer& Writer::integer(std::int64_t value) {
  append(*out_, most_digits + 2, [value](char* at) {
    *at++ = 'i';
    at = std::to_chars(at, at + most_digits, value).ptr;
    *at++ = 'e';
    return at;
  });
  return *this;
}

Writer& Writer::raw(std::string_view bencoded) {
  out_->append(bencoded);
  return *this;
}

}  // namespace rtpe::bencode
