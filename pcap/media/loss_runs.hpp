// Losses in a row, counted when it is certain that a packet will not come any more.
#pragma once
#include <algorithm>
#include <cstdint>

namespace rtpe::capture {

/// Numbers that leave the window of the last 64 unseen are lost. Packets before the stream's first are not missed.
class LossRuns {
 public:
  /// The newest number went up by `ahead`; `seen`: bit i is set when newest - i was seen, before that.
  void advance(std::uint32_t ahead, std::uint64_t seen) {
    if (ahead == 1 && (held_ < 64 || (seen >> 63U) != 0)) [[likely]] {
      if (held_ < 64)
        ++held_;
      else
        run_ = 0;
      return;
    }
    slide(ahead, seen);
  }
  /// With what is missing in the window at the end; `seen` as for advance().
  [[nodiscard]] LossRuns finished(std::uint64_t seen) const {
    LossRuns whole = *this;
    for (std::uint32_t i = held_; i-- > 0;) whole.leave((seen >> i & 1U) != 0);
    return whole;
  }
  [[nodiscard]] std::uint64_t runs() const { return runs_; }
  [[nodiscard]] std::uint32_t longest() const { return longest_; }

 private:
  void leave(bool was_seen) {
    if (was_seen) {
      run_ = 0;
      return;
    }
    if (++run_ == 1) ++runs_;
    longest_ = std::max(longest_, run_);
  }
  void slide(std::uint32_t ahead, std::uint64_t seen) {
    for (std::uint32_t i = 0; i < ahead; ++i) {
      if (held_ < 64)
        ++held_;
      else
        leave((seen >> 63U) != 0);
      seen <<= 1U;
      if (i + 1 == ahead) return;
    }
  }
  std::uint32_t held_ = 1;  ///< numbers in the window
  std::uint32_t run_ = 0, longest_ = 0;
  std::uint64_t runs_ = 0;
};

}  // namespace rtpe::capture
