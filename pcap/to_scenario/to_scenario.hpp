// pcap to-scenario: a capture becomes a scenario that repeats it.
#pragma once
#include <string>
#include <vector>

#include "pcap/to_scenario/deployment.hpp"
#include "pcap/to_scenario/seen_calls.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::capture {

struct ToScenarioOptions {
  std::string title;
  std::string file;         ///< of the scenario; the side file's name is relative to it
  std::string bodies_file;  ///< as `sdp_from` has it
  std::string personality = "kamailio-5.6";
};

struct Converted {
  scenario::Scenario scenario;
  std::string bodies;              ///< the side file; empty: there is none
  std::vector<SeenCall> calls;     ///< all of the capture; `why_not` says of those that are not in the scenario why
  std::vector<std::string> notes;  ///< what the capture does not show, or does not fit
  Duration lead{};                 ///< from the start of the run to the first frame
};

/// `seen`: attribute_pings() was called.
[[nodiscard]] Converted to_scenario(const Observed& seen, const ToScenarioOptions& options);

}  // namespace rtpe::capture
