#include "pcap/to_scenario/alike_call_id.hpp"

namespace rtpe::capture {

bool chooses_alike(std::string_view left, std::string_view right, HashAlgorithm algorithm, std::uint32_t weights) {
  const std::uint32_t one = call_id_number(left, algorithm), other = call_id_number(right, algorithm);
  if (one == other) return true;
  for (std::uint32_t sum = 2; sum <= weights; ++sum)
    if (one % sum != other % sum) return false;
  return true;
}

}  // namespace rtpe::capture
