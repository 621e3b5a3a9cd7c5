// held-by-callee: the other side than the one that called offers again.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::held_by_callee {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = callee, .method = "INVITE", .status = 180, .transaction = 0},
    {.from = callee, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 0},
    {.from = caller, .method = "ACK", .transaction = 0},
    {.from = callee, .method = "INVITE", .pause = Pause::reinvite_after, .body = offer(1), .transaction = 1},
    {.from = other, .method = "INVITE", .status = 200, .body = answer(1), .transaction = 1},
    {.from = callee, .method = "ACK", .transaction = 1},
    {.from = callee, .method = "INVITE", .pause = Pause::reinvite_after, .body = offer(2), .transaction = 2},
    {.from = other, .method = "INVITE", .status = 200, .body = answer(2), .transaction = 2},
    {.from = callee, .method = "ACK", .transaction = 2},
    {.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 3},
    {.from = other, .method = "BYE", .status = 200, .transaction = 3},
};

}  // namespace

extern const Flow kind{
    .name = "held-by-callee",
    .passes = "`basic-call` with two re-INVITEs of the callee in between: hold and resume",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::held_by_callee
