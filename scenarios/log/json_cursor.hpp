// Reads one line of JSON from left to right, as the event log has it: objects, lists, texts, whole numbers, true,
// false.
#pragma once
#include <charconv>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace rtpe::scenario {

/// After the first failure every call fails, and `trouble()` says what it was.
class JsonCursor {
 public:
  /// `line` must outlive the texts that were read from it.
  explicit JsonCursor(std::string_view line) : line_(line) {}

  [[nodiscard]] bool failed() const { return !trouble_.empty(); }
  [[nodiscard]] const std::string& trouble() const { return trouble_; }
  /// Column of the next byte, from 1.
  [[nodiscard]] std::size_t column() const { return at_ + 1; }
  void fail(std::string trouble) {
    if (trouble_.empty()) trouble_ = std::move(trouble);
  }

  /// Takes `c`; false: something else stands there, and nothing is taken.
  bool take(char c) {
    if (failed() || at_ >= line_.size() || line_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool expect(char c);
  [[nodiscard]] bool at_end() const { return at_ == line_.size(); }

  /// A text with its quotation marks. Bytes as in the line, or in `scratch` when it had escapes: \u0080 to \u00ff are
  /// single bytes, as the writer writes what is no UTF-8.
  std::string_view text(std::string& scratch);
  bool boolean();
  template <std::integral T>
    requires(!std::same_as<T, bool>)
  T number() {
    T value{};
    if (failed()) return value;
    const char* begin = line_.data() + at_;
    const auto [end, error] = std::from_chars(begin, line_.data() + line_.size(), value);
    if (error == std::errc::result_out_of_range)
      fail("a number that is too large here");
    else if (error != std::errc{})
      fail("a whole number was expected");
    else if (end != line_.data() + line_.size() && (*end == '.' || *end == 'e' || *end == 'E'))
      fail("a whole number was expected");
    else
      at_ += static_cast<std::size_t>(end - begin);
    return value;
  }

 private:
  std::string_view any_text(std::string& scratch);
  void escape(std::string& out);
  /// Four hexadecimal digits.
  std::uint32_t code_unit();
  std::string_view line_;
  std::size_t at_ = 0, text_begin_ = 0;
  std::string trouble_;
};

}  // namespace rtpe::scenario
