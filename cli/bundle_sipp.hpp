// The two SIP sides of a bundle as SIPp scenarios (https://sipp.readthedocs.io).
#pragma once
#include <string>

#include "cli/bundle_story.hpp"
#include "scenarios/proxy/kamailio_config.hpp"

namespace rtpe::cli {

struct SippSides {
  std::string caller, callee;         ///< XML
  std::vector<std::string> left_out;  ///< steps that they do not have
};
/// `offer` and `answer`: SDP. The caller takes refusals of the proxy too.
[[nodiscard]] SippSides sipp_sides(const BundleStory& story, const scenario::KamailioAddresses& addresses,
                                   const std::string& offer, const std::string& answer);

}  // namespace rtpe::cli
