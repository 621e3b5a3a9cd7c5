// Letters and digits of ASCII; the locale has no say.
#pragma once
#include <algorithm>
#include <string_view>

namespace rtpe {

[[nodiscard]] constexpr char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

[[nodiscard]] constexpr bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// Equal but for the case of letters.
[[nodiscard]] constexpr bool equal_ignoring_case(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, {}, lower, lower);
}

}  // namespace rtpe
