// hang: the process is alive and answers nothing.
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario::faults::hang {
namespace {

mock::Effect effect(const Fault& fault) { return {.verb = mock::Verb::hang, .duration = fault.lasts}; }

}  // namespace

extern const FaultKind kind{
    .name = "hang",
    .happens = "the process is there and answers nothing; it keeps its calls",
    .effect = effect,
};

}  // namespace rtpe::scenario::faults::hang
