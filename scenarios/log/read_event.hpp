// One line of an event log as an event. Private to scenarios/log.
#pragma once
#include <string_view>

#include "base/error.hpp"
#include "scenarios/log/arena.hpp"
#include "scenarios/log/event_store.hpp"

namespace rtpe::scenario {

/// Texts of the event live in the arena. Error: `place` is the column, from 1.
Expected<Record> read_event(std::string_view line, Arena& arena);

}  // namespace rtpe::scenario
