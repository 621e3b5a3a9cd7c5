// restart: a crash and a start in the same instant.
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::restart {
namespace {

mock::Effect effect(const Fault& /*fault*/) { return {.verb = mock::Verb::restart, .duration = Duration{}}; }

}  // namespace

extern const FaultKind kind{
    .name = "restart",
    .happens = "crash and start at once: all calls forgotten",
    .calls = FaultKind::Calls::lost,
    .over_at_once = "a restart is over at once; \"crash\" lasts",
    .effect = effect,
};

}  // namespace rtpe::scenario::faults::restart
