// cancelled: the caller hangs up before the callee has answered.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::cancelled {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 180, .transaction = 0},
    {.from = caller, .method = "CANCEL", .pause = Pause::ring, .transaction = 0},
    {.from = other, .method = "CANCEL", .status = 200, .transaction = 0},
    {.from = other, .method = "INVITE", .status = 487, .transaction = 0},
};

}  // namespace

extern const Flow kind{
    .name = "cancelled",
    .passes = "INVITE, 180, CANCEL after `ring`, 487",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::cancelled
