// What the mock engines of a run need not work out, because nothing in the run reads it.
#pragma once
#include "scenarios/engines/mock_host.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::scenario {

/// Rules of engines and who records datagrams may look at anything. Bodies are read by routes that do more with media
/// than one offer, answer or manage a message, wherever a variable could hold one, and by who asked for events that
/// show them.
[[nodiscard]] EngineDuties engine_duties(const Scenario& scenario, const RunOptions& options, EventKinds asked);

}  // namespace rtpe::scenario
