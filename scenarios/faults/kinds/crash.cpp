// crash: the process is gone, and comes back empty.
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::crash {
namespace {

mock::Effect effect(const Fault& fault) { return {.verb = mock::Verb::crash, .duration = fault.lasts}; }

}  // namespace

extern const FaultKind kind{
    .name = "crash",
    .happens =
        "the process is gone and its port closed: senders get ICMP port unreachable; afterwards it is back, empty",
    .calls = FaultKind::Calls::lost,
    .effect = effect,
};

}  // namespace rtpe::scenario::faults::crash
