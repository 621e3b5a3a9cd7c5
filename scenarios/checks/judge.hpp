// A rule judged over the event log. Each kind has a file of its own in kinds/.
#pragma once
#include <string>
#include <vector>

#include "scenarios/log/event.hpp"
#include "scenarios/log/result.hpp"
#include "scenarios/model/scenario.hpp"

namespace rtpe::scenario {

/// What a check found: the parts of a CheckResult that are its own.
struct Verdict {
  CheckOutcome outcome = CheckOutcome::not_judged;
  std::string summary = {};
  std::vector<std::string> evidence = {};
};

/// Sees the events it is interested in, then judges.
class Judge : public EventSink {
 public:
  /// Kinds of events without which it cannot judge; the others only make its evidence better.
  [[nodiscard]] virtual EventKinds needs() const { return interests(); }
  /// `end`: since the start of the run. A check that saw nothing to judge by says so: not judged, and why.
  [[nodiscard]] virtual Verdict judge(Duration end) const = 0;
  /// It will fail whatever still comes: a search need not play on. False: open, or it cannot tell before the end.
  [[nodiscard]] virtual bool is_broken() const { return false; }
};

}  // namespace rtpe::scenario
