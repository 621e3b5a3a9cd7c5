// authenticated: the far side asks who calls (407); the caller tries again in the same call.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::authenticated {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 407, .transaction = 0},
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 1},
    {.from = other, .method = "INVITE", .status = 180, .transaction = 1},
    {.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 1},
    {.from = caller, .method = "ACK", .transaction = 1},
    {.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 2},
    {.from = other, .method = "BYE", .status = 200, .transaction = 2},
};

}  // namespace

extern const Flow kind{
    .name = "authenticated",
    .passes = "INVITE, 407, a second INVITE of the same call, then as `basic-call`",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::authenticated
