// summary.json read back: the results of runs without their event logs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "reports/played_run.hpp"

namespace rtpe::report {

/// What summary_json() wrote. `name` is in front of errors. Error: it is none, or of another version.
[[nodiscard]] Expected<std::vector<PlayedRun>> read_summary(std::string_view json, const std::string& name);

}  // namespace rtpe::report
