// What the proxy's routes must say so that its messages cause the NG commands that were seen.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pcap/to_scenario/deployment.hpp"

namespace rtpe::capture {

struct SeenRouting {
  std::string script;              ///< route blocks of a kamailio.cfg
  std::vector<std::string> notes;  ///< commands that no function of the module sends
};

/// The script function that sends this command: "rtpengine_offer"; empty: none does.
[[nodiscard]] std::string_view function_of(std::string_view command);
/// What a function does for such a message that got no further than pings.
[[nodiscard]] std::string_view usual_command(const SeenSip& message);

/// Of the calls without `why_not`.
[[nodiscard]] SeenRouting routing_of(const std::vector<SeenCall>& calls, const Deployment& deployment);

}  // namespace rtpe::capture
