// Flags and keys as users write them, right and wrong, and lines of SDP that are odd but legal.
#pragma once
#include <string>

#include "tests/conformance/kamailio/dice.hpp"
#include "tests/conformance/rtpengine/random_flags.hpp"

namespace rtpe::lane {

/// For Feature::spellings: any flag, key and value, with any case, hyphens, blanks or underscores.
void add_respelt_flags(Dice& dice, Turn turn, Request& request);
/// For Feature::lines: what the odd lines are about.
void add_flags_of_odd_lines(Dice& dice, Request& request);
/// Keys, candidates, addresses and ports in forms that few write.
std::string with_odd_lines(Dice& dice, std::string sdp);

}  // namespace rtpe::lane
