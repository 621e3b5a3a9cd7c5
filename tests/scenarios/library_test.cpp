// Every shipped scenario shows what its comment promises: each check's verdict is the one its file expects.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <set>

#include "scenarios/run/runner.hpp"
#include "tests/support/scenario_library.hpp"

BOOST_AUTO_TEST_SUITE(library_test)

using namespace rtpe;
using namespace rtpe::scenario;
using test::library_cases;
using test::library_files;

namespace {

std::string described(const RunResult& result, std::size_t check) {
  const CheckResult& judged = result.checks[check];
  std::string out = fmt::format("{} {}: {}", judged.that, to_string(judged.outcome), judged.summary);
  for (std::size_t i = 0; i < std::min<std::size_t>(judged.evidence.size(), 6); ++i)
    out += "\n    " + judged.evidence[i];
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(verdicts_are_the_expected_ones) {
  for (const ScenarioFile& scenario : library_cases()) {
    BOOST_TEST_CONTEXT(scenario.file << " " << scenario.case_name) {
      const auto result = run(scenario, RunOptions{});
      if (!result) BOOST_FAIL(result.error().text());
      BOOST_TEST((result->end == RunEnd::finished));
      // Enough calls to show something, or all those that the file lists one by one.
      const bool listed = scenario.traffic.empty() && !scenario.calls.empty();
      BOOST_TEST((listed ? result->calls == scenario.calls.size() : result->calls > 20U), result->calls << " calls");
      BOOST_REQUIRE(result->checks.size() == scenario.checks.size());
      for (std::size_t i = 0; i < scenario.checks.size(); ++i) {
        const bool expected = scenario.checks[i].expect == Expectation::pass;
        BOOST_TEST_MESSAGE("  " << described(*result, i));
        BOOST_TEST((result->checks[i].outcome == (expected ? CheckOutcome::passed : CheckOutcome::failed)),
                   described(*result, i));
        if (!expected) BOOST_TEST(!result->checks[i].evidence.empty());
      }
      BOOST_TEST(result->passed());
    }
  }
}

BOOST_AUTO_TEST_CASE(every_check_is_shown_passing_and_failing) {
  std::map<const CheckKind*, std::set<Expectation>> shown;
  for (const ScenarioFile& scenario : library_cases())
    for (const Check& check : scenario.checks) shown[check.kind].insert(check.expect);
  for (const CheckKind* kind : check_kinds())
    BOOST_TEST(shown[kind].size() == 2U, kind->name << " is not shown both ways");
}

BOOST_AUTO_TEST_CASE(every_fault_and_flow_is_shown) {
  std::set<const FaultKind*> faults;
  std::set<std::string> flows;
  for (const ScenarioFile& scenario : library_cases()) {
    for (const Fault& fault : scenario.faults) faults.insert(fault.kind);
    for (const Traffic& traffic : scenario.traffic) flows.insert(traffic.flow);
  }
  for (const FaultKind* kind : fault_kinds()) BOOST_TEST(faults.contains(kind), kind->name << " is not shown");
  for (const std::string_view flow : flow_names())
    BOOST_TEST(flows.contains(std::string(flow)), flow << " is not shown");
}

BOOST_AUTO_TEST_CASE(there_are_enough_of_them) { BOOST_TEST(library_files().size() >= 45U); }

BOOST_AUTO_TEST_CASE(every_file_says_what_it_shows) {
  for (const auto& file : library_files()) {
    std::ifstream in(file);
    std::string first, second;
    std::getline(in, first);
    std::getline(in, second);
    BOOST_TEST(first.starts_with("# "), file.filename().string());
    BOOST_TEST(test::cases_of(file).front().title != file.stem().string(), file.filename().string()
                                                                               << " has no title of its own");
  }
}

BOOST_AUTO_TEST_SUITE_END()
