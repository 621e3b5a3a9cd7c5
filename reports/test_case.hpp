// A run as CI systems see it: a list of test cases, one per check.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "reports/played_run.hpp"

namespace rtpe::report {

enum class CaseOutcome : std::uint8_t { passed, failed, skipped, error };

struct TestCase {
  std::string name;  ///< unique in its run: "affinity (seed 7)", "affinity (seed 7) #2", "set-up (seed 7)"
  std::string type;  ///< the check, "set-up", or how the run ended
  CaseOutcome outcome = CaseOutcome::passed;
  std::string message;                 ///< one sentence; of a passed check what it saw
  std::vector<std::string> evidence;   ///< as found: foreign bytes
  std::uint32_t line = 0, column = 0;  ///< in the scenario file, from 1; 0: not known
  [[nodiscard]] bool is_bad() const { return outcome == CaseOutcome::failed || outcome == CaseOutcome::error; }
};

/// The checks of a run; a check that was not judged is skipped; a run that could not be set up or was cut short has a
/// case of its own that says so.
[[nodiscard]] std::vector<TestCase> test_cases(const PlayedRun& run);
/// "seed: 7", "replay: rtpe-lab run FILE --seed 7".
[[nodiscard]] std::vector<std::string> how_to_replay(const PlayedRun& run);

}  // namespace rtpe::report
