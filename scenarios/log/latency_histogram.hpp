// Durations counted in buckets 1/32 wide, relative to their size: percentiles to about 3 percent in constant memory.
// A bucket knows the longest that fell into it, so that what a percentile says was seen, and is not below the true one.
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
    if (bucket >= buckets_.size()) buckets_.resize(bucket + 1);
    ++buckets_[bucket].count;
    buckets_[bucket].highest = std::max(buckets_[bucket].highest, latency);
    ++total_;
    highest_ = std::max(highest_, latency);
  }
  void add(const LatencyHistogram& other) {
    if (other.buckets_.size() > buckets_.size()) buckets_.resize(other.buckets_.size());
    for (std::size_t bucket = 0; bucket < other.buckets_.size(); ++bucket) {
      buckets_[bucket].count += other.buckets_[bucket].count;
      buckets_[bucket].highest = std::max(buckets_[bucket].highest, other.buckets_[bucket].highest);
    }
    total_ += other.total_;
    highest_ = std::max(highest_, other.highest_);
  }
  /// The value that `percent` of all are not above, 1 to 100: the longest of its bucket; 0 when nothing was added.
  [[nodiscard]] Duration percentile(unsigned percent) const {
    std::uint64_t below = 0;
    for (const Bucket& bucket : buckets_) {
      below += bucket.count;
      if (below > 0 && below * 100 >= total_ * percent) return bucket.highest;
    }
    return {};
  }
  [[nodiscard]] Duration highest() const { return highest_; }
  [[nodiscard]] std::uint64_t count() const { return total_; }

 private:
  static constexpr unsigned bits = 5;  ///< of precision
  struct Bucket {
    Duration highest{};
    std::uint32_t count = 0;
  };

  static std::size_t bucket_of(std::uint64_t value) {
    const auto width = static_cast<unsigned>(std::bit_width(value));
    if (width <= bits + 1) return value;
    const unsigned shift = width - bits - 1;
    return (std::size_t{shift} << bits) + (value >> shift);
  }

  std::vector<Bucket> buckets_;
  std::uint64_t total_ = 0;
  Duration highest_{};
};

}  // namespace rtpe::scenario
