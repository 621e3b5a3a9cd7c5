// Releases from outside instead of those that a file says.
#pragma once
#include <string>
#include <vector>

#include "base/value.hpp"

namespace rtpe::scenario {

/// Names of personalities, in the order of the file's proxies and engines; the last one counts for those behind it.
/// Empty: as the file says.
struct GivenReleases {
  std::vector<std::string> proxies, engines;
};

/// Puts them into the tables of a scenario.
void give_releases(Table& root, const GivenReleases& releases);

}  // namespace rtpe::scenario
