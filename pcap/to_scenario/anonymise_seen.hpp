// Names, numbers, addresses and keys out of an Observed, before a scenario is made from it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "pcap/to_scenario/node_order.hpp"
#include "pcap/to_scenario/observed.hpp"

namespace rtpe::capture {

struct AnonymisedSeen {
  Observed seen;
  std::vector<std::string> originals;  ///< what must not be found in the result
};

/// Call-IDs get others that choose the same nodes of that order, whichever of them are eligible.
[[nodiscard]] AnonymisedSeen anonymised(const Observed& seen, std::uint64_t seed, const NodeOrder& order);

}  // namespace rtpe::capture
