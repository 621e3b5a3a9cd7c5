// Where something stands in a configuration that may consist of several files.
#pragma once
#include <compare>
#include <cstdint>

namespace rtpe::route {

struct Position {
  std::uint32_t file = 0;  ///< index into Configuration::files
  std::uint32_t line = 1, column = 1;
  auto operator<=>(const Position&) const = default;
};

}  // namespace rtpe::route
