// partition_dmq: what proxies tell each other of their call tables is lost.
#include <algorithm>

#include "scenarios/faults/fault_target.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::partition_dmq {
namespace {

std::vector<world::Rule> rules(const Fault& /*fault*/, const FaultTarget& target) {
  std::vector<world::Rule> rules;
  for (const auto& [one, other] : target.proxy_pairs)
    rules.push_back({.from = world::the_site(one),
                     .to = world::the_site(other),
                     .protocol = world::Protocol::sip,
                     .passage = world::Passage::cut});
  return rules;
}

bool replicates(const Scenario& base) {
  return std::ranges::count_if(base.proxies, [](const Client& one) { return one.parameters.enable_dmq != 0; }) > 1;
}

}  // namespace

extern const FaultKind kind{
    .name = "partition_dmq",
    .happens = "nothing passes between the proxy and the others: their call tables are not replicated (`enable_dmq`)",
    .befalls = FaultKind::Befalls::proxies,
    .rules = rules,
    .is_searched = replicates,
};

}  // namespace rtpe::scenario::faults::partition_dmq
