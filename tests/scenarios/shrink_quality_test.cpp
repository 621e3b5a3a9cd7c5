// Shrinking beside brute force, with failures of real runs: days with up to five faults and four calls, of which every
// part is played to know the smallest one that fails for the same reason. Prints the table of docs/chaos.md.
#include <fmt/format.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <map>

#include "scenarios/campaign/draw.hpp"
#include "scenarios/campaign/invariants.hpp"
#include "scenarios/campaign/play.hpp"
#include "scenarios/campaign/shrink.hpp"
#include "scenarios/world/random.hpp"
#include "tests/scenarios/campaign_base.hpp"

BOOST_AUTO_TEST_SUITE(shrink_quality_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace rtpe::scenario::campaign;
using test::campaign_base;

namespace {

constexpr std::size_t cases = 30, most_alike = 2;
constexpr std::int64_t faults_of_a_day = 5, calls_of_a_day = 4;
constexpr std::uint64_t most_runs = 500;

/// A failing day, and whether a part of it fails for the same reason.
struct Planted {
  std::uint64_t number = 0;
  Choices day;
  Failure failure;
  Check check;

  [[nodiscard]] campaign::Verdict verdict(const Scenario& base, const Choices& choices) const {
    auto scenario = scenario_of(base, choices);
    if (!scenario) return campaign::Verdict::invalid;
    scenario->checks = {check};
    const Outcome outcome = play(*scenario, {});
    if (outcome.error) return campaign::Verdict::invalid;
    return std::ranges::find(outcome.failures, failure.identity(), &Failure::identity) != outcome.failures.end()
               ? campaign::Verdict::same
               : campaign::Verdict::other;
  }
};

/// Days are drawn until so many fail; of one reason no more than most_alike are taken.
std::vector<Planted> planted_failures(const Scenario& base) {
  Space space = default_space(base);
  space.fault_count = {faults_of_a_day, faults_of_a_day};
  space.calls = {calls_of_a_day, calls_of_a_day};
  space.lengths.clear();
  std::vector<Planted> all;
  std::map<std::string, std::size_t> alike;
  for (std::uint64_t number = 1; all.size() < cases; ++number) {
    RandomStream random(number, "planted");
    Planted planted{.number = number, .day = draw(space, random), .failure = {}, .check = {}};
    std::erase_if(planted.day.list, [calls = 0](const Choice& choice) mutable {
      return std::holds_alternative<CallsChoice>(choice) && calls++ > 0;  // one stream
    });
    auto scenario = scenario_of(base, planted.day);
    constexpr auto largest = static_cast<std::uint64_t>(faults_of_a_day + calls_of_a_day + 1);
    if (!scenario || planted.day.list.size() < 4 || size_of(planted.day) > largest) continue;
    scenario->checks = invariants_of(*scenario, {});
    for (const Failure& failure : play(*scenario, {}).failures) {
      if (alike[failure.identity()] >= most_alike) continue;
      planted.failure = failure;
      planted.check = *std::ranges::find_if(scenario->checks,
                                            [&](const Check& check) { return check.kind->name == failure.check; });
      if (planted.verdict(base, planted.day) != campaign::Verdict::same) continue;
      ++alike[failure.identity()];
      all.push_back(planted);
      break;
    }
  }
  return all;
}

/// Of every part of its faults with every number of its calls.
std::uint64_t smallest(const Scenario& base, const Planted& planted) {
  std::vector<Choice> rest(planted.day.list);
  const auto calls =
      std::ranges::find_if(rest, [](const Choice& one) { return std::holds_alternative<CallsChoice>(one); });
  const CallsChoice stream = std::get<CallsChoice>(*calls);
  rest.erase(calls);
  std::uint64_t best = size_of(planted.day);
  for (std::uint64_t part = 0; part < std::uint64_t{1} << rest.size(); ++part)
    for (std::uint64_t count = 1; count <= stream.count; ++count) {
      Choices choices{.seed = planted.day.seed, .list = {stream}};
      std::get<CallsChoice>(choices.list.front()).count = count;
      for (std::size_t place = 0; place < rest.size(); ++place)
        if ((part >> place & 1U) != 0) choices.list.push_back(rest[place]);
      if (size_of(choices) < best && planted.verdict(base, choices) == campaign::Verdict::same) best = size_of(choices);
    }
  return best;
}

}  // namespace

BOOST_AUTO_TEST_CASE(failures_of_real_runs_become_as_small_as_brute_force_makes_them) {
  const Scenario base = campaign_base();
  std::size_t exact = 0;
  BOOST_TEST_MESSAGE(
      "| day | failure | size | smallest | shrunk | ratio | runs | time |\n|---|---|---|---|---|---|---|---|");
  for (const Planted& planted : planted_failures(base)) {
    const auto began = std::chrono::steady_clock::now();
    const Shrunk shrunk = shrink(
        base, planted.day, [&](const Choices& choices) { return planted.verdict(base, choices); }, {.runs = most_runs});
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    const std::uint64_t best = smallest(base, planted), got = size_of(shrunk.choices);
    const double ratio = static_cast<double>(got) / static_cast<double>(best);
    BOOST_TEST_MESSAGE(fmt::format("| {} | {} | {} | {} | {} | {:.2f} | {} | {:.1f} s |", planted.number,
                                   planted.failure.identity(), size_of(planted.day), best, got, ratio, shrunk.runs,
                                   took));
    BOOST_TEST((planted.verdict(base, shrunk.choices) == campaign::Verdict::same), "day " << planted.number);
    BOOST_TEST(ratio <= 1.3, "day " << planted.number << ": " << text_of(shrunk.choices));
    BOOST_TEST(shrunk.runs <= most_runs);
    // Unoptimised, and with other programs beside it.
    BOOST_TEST(took <= 60.0, "day " << planted.number);
    exact += got <= best ? 1U : 0U;
  }
  BOOST_TEST(exact >= 27U);
}

BOOST_AUTO_TEST_SUITE_END()
