// The event that a fault waits for: "call 100 answered", "3rd node_state where disabled".
#pragma once
#include <cstdint>

#include "scenarios/log/event_pattern.hpp"
#include "scenarios/model/event_wish.hpp"

namespace rtpe::scenario {

struct EventWish {
  EventPattern pattern;
  std::uint64_t number = 1;  ///< the how many-th of them
};

///   wish = "call" N ("started" | "answered" | "ended" | "failed") | [ N ("st" | "nd" | "rd" | "th") ] pattern
///
/// N of a call is its number in the run.
[[nodiscard]] Expected<EventWish> parse_event_wish(std::string_view text);

}  // namespace rtpe::scenario
