// Test Anything Protocol, version 14 (https://testanything.org/tap-version-14-specification.html).
#pragma once
#include <span>
#include <string>

#include "reports/played_run.hpp"

namespace rtpe::report {

/// One test point per check of every run; a bad one has a YAML block with message, evidence and replay command.
[[nodiscard]] std::string tap(std::span<const PlayedRun> runs);

}  // namespace rtpe::report
