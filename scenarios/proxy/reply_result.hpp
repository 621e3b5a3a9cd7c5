// What a reply on the wire says, as events tell it.
#pragma once
#include <string_view>

#include "client/bencode/reader.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::scenario {

/// `result` and `reason` of `ended`, which point into `dictionary` from then on.
void tell_result(bencode::Reader& reader, std::string_view dictionary, ExchangeEnded& ended);

}  // namespace rtpe::scenario
