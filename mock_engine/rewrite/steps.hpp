// The course of a negotiation, for offers, answers and one-sided ones.
#pragma once
#include <cstddef>

#include "mock_engine/calls/call.hpp"
#include "mock_engine/rewrite/negotiation.hpp"

namespace rtpe::mock {

/// Gives both legs at least that many medias, numbered in the call.
void add_medias(Call& call, Leg& from, Leg& to, std::size_t count);
/// The same for one leg.
void add_medias(Call& call, Leg& leg, std::size_t count);
/// All steps for one m= line. False: out of ports.
[[nodiscard]] bool negotiate_media(MediaNegotiation& media);

}  // namespace rtpe::mock
