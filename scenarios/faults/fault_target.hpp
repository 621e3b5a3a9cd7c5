// Whom a fault befalls, as rules of the network speak of them.
#pragma once
#include <optional>
#include <utility>
#include <vector>

#include "scenarios/world/rule.hpp"

namespace rtpe::scenario {

struct FaultTarget {
  world::SiteId engine = 0;
  world::HostId host = 0;                   ///< that the engine runs on
  std::optional<world::SiteId> party = {};  ///< empty: both
  /// From the proxy to each other one and back; without a proxy from each to each.
  std::vector<std::pair<world::SiteId, world::SiteId>> proxy_pairs = {};
};

}  // namespace rtpe::scenario
