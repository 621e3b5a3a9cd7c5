// re-invite: hold and resume, as recorded in sip_reinvite.pcap.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::re_invite {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 180, .transaction = 0},
    {.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 0},
    {.from = caller, .method = "ACK", .transaction = 0},
    {.from = caller, .method = "INVITE", .pause = Pause::reinvite_after, .body = offer(1), .transaction = 1},
    {.from = other, .method = "INVITE", .status = 200, .body = answer(1), .transaction = 1},
    {.from = caller, .method = "ACK", .transaction = 1},
    {.from = caller, .method = "INVITE", .pause = Pause::reinvite_after, .body = offer(2), .transaction = 2},
    {.from = other, .method = "INVITE", .status = 200, .body = answer(2), .transaction = 2},
    {.from = caller, .method = "ACK", .transaction = 2},
    {.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 3},
    {.from = other, .method = "BYE", .status = 200, .transaction = 3},
};

}  // namespace

extern const Flow kind{
    .name = "re-invite",
    .passes = "the same with two re-INVITEs of the caller in between: hold and resume",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::re_invite
