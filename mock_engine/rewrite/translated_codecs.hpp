// The codecs of an answer in terms of the offerer's.
#pragma once
#include <span>
#include <vector>

#include "mock_engine/rewrite/negotiation.hpp"

namespace rtpe::mock {

/// What the answerer named, as the offerer sends and gets it. Companions of touched clock rates stand at the end.
[[nodiscard]] std::vector<Codec> translated_codecs(const MediaNegotiation& media, std::span<const Codec> answered,
                                                   const TouchedRates& touched);

}  // namespace rtpe::mock
