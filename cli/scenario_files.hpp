// Scenario files named on the command line.
#pragma once
#include <string>
#include <vector>

#include "base/error.hpp"

namespace rtpe::cli {

/// Files as given; a directory stands for all *.toml below it, sorted. Error: nothing has that name, or a directory
/// without any.
[[nodiscard]] Expected<std::vector<std::string>> scenario_files(const std::vector<std::string>& paths);

}  // namespace rtpe::cli
