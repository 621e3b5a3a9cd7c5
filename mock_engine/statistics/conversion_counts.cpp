#include "mock_engine/statistics/conversion_counts.hpp"

#include <algorithm>

namespace rtpe::mock {

std::optional<std::uint16_t> ConversionCounts::number_of(std::string_view chain) {
  const auto known = std::ranges::find(counts_, chain, &ConversionCount::chain);
  if (known != counts_.end()) return static_cast<std::uint16_t>(known - counts_.begin());
  if (counts_.size() >= most) return std::nullopt;
  counts_.push_back({.chain = std::string(chain)});
  return static_cast<std::uint16_t>(counts_.size() - 1);
}

void ConversionCounts::begin(std::span<const std::uint16_t> numbers) {
  for (const std::uint16_t number : numbers) ++counts_[number].now;
}

void ConversionCounts::end(std::span<const std::uint16_t> numbers) {
  for (const std::uint16_t number : numbers) --counts_[number].now;
}

}  // namespace rtpe::mock
