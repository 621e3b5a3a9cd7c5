#include "base/nearest.hpp"

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"

namespace rtpe {
namespace {

constexpr std::size_t longest_word = 64;
constexpr std::size_t edit = 2;  // in halves

std::size_t replacement(char left, char right) {
  if (left == right) return 0;
  const bool same_letter =
      lower(left) == lower(right) || (left == '-' && right == '_') || (left == '_' && right == '-');
  return same_letter ? edit / 2 : edit;
}

}  // namespace

std::size_t edit_distance(std::string_view left, std::string_view right) {
  // Three rows of the optimal string alignment table.
  std::vector<std::size_t> before(right.size() + 1), above(right.size() + 1), row(right.size() + 1);
  for (std::size_t j = 0; j <= right.size(); ++j) above[j] = j * edit;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    row[0] = i * edit;
    for (std::size_t j = 1; j <= right.size(); ++j) {
      row[j] = std::min({above[j] + edit, row[j - 1] + edit, above[j - 1] + replacement(left[i - 1], right[j - 1])});
      const bool swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + edit);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[right.size()];
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> words) {
  constexpr std::size_t short_word = 4;
  if (word.empty() || word.size() > longest_word) return {};
  std::string_view best;
  std::size_t least = std::max(word.size() < short_word ? edit + 1 : 2 * edit + 1, word.size() * edit / 3 + 1);
  for (const std::string_view candidate : words) {
    // A word that only stops too early is nearer than its missing letters say: "time" for "timeout".
    const bool begins = word.size() >= short_word && candidate.starts_with(word);
    const std::size_t distance = begins ? edit : edit_distance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    best = candidate;
  }
  return best;
}

}  // namespace rtpe
