// Durations counted in buckets 1/32 wide, relative to their size: percentiles to about 3 percent in constant memory.
#pragma once
#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "base/time.hpp"

namespace rtpe::scenario {

class LatencyHistogram {
 public:
  void add(Duration latency) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(latency.count(), 0));
    const std::size_t bucket = bucket_of(value);
    if (bucket >= counts_.size()) counts_.resize(bucket + 1);
    ++counts_[bucket];
    ++total_;
    highest_ = std::max(highest_, latency);
  }
  void add(const LatencyHistogram& other) {
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
    for (std::size_t bucket = 0; bucket < other.counts_.size(); ++bucket) counts_[bucket] += other.counts_[bucket];
    total_ += other.total_;
    highest_ = std::max(highest_, other.highest_);
  }
  /// The value that `percent` of all are not above, 1 to 100: middle of its bucket; 0 when nothing was added.
  [[nodiscard]] Duration percentile(unsigned percent) const {
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket < counts_.size(); ++bucket) {
      below += counts_[bucket];
      if (below > 0 && below * 100 >= total_ * percent) return std::min(middle_of(bucket), highest_);
    }
    return {};
  }
  [[nodiscard]] Duration highest() const { return highest_; }
  [[nodiscard]] std::uint64_t count() const { return total_; }

 private:
  static constexpr unsigned bits = 5;  ///< of precision

  static std::size_t bucket_of(std::uint64_t value) {
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= bits + 1) return value;
    const unsigned shift = width - bits - 1;
    return (std::size_t{shift} << bits) + (value >> shift);
  }
  static Duration middle_of(std::size_t bucket) {
    if (bucket < (std::size_t{2} << bits)) return Duration(static_cast<std::int64_t>(bucket));
    const std::size_t shift = (bucket >> bits) - 1;
    const std::uint64_t low = (bucket - (shift << bits)) << shift;
    return Duration(static_cast<std::int64_t>(low + (std::uint64_t{1} << shift) / 2));
  }

  std::vector<std::uint32_t> counts_;
  std::uint64_t total_ = 0;
  Duration highest_{};
};

}  // namespace rtpe::scenario
