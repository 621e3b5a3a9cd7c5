// partition_replies: only the way back from an engine is cut.
#include "scenarios/faults/fault_target.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::partition_replies {
namespace {

std::vector<world::Rule> rules(const Fault& /*fault*/, const FaultTarget& target) {
  return {{.from = world::the_site(target.engine), .protocol = world::Protocol::ng, .passage = world::Passage::cut}};
}

}  // namespace

extern const FaultKind kind{
    .name = "partition_replies",
    .happens = "requests arrive and are carried out, the replies are lost",
    .rules = rules,
};

}  // namespace rtpe::scenario::faults::partition_replies
