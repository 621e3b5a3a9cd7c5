// busy: the callee declines.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::busy {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 180, .transaction = 0},
    {.from = other, .method = "INVITE", .status = 486, .pause = Pause::ring, .transaction = 0},
};

}  // namespace

extern const Flow kind{
    .name = "busy",
    .passes = "INVITE, 180, 486: the callee declines after `ring`",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::busy
