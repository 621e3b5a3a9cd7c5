// What active faults add up to.
#include "scenarios/faults/fault_plan.hpp"

#include <boost/test/unit_test.hpp>

#include "scenarios/faults/fault_target.hpp"
#include "tests/support/example_of.hpp"

BOOST_AUTO_TEST_SUITE(fault_plan_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace std::chrono_literals;

namespace {

Fault fault_of(std::string_view kind) {
  Fault fault;
  fault.kind = from_word<const FaultKind*>(kind).value();
  fault.options = test::example_of(*fault.kind);
  return fault;
}

std::vector<world::Rule> rules_of(std::string_view kind, const FaultTarget& target) {
  const Fault fault = fault_of(kind);
  return fault.kind->rules(fault, target);
}

Scenario three_engines() {
  Scenario scenario;
  for (const auto& [name, host] : {std::pair{"a", "10.0.0.1"}, {"b", "10.0.0.2"}, {"c", "10.0.0.1"}}) {
    Engine engine;
    engine.config.name = name;
    engine.host = host;
    engine.service_time = {1ms, 1ms};
    scenario.engines.push_back(engine);
  }
  const auto add = [&](std::string engine, std::string_view kind) {
    scenario.faults.push_back(fault_of(kind));
    scenario.faults.back().engine = std::move(engine);
  };
  add("a", "crash");               // 0
  add("a", "blackhole");           // 1
  add("a", "hang");                // 2
  add("b", "partition_requests");  // 3
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
  const auto silence = rules_of("blackhole", target);
  BOOST_REQUIRE(silence.size() == 2U);
  BOOST_TEST((silence[0].to.kind == Match::Kind::host && silence[0].to.id == 5U));
  BOOST_TEST((silence[0].passage == Passage::silent && !silence[0].protocol));
  BOOST_TEST((silence[1].from.id == 5U && silence[1].passage == Passage::cut));
  const auto requests = rules_of("partition_requests", target);
  BOOST_REQUIRE(requests.size() == 1U);
  BOOST_TEST((requests[0].to.kind == Match::Kind::site && requests[0].to.id == 3U));
  BOOST_TEST((requests[0].from.kind == Match::Kind::anybody && *requests[0].protocol == Protocol::ng));
  BOOST_TEST((rules_of("partition_replies", target).at(0).from.id == 3U));
  BOOST_TEST((fault_of("crash").kind->rules == nullptr));
}

BOOST_AUTO_TEST_CASE(faults_of_a_process_are_verbs_of_its_program) {
  const std::pair<std::string_view, mock::Verb> rows[] = {{"crash", mock::Verb::crash},
                                                          {"hang", mock::Verb::hang},
                                                          {"restart", mock::Verb::restart},
                                                          {"slow", mock::Verb::slow}};
  for (const auto& [kind, expected] : rows) {
    Fault fault = fault_of(kind);
    fault.lasts = 5s;
    const mock::Effect effect = fault.kind->effect(fault);
    BOOST_TEST((effect.verb == expected));
    BOOST_TEST((*effect.duration == (kind == "restart" ? 0s : 5s)));
    if (kind == "slow") BOOST_TEST((effect.delay.base == 800ms && effect.delay.spread == 400ms));
  }
  for (const std::string_view kind : {"blackhole", "partition_requests", "partition_replies", "partition_sip"})
    BOOST_TEST((fault_of(kind).kind->effect == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
