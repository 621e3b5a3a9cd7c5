// early-media: basic-call with SDP in a 183; two answers per call.
#include "scenarios/model/flow.hpp"

namespace rtpe::scenario::flow_library::early_media {
namespace {

using namespace flow;
using enum Party;

constexpr Step steps[] = {
    {.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 183, .body = answer(0), .transaction = 0},
    {.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 0},
    {.from = caller, .method = "ACK", .transaction = 0},
    {.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 1},
    {.from = other, .method = "BYE", .status = 200, .transaction = 1},
};

}  // namespace

extern const Flow kind{
    .name = "early-media",
    .passes = "the same with SDP in a 183: two answers per call",
    .steps = steps,
};

}  // namespace rtpe::scenario::flow_library::early_media
