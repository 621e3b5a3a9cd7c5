#include "scenarios/campaign/play.hpp"

#include <utility>

#include "scenarios/campaign/decision_states.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::scenario::campaign {
namespace {

void explain_failures(const Scenario& scenario, const Budgets& budgets, const RunResult& result, Outcome& outcome) {
  History history;
  const auto again = run(scenario, {.sinks = {&history}});
  if (!again) {
    outcome.error = again.error();
    return;
  }
  for (std::size_t check = 0; check < result.checks.size(); ++check) {
    const CheckResult& judged = result.checks[check];
    if (judged.outcome != CheckOutcome::failed) continue;
    for (const Finding& finding : findings(history, scenario.checks[check], budgets))
      outcome.failures.push_back({.check = judged.that,
                                  .reason = finding.reason,
                                  .summary = judged.summary,
                                  .evidence = judged.evidence,
                                  .at = finding.at});
  }
}

}  // namespace

Outcome play(const Scenario& scenario, const Budgets& given, const std::atomic<bool>* interrupt) {
  Outcome outcome;
  const Budgets budgets = budgets_for(scenario, given);
  DecisionStates states(budgets);
  const auto result = run(scenario, {.sinks = {&states}, .interrupt = interrupt});
  if (!result) {
    outcome.error = result.error();
    return outcome;
  }
  outcome.interrupted = result->end == RunEnd::interrupted;
  outcome.states = states.states();
  outcome.nearness = states.nearness();
  outcome.calls = result->calls;
  outcome.commands = result->commands;
  bool failed = false;
  for (const CheckResult& check : result->checks) failed = failed || check.outcome == CheckOutcome::failed;
  if (failed && !outcome.interrupted) explain_failures(scenario, budgets, *result, outcome);
  return outcome;
}

Expected<RunResult> play_through(const Scenario& scenario, std::vector<EventSink*> sinks) {
  return run(scenario, {.sinks = std::move(sinks)});
}

}  // namespace rtpe::scenario::campaign
