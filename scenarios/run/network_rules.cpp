#include "scenarios/run/network_rules.hpp"

namespace rtpe::scenario {
namespace {

world::Rule rule_of(const Network& network, world::Match from, world::Match to) {
  return {.from = from,
          .to = to,
          .protocol = network.protocol == LinkProtocol::sip ? world::Protocol::sip : world::Protocol::ng,
          .latency = network.latency,
          .loss = network.loss,
          .duplication = network.duplication,
          .reordering = network.reordering,
          .bits_per_s = network.bits_per_s};
}

void expect(const DurationRange& latency, world::World& world) {
  if (latency.low == latency.high) world.expect(latency.low);
}

void add_both(const Network& link, world::Match whom, world::World& world) {
  for (const world::Rule& rule : link_rules(link, whom)) world.network().add(rule);
  expect(link.latency, world);
}

}  // namespace

std::array<world::Rule, 2> link_rules(const Network& link, world::Match whom) {
  return {rule_of(link, world::anybody, whom), rule_of(link, whom, world::anybody)};
}

void lay_out(const Scenario& scenario, std::span<const world::SiteId> engines, world::World& world) {
  for (const Network& all : {scenario.network, sip_network()}) {
    world.network().add(rule_of(all, world::anybody, world::anybody));
    expect(all.latency, world);
  }
  for (const Network& link : scenario.links) {
    if (link.protocol == LinkProtocol::sip) {
      const auto party = link.party ? world.network().find_site(
                                          link_party_names()[static_cast<std::size_t>(*link.party)], world::Role::party)
                                    : std::nullopt;
      add_both(link, party ? world::the_site(*party) : world::anybody, world);
      continue;
    }
    for (std::size_t engine = 0; engine < engines.size(); ++engine)
      if (link.engine == scenario.engines[engine].config.name) add_both(link, world::the_site(engines[engine]), world);
  }
}

}  // namespace rtpe::scenario
