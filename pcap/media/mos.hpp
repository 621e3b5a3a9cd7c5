// The daemon's MOS (mos.md section 2): a simplified E-model, the same for every codec.
#pragma once
#include <cmath>
#include <cstdint>

namespace rtpe::capture {

/// Ten times the MOS, cut off as the daemon does: 10 to 44, 0 below 10. `round_trip_us`: end to end; 0: unknown (the
/// daemon's --mos=LQ). `loss_percent`: whole percents are what the daemon has; here it may be a fraction.
[[nodiscard]] inline int mos_times_ten(std::int64_t round_trip_us, std::int64_t jitter_ms, double loss_percent) {
  const auto delay = static_cast<double>(round_trip_us / 1000 + 2 * jitter_ms + 10);
  double r = delay < 160 ? 93.2 - delay / 40 : 93.2 - (delay - 120) / 10;
  r -= 2.5 * loss_percent;
  const double mos = r < 0 ? 1.0 : 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r);
  const int value = static_cast<int>(std::floor(mos * 10));
  return value < 10 ? 0 : value;
}

}  // namespace rtpe::capture
