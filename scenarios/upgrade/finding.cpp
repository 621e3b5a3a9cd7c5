#include "scenarios/upgrade/finding.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace rtpe::scenario::upgrade {

std::string_view to_string(Harm harm) {
  constexpr std::array<std::string_view, 9> words{"start", "calls", "state", "nodes", "values",
                                                  "media", "words", "wire",  "timing"};
  return words.at(static_cast<std::size_t>(harm));
}

std::string_view to_string(Change change) {
  constexpr std::array<std::string_view, 3> words{"worse", "other", "better"};
  return words.at(static_cast<std::size_t>(change));
}

std::string_view to_string(Verdict verdict) {
  constexpr std::array<std::string_view, 4> words{"confirmed", "confirmed in part", "not seen", "cannot be confirmed"};
  return words.at(static_cast<std::size_t>(verdict));
}

void rank(std::vector<Finding>& findings) {
  std::ranges::stable_sort(findings, [](const Finding& left, const Finding& right) {
    return std::tuple(left.change, left.harm, right.count) < std::tuple(right.change, right.harm, left.count);
  });
}

}  // namespace rtpe::scenario::upgrade
