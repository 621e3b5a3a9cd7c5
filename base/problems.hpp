// Collects what is wrong with a text, each problem with its place, source line and caret.
#pragma once
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/value.hpp"

namespace rtpe {

/// What was read, or everything that is wrong with it, in the order of the text.
template <class T>
using Read = std::expected<T, std::vector<Error>>;

class Problems {
 public:
  /// Both must outlive this object. A text without places (JSON) may be empty, and so may its name.
  Problems(std::string_view text, std::string_view file) : parts_{{.first_line = 1, .text = text, .file = file}} {}

  /// The same problem at the same place counts once: a table may be read for several parts.
  void error(Place place, std::string message, ErrorKind kind = ErrorKind::invalid_input);
  void warn(Place place, std::string message);
  /// Of another file that this one names: told as they are, after this file's own.
  void add(std::vector<Error> errors);
  /// A text that became part of this one: lines from the returned one on are its own, from 1. All must outlive this
  /// object.
  std::uint32_t append(std::string_view text, std::string_view file);
  /// "line 12", or "line 3 of common.toml" in a text that was appended.
  [[nodiscard]] std::string where(Place place) const;
  /// Whether the place is in the first text.
  [[nodiscard]] bool is_own(Place place) const { return &part_of(place.line) == &parts_.front(); }
  [[nodiscard]] std::size_t error_count() const { return errors_.size() + others_.size() + too_many_errors_; }
  [[nodiscard]] bool any_errors() const { return error_count() > 0; }
  /// In file order; at most 100, then one that counts the rest.
  [[nodiscard]] std::vector<Error> errors();
  [[nodiscard]] std::vector<Error> warnings() { return ordered(warnings_); }
  /// Where the character `offset` of a one-line string value stands, when its text is in the file as it is; else the
  /// value's own place.
  [[nodiscard]] Place inside(Place value, std::string_view content, std::size_t offset) const;
  /// Where `line` and `column` (from 1) of a string value of several lines stand, when it is written in ''' or """;
  /// else the value's own place.
  [[nodiscard]] Place inside_lines(Place value, std::uint32_t line, std::uint32_t column) const;

 private:
  /// Where its lines begin among those of all.
  struct Part {
    std::uint32_t first_line;
    std::string_view text, file;
  };
  [[nodiscard]] const Part& part_of(std::uint32_t line) const;
  struct Problem {
    Place place;
    std::string message;
    ErrorKind kind;
  };
  [[nodiscard]] std::string_view line(std::uint32_t number) const;
  [[nodiscard]] std::string excerpt(Place place) const;
  [[nodiscard]] std::vector<Error> ordered(std::vector<Problem>& problems) const;

  std::vector<Part> parts_;
  std::vector<Problem> errors_, warnings_;
  std::vector<Error> others_;
  std::size_t too_many_errors_ = 0, too_many_warnings_ = 0;
};

/// Their texts, one per line.
[[nodiscard]] std::string text_of(std::span<const Error> errors);

/// `; did you mean "workers"?`, or `; valid: a, b, c` when nothing is near and the list is short; else empty.
[[nodiscard]] std::string suggestion(std::string_view word, std::span<const std::string_view> words);

/// Text from a file, fit for a message: control characters become '?', long texts are cut.
[[nodiscard]] std::string shown(std::string_view text);

}  // namespace rtpe
