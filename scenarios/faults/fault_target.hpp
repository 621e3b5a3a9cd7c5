// Whom a fault befalls, as rules of the network speak of them.
#pragma once
#include <optional>

#include "scenarios/world/rule.hpp"

namespace rtpe::scenario {

struct FaultTarget {
  world::SiteId engine = 0;
  world::HostId host = 0;                   ///< that the engine runs on
  std::optional<world::SiteId> party = {};  ///< empty: both
};

}  // namespace rtpe::scenario
