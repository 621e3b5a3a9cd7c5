// Engines that leave out what nobody reads write the log of engines that leave out nothing, for every shipped scenario.
#include <boost/test/unit_test.hpp>

#include "scenarios/log/event_log_writer.hpp"
#include "scenarios/run/runner.hpp"
#include "tests/support/scenario_library.hpp"

BOOST_AUTO_TEST_SUITE(engine_detail_test)

using namespace rtpe;
using namespace rtpe::scenario;

BOOST_AUTO_TEST_CASE(what_engines_leave_out_changes_no_event) {
  const auto log_of = [](const Scenario& scenario, EngineDetail detail) {
    std::string log;
    EventLogWriter writer([&](std::string_view lines) { log += lines; });
    if (const auto result = run(scenario, {.engine_detail = detail, .sinks = {&writer}}); !result)
      BOOST_FAIL(result.error().text());
    return log;
  };
  for (const ScenarioFile& scenario : test::library_cases()) {
    BOOST_TEST_CONTEXT(scenario.file << " " << scenario.case_name) {
      BOOST_TEST((log_of(scenario, EngineDetail::as_needed) == log_of(scenario, EngineDetail::full)));
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
