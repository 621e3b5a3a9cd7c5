// late-offer: who calls leaves it to the callee to offer (RFC 3264, RFC 3261 section 13.2.1).
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::late_offer {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .transaction = 0},
    {.from = other, .method = "INVITE", .status = 180, .transaction = 0},
    {.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = offer(0), .transaction = 0},
    {.from = caller, .method = "ACK", .body = answer(0), .transaction = 0},
    {.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 1},
    {.from = other, .method = "BYE", .status = 200, .transaction = 1},
};

}  // namespace

extern const Flow kind{
    .name = "late-offer",
    .passes = "INVITE without SDP; the offer is in the 200, the answer in the ACK",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::late_offer
