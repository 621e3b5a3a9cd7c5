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

BOOST_AUTO_TEST_CASE(faults_of_paths_and_hosts_add_up) {
  const Scenario scenario = three_engines();
  FaultPlan plan(scenario);
  plan.begin(1);
  BOOST_TEST(!plan.reach(0).host_up);
  BOOST_TEST(!plan.reach(2).host_up);  // another process on the same host
  BOOST_TEST(plan.reach(1).host_up);
  plan.begin(3);
  BOOST_TEST(!plan.reach(1).requests_pass);
  BOOST_TEST(plan.reach(1).replies_pass);
  plan.begin(4);
  plan.end(3);
  BOOST_TEST(!plan.reach(1).replies_pass);
  BOOST_TEST(plan.reach(1).requests_pass);
  plan.end(1);
  BOOST_TEST((plan.reach(0) == Reach{}));
}

BOOST_AUTO_TEST_CASE(faults_of_a_process_are_verbs_of_its_program) {
  Fault fault;
  fault.lasts = 5s;
  const std::pair<FaultVerb, mock::Verb> rows[] = {{FaultVerb::crash, mock::Verb::crash},
                                                   {FaultVerb::hang, mock::Verb::hang},
                                                   {FaultVerb::restart, mock::Verb::restart},
                                                   {FaultVerb::slow, mock::Verb::slow}};
  fault.latency = DurationRange{800ms, 900ms};
  for (const auto& [verb, expected] : rows) {
    fault.verb = verb;
    const auto effect = effect_of(fault);
    BOOST_REQUIRE(effect.has_value());
    BOOST_TEST((effect->verb == expected));
    BOOST_TEST((*effect->duration == (verb == FaultVerb::restart ? 0s : 5s)));
  }
  BOOST_TEST((effect_of(fault)->delay.base == 800ms && effect_of(fault)->delay.spread == 100ms));
  for (const FaultVerb verb : {FaultVerb::blackhole, FaultVerb::partition_requests, FaultVerb::partition_replies}) {
    fault.verb = verb;
    BOOST_TEST(!effect_of(fault).has_value());
  }
}

BOOST_AUTO_TEST_SUITE_END()
