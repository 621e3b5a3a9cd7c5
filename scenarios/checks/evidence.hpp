// Lines that a failed check shows, and the words they are made of.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace rtpe::scenario {

/// "0:02:00.512" since the start of the run.
[[nodiscard]] std::string clock_text(Duration since_start);
/// "5.001 s", "12.3 ms", "250 us".
[[nodiscard]] std::string took_text(Duration duration);
/// "12.5 %".
[[nodiscard]] std::string percent_text(double part);

/// Keeps the first lines and counts the rest.
class Evidence {
 public:
  static constexpr std::size_t most_lines = 20;
  void add(std::string line) {
    if (lines_.size() < most_lines)
      lines_.push_back(std::move(line));
    else
      ++more_;
  }
  [[nodiscard]] bool full() const { return lines_.size() >= most_lines; }
  /// Lines that are known to exist but were not made.
  void skip(std::uint64_t lines) { more_ += lines; }
  [[nodiscard]] std::vector<std::string> lines() const;

 private:
  std::vector<std::string> lines_;
  std::uint64_t more_ = 0;
};

}  // namespace rtpe::scenario
