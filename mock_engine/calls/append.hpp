// Appends texts and numbers to a string at once: the engine's replies are built of many small pieces.
#pragma once
#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

namespace rtpe::mock {

/// A text as bencode has it: its length, a colon, the text.
struct BencodeString {
  std::string_view text;
};

namespace append_detail {

inline std::size_t most_bytes(std::string_view text) { return text.size(); }
template <std::integral Number>
std::size_t most_bytes(Number /*number*/) {
  return std::numeric_limits<Number>::digits10 + 2;
}
inline char* put(char* at, std::string_view text) {
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  return at + text.size();
}
template <std::size_t Size>
std::size_t most_bytes(const char (& /*literal*/)[Size]) {
  return Size - 1;
}
template <std::size_t Size>
char* put(char* at, const char (&literal)[Size]) {
  std::memcpy(at, literal, Size - 1);
  return at + Size - 1;
}
inline std::size_t most_bytes(const BencodeString& string) { return string.text.size() + 21; }
inline char* put(char* at, const BencodeString& string) {
  at = std::to_chars(at, at + 20, string.text.size()).ptr;
  *at++ = ':';
  return put(at, string.text);
}
template <std::integral Number>
char* put(char* at, Number number) {
  return std::to_chars(at, at + most_bytes(number), number).ptr;
}

}  // namespace append_detail

/// `parts`: texts (not of `out` itself), and numbers, which are written in decimal.
template <class... Parts>
void append(std::string& out, const Parts&... parts) {
  using append_detail::most_bytes, append_detail::put;
  const std::size_t before = out.size();
  const std::size_t most = before + (most_bytes(parts) + ...);
  if (most > out.capacity()) out.reserve(most + most / 2);
  out.resize_and_overwrite(most, [&](char* bytes, std::size_t) {
    char* at = bytes + before;
    ((at = put(at, parts)), ...);
    return static_cast<std::size_t>(at - bytes);
  });
}

}  // namespace rtpe::mock
