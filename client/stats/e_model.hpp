// The daemon's MOS formula (mos.md section 2): a simplified E-model, the same for every codec.
#pragma once
#include <cstdint>

namespace rtpe::stats {

/// Ten times the MOS, cut off as the daemon does: 10 to 44, 0 below 10. `round_trip_us`: end to end, not halved.
/// `loss_percent`: the daemon has whole percents; a capture knows fractions.
[[nodiscard]] inline int mos_times_ten(std::uint64_t round_trip_us, std::uint64_t jitter_ms, double loss_percent) {
  const auto delay_ms = static_cast<double>(round_trip_us / 1000 + 2 * jitter_ms + 10);
  double quality = delay_ms < 160 ? 93.2 - delay_ms / 40 : 93.2 - (delay_ms - 120) / 10;
  quality -= 2.5 * loss_percent;
  const double mos = quality < 0 ? 1.0 : 1 + 0.035 * quality + 0.000007 * quality * (quality - 60) * (100 - quality);
  const auto value = static_cast<int>(mos * 10);
  return value < 10 ? 0 : value;
}

}  // namespace rtpe::stats
