#include "reports/test_case.hpp"

#include <fmt/format.h>

#include <map>

#include "reports/verdict.hpp"

namespace rtpe::report {
namespace {

using scenario::CheckOutcome;
using scenario::CheckResult;
using scenario::RunEnd;

CaseOutcome case_outcome(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::passed:
      return CaseOutcome::passed;
    case CheckOutcome::failed:
      return CaseOutcome::failed;
    case CheckOutcome::not_judged:
      break;
  }
  return CaseOutcome::skipped;
}

TestCase case_of(const CheckResult& check) {
  return {.name = check.that,
          .type = check.that,
          .outcome = case_outcome(check.verdict()),
          .message = check.said(),
          .evidence = check.evidence,
          .line = check.line,
          .column = check.column};
}

TestCase whole_run(std::string type, CaseOutcome outcome, std::string message) {
  return {.name = "whole run",
          .type = std::move(type),
          .outcome = outcome,
          .message = std::move(message),
          .evidence = {},
          .line = 0,
          .column = 0};
}

}  // namespace

std::vector<TestCase> test_cases(const PlayedRun& run) {
  std::vector<TestCase> cases;
  if (!run.result) {
    cases.push_back({.name = "set-up",
                     .type = "set-up",
                     .outcome = CaseOutcome::error,
                     .message = run.result.error().message,
                     .evidence = {run.result.error().text()},
                     .line = 0,
                     .column = 0});
  } else {
    const scenario::RunResult& result = *run.result;
    for (const CheckResult& check : result.checks) cases.push_back(case_of(check));
    const std::string end(to_string(result.end));
    if (result.end != RunEnd::finished)
      cases.push_back(whole_run(end, CaseOutcome::error, "the run was cut short: " + end));
    else if (result.nothing_tried())
      cases.push_back(whole_run(end, CaseOutcome::skipped, std::string(nothing_tried_text)));
    else if (result.checks.empty())
      cases.push_back(whole_run(end, CaseOutcome::passed, "there is no check"));
  }
  std::map<std::string, int> names;
  for (TestCase& one : cases) {
    one.name = fmt::format("{} ({}{}seed {})", one.name, run.case_name, run.case_name.empty() ? "" : ", ", run.seed);
    if (const int times = ++names[one.name]; times > 1) one.name += fmt::format(" #{}", times);
  }
  return cases;
}

std::vector<std::string> how_to_replay(const PlayedRun& run) {
  return {fmt::format("seed: {}", run.seed), fmt::format("replay: {}", run.replay_command)};
}

}  // namespace rtpe::report
