// Random keys and flags of one class of features, added to a request.
#pragma once
#include "tests/conformance/kamailio/dice.hpp"
#include "tests/conformance/rtpengine/session.hpp"

namespace rtpe::lane {

enum class Turn : std::uint8_t { offer, answer };
/// With Feature::mixed: of several classes.
void add_random_flags(Dice& dice, Feature feature, Turn turn, Request& request);

}  // namespace rtpe::lane
