// Plays a scenario that was made from a capture and compares.
#pragma once
#include <string>
#include <vector>

#include "pcap/to_scenario/seen_calls.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::capture {

/// A call of the capture beside the played one.
struct CallComparison {
  std::string call_id;
  std::size_t commands = 0;  ///< pings made for the call included
  std::string difference;    ///< the first; empty: repeated
  std::size_t step = 0;      ///< where it is
};

struct Played {
  std::vector<CallComparison> calls;  ///< all of the capture that were played
  Observed seen;                      ///< what the run showed
};

/// What a capture of this run would show, in virtual time; attribute_pings() was called. Error: it could not be set up.
Expected<Observed> observe_run(const scenario::Scenario& scenario);

/// In virtual time. `lead`: from the start of the run to the capture's first frame. Error: the run could not be set up.
Expected<Played> play_and_compare(const scenario::Scenario& scenario, const Observed& captured, Duration lead);

/// Adds rules to the engines for answers that they gave in the capture and not when played: errors, requests that had
/// to be sent again. Returns how many.
std::size_t add_rules(scenario::Scenario& scenario, const Observed& captured, const Played& played);

}  // namespace rtpe::capture
