// How fast a sender's clock runs beside the capture's.
#pragma once
#include <cstdint>
#include <optional>

namespace rtpe::capture {

/// The slope of RTP time over capture time, by least squares over all packets.
class StreamClock {
 public:
  /// `seconds`: since the stream's first packet, by the capture; `ticks`: since then, by the RTP timestamp.
  void add(double seconds, double ticks) {
    ++count_;
    seconds_ += seconds;
    ticks_ += ticks;
    squares_ += seconds * seconds;
    products_ += seconds * ticks;
    span_ = seconds;
  }
  /// Millionths by which the sender's clock is fast (or, negative, slow). nullopt: less than ten packets or ten seconds
  /// to judge by, or a rate of zero.
  [[nodiscard]] std::optional<double> drift_ppm(std::uint32_t rate) const {
    if (count_ < 10 || span_ < 10 || rate == 0) return std::nullopt;
    const auto n = static_cast<double>(count_);
    const double variance = n * squares_ - seconds_ * seconds_;
    if (!(variance > 0)) return std::nullopt;
    return ((n * products_ - seconds_ * ticks_) / variance / rate - 1) * 1e6;
  }

 private:
  std::uint64_t count_ = 0;
  double seconds_ = 0, ticks_ = 0, squares_ = 0, products_ = 0, span_ = 0;
};

}  // namespace rtpe::capture
