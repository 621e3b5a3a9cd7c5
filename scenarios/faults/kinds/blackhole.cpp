// blackhole: a host is gone.
#include "scenarios/faults/fault_target.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::blackhole {
namespace {

std::vector<world::Rule> rules(const Fault& /*fault*/, const FaultTarget& target) {
  return {{.to = world::the_host(target.host), .passage = world::Passage::silent},
          {.from = world::the_host(target.host), .passage = world::Passage::cut}};
}

}  // namespace

extern const FaultKind kind{
    .name = "blackhole",
    .happens = "the host is gone: silence both ways; its engines keep their calls",
    .befalls = FaultKind::Befalls::host,
    .rules = rules,
};

}  // namespace rtpe::scenario::faults::blackhole
