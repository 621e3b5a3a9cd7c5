// Bencode writer: appends to the caller's buffer, keys in the order given, never sorted (behaviour.md 5.1).
#pragma once
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace rtpe::bencode {

/// Appends values to `out`, which the caller clears and reuses; no allocation once `out` is large enough. All inline:
/// the length of a literal is written as a constant.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(&out) {}
  [[gnu::always_inline, gnu::flatten]] Writer& string(std::string_view text) {
    return append(text.size() + most_digits + 1, [text](char* at) {
      at = put_length(at, text.size());
      *at++ = ':';
      return put_text(at, text);
    });
  }
  Writer& integer(std::int64_t value) {
    return append(most_digits + 2, [value](char* at) {
      *at++ = 'i';
      at = std::to_chars(at, at + most_digits, value).ptr;
      *at++ = 'e';
      return at;
    });
  }
  Writer& begin_list() { return put('l'); }
  Writer& begin_dictionary() { return put('d'); }
  Writer& end() { return put('e'); }
  /// A dictionary key; the value follows.
  Writer& key(std::string_view name) { return string(name); }
  Writer& pair(std::string_view name, std::string_view value) { return string(name).string(value); }
  Writer& pair(std::string_view name, std::int64_t value) { return string(name).integer(value); }
  /// Bytes that are bencode already.
  Writer& raw(std::string_view bencoded) {
    out_->append(bencoded);
    return *this;
  }

  /// For those who append bencode by other means.
  [[nodiscard]] std::string& output() { return *out_; }

 private:
  static constexpr std::size_t most_digits = 20;  ///< of a 64-bit number

  /// Makes room for `most` bytes and keeps those that `fill` writes; it returns where they end.
  template <class Fill>
  Writer& append(std::size_t most, Fill fill) {
    const std::size_t before = out_->size();
    out_->resize_and_overwrite(before + most, [before, fill](char* bytes, std::size_t) {
      return static_cast<std::size_t>(fill(bytes + before) - bytes);
    });
    return *this;
  }
  static char* put_length(char* at, std::size_t length) {
    if (length >= 1000) return std::to_chars(at, at + most_digits, length).ptr;
    if (length >= 100) *at++ = static_cast<char>('0' + length / 100);
    if (length >= 10) *at++ = static_cast<char>('0' + length / 10 % 10);
    *at++ = static_cast<char>('0' + length % 10);
    return at;
  }
  /// Short texts, which most are, take two moves that may overlap; longer ones a call of memcpy.
  static char* put_text(char* at, std::string_view text) {
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
  Writer& put(char byte) {
    out_->push_back(byte);
    return *this;
  }
  std::string* out_;
};

}  // namespace rtpe::bencode
