// partition_requests: only the way to an engine is cut.
#include "scenarios/faults/fault_target.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::partition_requests {
namespace {

std::vector<world::Rule> rules(const Fault& /*fault*/, const FaultTarget& target) {
  return {{.to = world::the_site(target.engine), .protocol = world::Protocol::ng, .passage = world::Passage::cut}};
}

}  // namespace

extern const FaultKind kind{
    .name = "partition_requests",
    .happens = "what the proxy sends does not arrive",
    .rules = rules,
};

}  // namespace rtpe::scenario::faults::partition_requests
