// A rule judged over the event log. Each kind has a file of its own here.
#pragma once
#include <memory>

#include "scenarios/model/scenario.hpp"
#include "scenarios/run/event.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::scenario {

/// Sees the events it is interested in, then judges.
class Judge : public EventSink {
 public:
  /// `end`: since the start of the run. `that` and `place` are filled in by the caller.
  [[nodiscard]] virtual CheckResult judge(Duration end) const = 0;
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
