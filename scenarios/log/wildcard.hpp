// Texts with `*` for any number of characters.
#pragma once
#include <string_view>

namespace rtpe::scenario {

[[nodiscard]] constexpr bool matches_wildcard(std::string_view pattern, std::string_view text) {
  std::size_t at = 0, star = std::string_view::npos, resume = 0, place = 0;
  while (place < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      resume = place;
    } else if (at < pattern.size() && pattern[at] == text[place]) {
      ++at, ++place;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      place = ++resume;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace rtpe::scenario
