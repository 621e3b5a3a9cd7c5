// update: the session changes by UPDATE (RFC 3311), without ACK.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::update {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 180, .transaction = 0},
    {.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 0},
    {.from = caller, .method = "ACK", .transaction = 0},
    {.from = caller, .method = "UPDATE", .pause = Pause::reinvite_after, .body = offer(1), .transaction = 1},
    {.from = other, .method = "UPDATE", .status = 200, .body = answer(1), .transaction = 1},
    {.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 2},
    {.from = other, .method = "BYE", .status = 200, .transaction = 2},
};

}  // namespace

extern const Flow kind{
    .name = "update",
    .passes = "`basic-call` with an UPDATE of the caller with SDP in between",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::update
