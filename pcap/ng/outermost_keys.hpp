// Walks the outermost dictionary of a bencoded text; what lies deeper is checked and passed over.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/ascii.hpp"
#include "pcap/ng/ng_keys.hpp"

namespace rtpe::capture {

/// Strict bencode only, and no deeper than `depth_at_most`.
class OutermostKeys {
 public:
  static constexpr int depth_at_most = 60;
  explicit OutermostKeys(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  /// Gives each key with its value; `string` is empty where the value is no string. Values of frequent keys
  /// (ng_keys.hpp) go into `message`, of several equal ones the first. False: this is not strict bencode, or not all of
  /// it; what was given until then does not count.
  template <class Receiver>  // (std::string_view key, bool is_string, std::string_view string)
  [[nodiscard, gnu::always_inline]] bool walk(NgMessage& message, const Receiver& receiver) {
    if (end_ - at_ < 2 || *at_ != 'd') return false;
    ++at_;
    for (;;) {
      if (at_ == end_) return false;
      if (*at_ == 'e') return at_ + 1 == end_;
      std::string_view key, value;
      if (static_cast<std::size_t>(end_ - at_) >= frequent_key_bytes) [[likely]]
        if (const FrequentKey frequent = frequent_key(at_); frequent.bytes != 0) [[likely]] {
          at_ += frequent.bytes;
          if (!is_digit(*at_)) [[unlikely]] {
            if (!skip()) return false;
            continue;
          }
          if (!string(value)) return false;
          std::string_view& field = message.*frequent.field;
          if (field.empty()) field = value;
          continue;
        }
      if (!string(key) || at_ == end_) return false;
      const bool is_string = is_digit(*at_);
      if (is_string ? !string(value) : !skip()) return false;
      receiver(key, is_string, value);
    }
  }

 private:
  static std::size_t digit(char letter) { return static_cast<unsigned char>(letter) - std::size_t{'0'}; }
  /// There is a byte. Most lengths have one digit.
  [[gnu::always_inline]] bool string(std::string_view& out) {
    constexpr std::ptrdiff_t digits_at_most = 8;
    const char* at = at_;
    std::size_t length = digit(*at);
    if (length > 9 || ++at == end_) return false;
    if (*at != ':') {
      if (length == 0) return false;
      do {
        const std::size_t next = digit(*at);
        if (next > 9 || at - at_ == digits_at_most) return false;
        length = length * 10 + next;
        if (++at == end_) return false;
      } while (*at != ':');
    }
    ++at;
    if (length > static_cast<std::size_t>(end_ - at)) return false;
    out = {at, length};
    at_ = at + length;
    return true;
  }
  /// Eighteen digits never overflow; what is longer is left to the full reader.
  bool integer() {
    const char* at = at_ + 1;
    const bool is_negative = at != end_ && *at == '-';
    if (is_negative) ++at;
    const char* const first = at;
    while (at != end_ && at - first < 19 && is_digit(*at)) ++at;
    const auto digits = at - first;
    if (digits == 0 || digits > 18 || at == end_ || *at != 'e') return false;
    if (*first == '0' && (digits > 1 || is_negative)) return false;
    at_ = at + 1;
    return true;
  }
  /// One value that is no string.
  bool skip() {
    if (*at_ == 'i') return integer();
    std::uint64_t dictionaries = 0, wants_value = 0;  // a bit for each depth
    int depth = 0;
    do {
      if (at_ == end_) return false;
      const std::uint64_t bit = std::uint64_t{1} << depth;
      const bool needs_key = (dictionaries & bit & ~wants_value) != 0;
      const char first = *at_;
      std::string_view ignored;
      if (is_digit(first)) {
        if (!string(ignored)) return false;
      } else if (first == 'e') {
        if ((wants_value & bit) != 0) return false;
        ++at_;
        --depth;
        wants_value ^= dictionaries & std::uint64_t{1} << depth;
        continue;
      } else if (needs_key && depth > 0) {
        return false;
      } else if (first == 'i') {
        if (!integer()) return false;
      } else if ((first == 'd' || first == 'l') && depth < depth_at_most) {
        ++at_;
        ++depth;
        const std::uint64_t inner = std::uint64_t{1} << depth;
        dictionaries = first == 'd' ? dictionaries | inner : dictionaries & ~inner;
        wants_value &= ~inner;
        continue;
      } else {
        return false;
      }
      wants_value ^= dictionaries & bit;
    } while (depth > 0);
    return true;
  }

  const char* at_;
  const char* end_;
};

}  // namespace rtpe::capture
