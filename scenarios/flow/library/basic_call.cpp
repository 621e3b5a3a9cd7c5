// basic-call: a call is set up, talks and ends, as recorded in sip_basic.pcap.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::basic_call {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 180, .transaction = 0},
    {.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 0},
    {.from = caller, .method = "ACK", .transaction = 0},
    {.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 1},
    {.from = other, .method = "BYE", .status = 200, .transaction = 1},
};

}  // namespace

extern const Flow kind{
    .name = "basic-call",
    .passes = "INVITE, 180, 200, ACK, BYE",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::basic_call
