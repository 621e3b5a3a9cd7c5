#include "mock_engine/statistics/conversion_counts.hpp"

#include <algorithm>

#include "mock_engine/statistics/table_order.hpp"

namespace rtpe::mock {

std::optional<std::uint16_t> ConversionCounts::begin(std::string_view chain) {
  const auto known = std::ranges::find(chains_, chain);
  const auto number = static_cast<std::size_t>(known - chains_.begin());
  if (known == chains_.end()) {
    if (chains_.size() >= most) return std::nullopt;
    chains_.emplace_back(chain);
    counts_.push_back(0);
  }
  ++counts_[number];
  return static_cast<std::uint16_t>(number);
}

std::vector<ConversionCount> ConversionCounts::all() const {
  std::vector<ConversionCount> out;
  out.reserve(chains_.size());
  for (const std::size_t number : table_order(chains_))
    out.push_back({.chain = chains_[number], .now = counts_[number]});
  return out;
}

}  // namespace rtpe::mock
