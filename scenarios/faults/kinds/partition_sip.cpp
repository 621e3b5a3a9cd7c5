// partition_sip: the way between the proxy and a party, or both, is cut.
#include "scenarios/faults/fault_target.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::partition_sip {
namespace {

std::vector<world::Rule> rules(const Fault& /*fault*/, const FaultTarget& target) {
  const world::Match whom = target.party ? world::the_site(*target.party) : world::anybody;
  return {{.to = whom, .protocol = world::Protocol::sip, .passage = world::Passage::cut},
          {.from = whom, .protocol = world::Protocol::sip, .passage = world::Passage::cut}};
}

}  // namespace

extern const FaultKind kind{
    .name = "partition_sip",
    .happens = "nothing passes between the proxy and the party; the engines are as they were",
    .befalls = FaultKind::Befalls::parties,
    .rules = rules,
};

}  // namespace rtpe::scenario::faults::partition_sip
