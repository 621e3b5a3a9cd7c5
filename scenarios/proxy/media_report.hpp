// What an engine's reply tells about the quality of a call's streams, as events.
#pragma once
#include <string_view>

#include "client/bencode/reader.hpp"
#include "scenarios/log/recorder.hpp"

namespace rtpe::scenario {

/// `payload`: a reply's dictionary. One event for each stream that has a MOS; `about` has what they have in common.
void tell_media(const bencode::View& reply, MediaMeasured about, Time now, Recorder& recorder);

}  // namespace rtpe::scenario
