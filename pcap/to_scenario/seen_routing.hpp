// What the proxy's routes must say so that its messages cause the NG commands that were seen.
#pragma once
#include <string>
#include <vector>

#include "pcap/to_scenario/seen_calls.hpp"

namespace rtpe::capture {

struct SeenRouting {
  std::string script;              ///< route blocks of a kamailio.cfg
  std::vector<std::string> notes;  ///< commands that no function of the module sends
};

/// Of the calls without `why_not`.
[[nodiscard]] SeenRouting routing_of(const std::vector<SeenCall>& calls);

}  // namespace rtpe::capture
