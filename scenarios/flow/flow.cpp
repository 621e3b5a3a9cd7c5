// The flow library.
#include "scenarios/flow/flow.hpp"

#include <algorithm>
#include <array>

namespace rtpe::scenario::flow {
namespace {

using enum Party;
using Side = Body::Side;

constexpr Body offer(std::uint8_t round) { return {.side = Side::offer, .round = round}; }
constexpr Body answer(std::uint8_t round) { return {.side = Side::answer, .round = round}; }

// As recorded in sip_basic.pcap.
constexpr std::array basic_call{
    Step{.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    Step{.from = other, .method = "INVITE", .status = 180, .transaction = 0},
    Step{.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 0},
    Step{.from = caller, .method = "ACK", .transaction = 0},
    Step{.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 1},
    Step{.from = other, .method = "BYE", .status = 200, .transaction = 1},
};

// The same with SDP in a 183: two answers per call.
constexpr std::array early_media{
    Step{.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    Step{.from = other, .method = "INVITE", .status = 183, .body = answer(0), .transaction = 0},
    Step{.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 0},
    Step{.from = caller, .method = "ACK", .transaction = 0},
    Step{.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 1},
    Step{.from = other, .method = "BYE", .status = 200, .transaction = 1},
};

// As recorded in sip_reinvite.pcap: hold, resume.
constexpr std::array re_invite{
    Step{.from = caller, .method = "INVITE", .body = offer(0), .transaction = 0},
    Step{.from = other, .method = "INVITE", .status = 180, .transaction = 0},
    Step{.from = other, .method = "INVITE", .status = 200, .pause = Pause::ring, .body = answer(0), .transaction = 0},
    Step{.from = caller, .method = "ACK", .transaction = 0},
    Step{.from = caller, .method = "INVITE", .pause = Pause::reinvite_after, .body = offer(1), .transaction = 1},
    Step{.from = other, .method = "INVITE", .status = 200, .body = answer(1), .transaction = 1},
    Step{.from = caller, .method = "ACK", .transaction = 1},
    Step{.from = caller, .method = "INVITE", .pause = Pause::reinvite_after, .body = offer(2), .transaction = 2},
    Step{.from = other, .method = "INVITE", .status = 200, .body = answer(2), .transaction = 2},
    Step{.from = caller, .method = "ACK", .transaction = 2},
    Step{.from = one_of_them, .method = "BYE", .pause = Pause::hold, .transaction = 3},
    Step{.from = other, .method = "BYE", .status = 200, .transaction = 3},
};

constexpr std::array library{
    Flow{"basic-call", basic_call},
    Flow{"early-media", early_media},
    Flow{"re-invite", re_invite},
};

}  // namespace

const Flow* find_flow(std::string_view name) {
  const auto* const found = std::ranges::find(library, name, &Flow::name);
  return found == library.end() ? nullptr : found;
}

std::span<const Flow> flows() { return library; }

}  // namespace rtpe::scenario::flow
