// brief-call: a call that never rings. A flow that only the test has.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::brief_call {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 200, .body = answer(0), .transaction = 0},
    {.from = caller, .method = "ACK", .transaction = 0},
    {.from = caller, .method = "BYE", .pause = Pause::hold, .transaction = 1},
    {.from = other, .method = "BYE", .status = 200, .transaction = 1},
};

}  // namespace

extern const Flow kind{
    .name = "brief-call",
    .passes = "INVITE, 200, ACK, BYE: nobody lets it ring",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::brief_call
