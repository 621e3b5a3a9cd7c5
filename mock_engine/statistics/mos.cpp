#include "mock_engine/statistics/mos.hpp"

namespace rtpe::mock {

std::uint8_t mos_times_ten(const MosInput& input, MosBasis basis) {
  if (basis == MosBasis::conversational && input.round_trip_us == 0) return 0;
  const double delay_ms = static_cast<double>(std::uint64_t{input.round_trip_us / 1000} + 2ULL * input.jitter_ms + 10);
  double quality = delay_ms < 160 ? 93.2 - delay_ms / 40 : 93.2 - (delay_ms - 120) / 10;
  quality -= 2.5 * input.loss_percent;
  const double mos = quality < 0 ? 1.0 : 1 + 0.035 * quality + 0.000007 * quality * (quality - 60) * (100 - quality);
  const auto value = static_cast<int>(mos * 10);
  return static_cast<std::uint8_t>(value < 10 ? 0 : value);
}

}  // namespace rtpe::mock
