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

BOOST_AUTO_TEST_CASE(a_host_is_gone_for_all_its_engines) {
  const Scenario scenario = three_engines();
  FaultPlan plan(scenario);
  plan.begin(1);
  BOOST_TEST((plan.host_of(0) == HostState::gone));
  BOOST_TEST((plan.host_of(2) == HostState::gone));  // another process on the same host
  BOOST_TEST((plan.host_of(1) == HostState::there));
  plan.begin(3);
  BOOST_TEST((plan.host_of(1) == HostState::there));  // a cut path is no engine's state
  plan.end(1);
  BOOST_TEST((plan.host_of(0) == HostState::there));
}

BOOST_AUTO_TEST_CASE(faults_of_paths_and_hosts_are_rules) {
  using namespace world;
  const FaultTarget target{.engine = 3, .host = 5};
  Fault fault;
  fault.verb = FaultVerb::blackhole;
  const auto silence = rules_of(fault, target);
  BOOST_REQUIRE(silence.size() == 2U);
  BOOST_TEST((silence[0].to.kind == Match::Kind::host && silence[0].to.id == 5U));
  BOOST_TEST((silence[0].passage == Passage::silent && !silence[0].protocol));
  BOOST_TEST((silence[1].from.id == 5U && silence[1].passage == Passage::cut));
  fault.verb = FaultVerb::partition_requests;
  const auto requests = rules_of(fault, target);
  BOOST_REQUIRE(requests.size() == 1U);
  BOOST_TEST((requests[0].to.kind == Match::Kind::site && requests[0].to.id == 3U));
  BOOST_TEST((requests[0].from.kind == Match::Kind::anybody && *requests[0].protocol == Protocol::ng));
  fault.verb = FaultVerb::partition_replies;
  BOOST_TEST((rules_of(fault, target).at(0).from.id == 3U));
  fault.verb = FaultVerb::crash;
  BOOST_TEST(rules_of(fault, target).empty());
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
