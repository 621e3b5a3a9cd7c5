// Shipped scenarios, played by two kinds of hosts one after the other.
#pragma once
#include <span>
#include <string_view>

namespace rtpe::test {

/// Their first 5 s with `run --compare PAIR`: the same commands, results and node states, and the same verdict. What
/// differs is played again once: real time on a busy machine; what differs by itself differs again.
void compare_library(std::span<const std::string_view> scenarios, std::string_view pair);

}  // namespace rtpe::test
