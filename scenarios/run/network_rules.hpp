// [network] and [[link]] as rules of the run's network.
#pragma once
#include <span>

#include "scenarios/model/scenario.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// `engines`: their sites, in the scenario's order. The parties' sites are there already.
void lay_out(const Scenario& scenario, std::span<const world::SiteId> engines, world::World& world);

}  // namespace rtpe::scenario
