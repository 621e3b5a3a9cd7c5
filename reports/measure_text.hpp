// Numbers of runs, kept as double to be sorted and compared, as people read them.
#pragma once
#include <string>

#include "reports/text.hpp"

namespace rtpe::report {

[[nodiscard]] inline std::string measured_count(double value) { return count_text(static_cast<std::uint64_t>(value)); }
/// `value` in ns.
[[nodiscard]] inline std::string measured_time(double value) {
  return duration_text(Duration(static_cast<std::int64_t>(value)));
}
/// 0.05 is "5.00 %".
[[nodiscard]] std::string measured_share(double value);

}  // namespace rtpe::report
