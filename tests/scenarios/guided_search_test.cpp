// What a guided search is guided by: how near a run came, what it looks for, and the faults of two runs together.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "scenarios/campaign/search.hpp"
#include "tests/scenarios/campaign_base.hpp"

BOOST_AUTO_TEST_SUITE(guided_search_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace rtpe::scenario::campaign;
using std::chrono::seconds;
using test::campaign_base;
using test::fault;

namespace {

FaultChoice rpc(const Scenario& base, std::string_view command, Duration at, std::string_view more = "") {
  FaultChoice choice = fault("rpc", "", at);
  choice.options = fmt::format("command = \"rtpengine.{}\"\nnode = \"{}\"{}", command, base.engines[0].listen, more);
  return choice;
}

/// How near an operator's word came to being lost: he takes the first engine out after 2 s, pings it and it dies when
/// they say.
double nearness_of(const Scenario& base, std::vector<Choice> befalls) {
  Choices choices{.seed = 1, .list = {CallsChoice{.count = 60}, rpc(base, "enable", seconds(2), "\nflag = 0")}};
  for (Choice& choice : befalls) choices.list.push_back(std::move(choice));
  auto scenario = scenario_of(base, choices);
  if (!scenario) BOOST_FAIL(scenario.error().text());
  const Outcome outcome = play(*scenario, {});
  BOOST_REQUIRE_MESSAGE(!outcome.error, outcome.error->text());
  return outcome.nearness.at(static_cast<std::size_t>(NearnessOf::maintenance));
}

std::size_t faults_in(const Choices& choices) {
  return static_cast<std::size_t>(std::ranges::count_if(
      choices.list, [](const Choice& choice) { return std::holds_alternative<FaultChoice>(choice); }));
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_step_to_a_lost_maintenance_counts) {
  const Scenario base = campaign_base();
  const std::string engine = base.engines[0].config.name;
  const auto dies = [&](int at, int lasts) {
    FaultChoice choice = fault("blackhole", engine, seconds(at));
    choice.lasts = seconds(lasts);
    return choice;
  };
  const double out = nearness_of(base, {});
  const double pinged = nearness_of(base, {rpc(base, "ping", seconds(20))});
  const double dead = nearness_of(base, {dies(20, 5)});
  const double far = nearness_of(base, {rpc(base, "ping", seconds(5)), dies(50, 5)});
  const double near = nearness_of(base, {rpc(base, "ping", seconds(18)), dies(20, 5)});
  const double after_its_end = nearness_of(base, {rpc(base, "ping", seconds(27)), dies(10, 15)});
  BOOST_TEST(out > 0);
  BOOST_TEST(pinged > out);
  BOOST_TEST(dead > out);
  BOOST_TEST(far > pinged);
  BOOST_TEST(far > dead);
  BOOST_TEST(near > far);
  BOOST_TEST(after_its_end > far);
  // What befell it before it was taken out, and after it was taken back, does not count.
  BOOST_TEST(nearness_of(base, {rpc(base, "ping", seconds(1))}) == out);
  BOOST_TEST(nearness_of(base, {rpc(base, "enable", seconds(4), "\nflag = 1"), dies(20, 5)}) == out);
}

BOOST_AUTO_TEST_CASE(a_search_goes_for_what_it_shall_find) {
  const Scenario base = campaign_base();
  const Space space = default_space(base);
  constexpr std::string_view wanted_flow = "held-by-callee", other_flow = "late-offer";
  // Of the runs that follow, how many come from the one that came a little nearer to a standstill.
  const auto descendants = [&](std::string_view aim) {
    Search search(space, Strategy::guided, 7, aim);
    for (int run = 0; run < 16; ++run) {
      BOOST_REQUIRE(search.next().has_value());
      Outcome outcome{.nearness = std::vector<double>(nearness_count)};
      Choices choices{.seed = 1, .list = {CallsChoice{.flow = std::string(other_flow), .count = 41}}};
      if (run == 3) {
        choices.list = {CallsChoice{.flow = std::string(wanted_flow), .count = 37}};
        outcome.nearness[static_cast<std::size_t>(NearnessOf::standstill)] = 0.1;
      } else {
        outcome.nearness[static_cast<std::size_t>(NearnessOf::failed_operations)] = 50;
        outcome.nearness[static_cast<std::size_t>(NearnessOf::kept_calls)] = 50;
      }
      outcome.states = {static_cast<std::uint32_t>(run)};
      search.learn(choices, outcome);
    }
    int found = 0;
    for (int run = 0; run < 200; ++run) {
      const auto next = search.next();
      BOOST_REQUIRE(next.has_value());
      found += std::ranges::any_of(next->list, [&](const Choice& choice) {
        const auto* calls = std::get_if<CallsChoice>(&choice);
        return calls != nullptr && calls->flow == wanted_flow && calls->count == 37;
      });
    }
    return found;
  };
  const int aimed = descendants("standstill: held by a known node that is silent"), not_aimed = descendants("");
  BOOST_TEST(aimed > 110);
  BOOST_TEST(not_aimed < 100);
  BOOST_TEST(descendants("some words that name no check") == not_aimed);
}

BOOST_AUTO_TEST_CASE(faults_of_two_runs_are_put_together) {
  const Scenario base = campaign_base();
  Space space = default_space(base);
  space.fault_count = {0, 3};
  const std::string one = base.engines[0].config.name, other = base.engines[1].config.name;
  const Choices first{
      .seed = 5, .list = {CallsChoice{.count = 7}, fault("crash", one, seconds(3)), fault("hang", other, seconds(4))}};
  const Choices second{
      .seed = 6,
      .list = {CallsChoice{.count = 9}, fault("blackhole", one, seconds(30)), fault("hang", one, seconds(40))}};
  RandomStream random(3, "test");
  bool has_both = false, has_one_of_each = false;
  for (int trial = 0; trial < 100; ++trial) {
    const Choices crossed = cross(space, first, second, random);
    BOOST_TEST(crossed.seed == 5U);
    BOOST_TEST((crossed.list.front() == first.list.front()));
    BOOST_TEST(faults_in(crossed) <= 3U);
    BOOST_TEST(scenario_of(base, crossed).has_value());
    const auto has = [&](const Choice& choice) {
      return std::ranges::find(crossed.list, choice) != crossed.list.end();
    };
    BOOST_TEST((has(second.list[1]) || has(second.list[2])));
    has_both = has_both || (has(second.list[1]) && has(second.list[2]));
    has_one_of_each = has_one_of_each || (has(first.list[1]) && has(second.list[1]));
  }
  BOOST_TEST(has_both);
  BOOST_TEST(has_one_of_each);
}

BOOST_AUTO_TEST_SUITE_END()
