// Who takes part in a run, kept from its first event: names for the numbers in the others.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::report {

struct RunParts {
  struct Node {
    std::string name, engine;
    std::uint32_t proxy = 0;
  };
  std::vector<std::string> proxies;
  std::vector<Node> nodes;

  explicit RunParts(const scenario::RunStarted& event);
  RunParts() = default;
  /// "a" for a node where engine a listens, else its URL: printable.
  [[nodiscard]] std::string node(std::uint32_t number) const;
};

/// Why a node was chosen, or none: sentences without an end, "97 mod 3 = 1", "a has 1: 0 is left", "b takes it".
[[nodiscard]] std::vector<std::string> reasons(const scenario::Selected& event, const RunParts& parts);

}  // namespace rtpe::report
