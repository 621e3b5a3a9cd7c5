// What active faults add up to.
#include "scenarios/faults/fault_plan.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(fault_plan_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace std::chrono_literals;

namespace {

Scenario three_engines() {
  Scenario scenario;
  for (const auto& [name, host] : {std::pair{"a", "10.0.0.1"}, {"b", "10.0.0.2"}, {"c", "10.0.0.1"}}) {
    Engine engine;
    engine.config.name = name;
    engine.host = host;
    engine.service_time = {1ms, 1ms};
    scenario.engines.push_back(engine);
  }
  const auto add = [&](std::string engine, FaultVerb verb) {
    Fault& fault = scenario.faults.emplace_back();
    fault.engine = std::move(engine);
    fault.verb = verb;
  };
  add("a", FaultVerb::crash);               // 0
  add("a", FaultVerb::blackhole);           // 1
  add("a", FaultVerb::hang);                // 2
  add("b", FaultVerb::partition_requests);  // 3
  add("b", FaultVerb::partition_replies);   // 4
  add("b", FaultVerb::slow);                // 5
  scenario.faults.back().latency = DurationRange{800ms, 900ms};
  add("b", FaultVerb::slow);  // 6
  scenario.faults.back().latency = DurationRange{2s, 2s};
  return scenario;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_verb_changes_its_own_thing) {
  const Scenario scenario = three_engines();
  FaultPlan plan(scenario);
  const auto state = [&](std::uint32_t engine) { return state_name(plan.condition(engine), scenario.engines[engine]); };
  BOOST_TEST(state(0) == "up");
  plan.begin(0);
  BOOST_TEST(!plan.condition(0).reach.process_up);
  BOOST_TEST(state(0) == "crashed");
  BOOST_TEST(state(2) == "up");  // another process on the same host
  plan.end(0);
  plan.begin(1);
  BOOST_TEST(state(0) == "unreachable");
  BOOST_TEST(state(2) == "unreachable");  // the same host
  BOOST_TEST(state(1) == "up");
  plan.begin(2);
  plan.end(1);
  BOOST_TEST(state(0) == "hung");
  plan.begin(3);
  BOOST_TEST(!plan.condition(1).reach.requests_pass);
  BOOST_TEST(plan.condition(1).reach.replies_pass);
  BOOST_TEST(state(1) == "up");
  plan.begin(4);
  plan.end(3);
  BOOST_TEST(!plan.condition(1).reach.replies_pass);
  BOOST_TEST(plan.condition(1).reach.requests_pass);
}

BOOST_AUTO_TEST_CASE(overlapping_faults_add_up_and_the_latest_slowness_counts) {
  const Scenario scenario = three_engines();
  FaultPlan plan(scenario);
  plan.begin(0);
  plan.begin(1);
  plan.end(1);
  BOOST_TEST(!plan.condition(0).reach.process_up);
  BOOST_TEST(plan.condition(0).reach.host_up);
  plan.begin(5);
  plan.begin(6);
  BOOST_TEST(plan.condition(1).service_time.low.count() == Duration(2s).count());
  plan.end(6);
  BOOST_TEST(plan.condition(1).service_time.low.count() == Duration(800ms).count());
  plan.end(5);
  BOOST_TEST((plan.condition(1).service_time.low == 1ms));
  BOOST_TEST(state_name(plan.condition(1), scenario.engines[1]) == "up");
}

BOOST_AUTO_TEST_SUITE_END()
