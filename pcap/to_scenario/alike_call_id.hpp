// A Call-ID in place of another one that chooses the same nodes.
#pragma once
#include <cstdint>
#include <string_view>

#include "client/selection/call_id_hash.hpp"

namespace rtpe::capture {

/// Candidates that are worth a try: with weights of 12 in all one of 27720 does.
inline constexpr std::uint32_t alike_candidates_at_most = 200'000;

/// Does the Call-ID choose as the other one, whichever nodes with weights of that sum in all are eligible?
[[nodiscard]] bool chooses_alike(std::string_view left, std::string_view right, HashAlgorithm algorithm,
                                 std::uint32_t weights);

}  // namespace rtpe::capture
