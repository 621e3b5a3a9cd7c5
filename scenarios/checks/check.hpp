// A rule judged over the event log. Each kind has a file of its own here.
#pragma once
#include <memory>
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
};

/// What all kinds are made of. `scenario` must outlive the judge.
using MakeJudge = std::unique_ptr<Judge> (*)(const Check& check, const Scenario& scenario);

std::unique_ptr<Judge> make_affinity(const Check& check, const Scenario& scenario);
std::unique_ptr<Judge> make_share(const Check& check, const Scenario& scenario);
std::unique_ptr<Judge> make_failover_time(const Check& check, const Scenario& scenario);
std::unique_ptr<Judge> make_calls_lost(const Check& check, const Scenario& scenario);
std::unique_ptr<Judge> make_blocked_workers(const Check& check, const Scenario& scenario);
std::unique_ptr<Judge> make_engine_leak(const Check& check, const Scenario& scenario);

/// By Check::that. Error: no check is called so.
Expected<std::unique_ptr<Judge>> make_judge(const Check& check, const Scenario& scenario);

}  // namespace rtpe::scenario
