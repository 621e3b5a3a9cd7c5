// JUnit XML, the subset of Jenkins' junit-10.xsd that CI systems read.
#pragma once
#include <span>
#include <string>

#include "reports/played_run.hpp"

namespace rtpe::report {

/// One testsuite per run, one testcase per check. A failed check is a `failure`, one that was not judged
/// `skipped`, a run that could not be set up or was
/// cut short an `error`; seed and replay command stand in the text, where every CI system shows them.
/// At most junit_bytes_at_most, as far as that can be: of many runs the verdicts of those that passed are left out
/// first, then all verdicts, then evidence; every case stays.
[[nodiscard]] std::string junit_xml(std::span<const PlayedRun> runs);
[[nodiscard]] std::string junit_xml_within(std::span<const PlayedRun> runs, std::size_t most_bytes);
/// What GitLab takes.
inline constexpr std::size_t junit_bytes_at_most = 30'000'000;

/// Text that XML 1.0 allows: valid UTF-8, other control characters than tab and line ends written as "\x1b".
[[nodiscard]] std::string xml_text(std::string_view bytes);

}  // namespace rtpe::report
