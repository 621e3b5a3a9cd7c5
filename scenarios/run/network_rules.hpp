// [network] and [[link]] as rules of the run's network.
#pragma once
#include <array>
#include <span>

#include "scenarios/model/scenario.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// `engines`: their sites, in the scenario's order. The parties' sites are there already.
void lay_out(const Scenario& scenario, std::span<const world::SiteId> engines, world::World& world);

/// Both directions between somebody and everybody else.
[[nodiscard]] std::array<world::Rule, 2> link_rules(const Network& link, world::Match whom);

}  // namespace rtpe::scenario
