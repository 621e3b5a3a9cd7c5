// Seen calls as [[flow]] and [[call]].
#pragma once
#include <string>
#include <vector>

#include "pcap/to_scenario/seen_calls.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::capture {

struct CallFlows {
  std::vector<scenario::InlineFlow> flows;
  std::vector<scenario::ListedCall> calls;
  std::string bodies;  ///< the text of the side file; empty: no call has SDP
};

/// `lead`: from the start of the run to the first frame, `first`. `one_way`: between proxy and engines when the flows
/// are played; messages come to the proxy when they did in the capture, also behind engines that were slower there.
/// Calls that cannot be written get `why_not`.
[[nodiscard]] CallFlows call_flows(std::vector<SeenCall>& calls, Time first, Duration lead, Duration one_way,
                                   const std::string& bodies_file);

}  // namespace rtpe::capture
