#include "mock_engine/statistics/mos.hpp"

#include "client/stats/e_model.hpp"

namespace rtpe::mock {

std::uint8_t mos_times_ten(const MosInput& input, MosBasis basis) {
  if (basis == MosBasis::conversational && input.round_trip_us == 0) return 0;
  return static_cast<std::uint8_t>(stats::mos_times_ten(input.round_trip_us, input.jitter_ms, input.loss_percent));
}

}  // namespace rtpe::mock
