// The daemon's mean opinion score (mos.md section 2): one codec-independent formula of delay, jitter and loss.
#pragma once
#include <cstdint>

#include "mock_engine/config.hpp"

namespace rtpe::mock {

struct MosInput {
  std::uint32_t round_trip_us = 0;  ///< end to end, not halved; 0: unknown
  std::uint32_t jitter_ms = 0;
  std::uint32_t loss_percent = 0;
};
/// MOS times ten, truncated: 10 to 44; 0 when there is none.
[[nodiscard]] std::uint8_t mos_times_ten(const MosInput& input, MosBasis basis);

}  // namespace rtpe::mock
