// Curves: which values are taken, and that a seed has the same day at all of them but for what grows.
#include "scenarios/campaign/curve.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/scenarios/campaign_base.hpp"

BOOST_AUTO_TEST_SUITE(curve_test)

using namespace rtpe;
using namespace rtpe::scenario;
using namespace rtpe::scenario::campaign;
using std::chrono::seconds;
using test::campaign_base;

namespace {

Curve curve_of(const std::string& text, const Scenario& base, std::size_t points = 5) {
  auto curve = read_curve(text, base, points);
  if (!curve) BOOST_FAIL(curve.error().text());
  return *curve;
}

Scenario day(const Scenario& base, const Curve& curve, double value, std::uint64_t seed) {
  auto made = day_of(base, default_space(base), curve, value, seed, {});
  if (!made) BOOST_FAIL(made.error().text());
  return *made;
}

std::vector<std::string> texts_of(const Curve& curve) {
  std::vector<std::string> texts;
  for (const double value : curve.values) texts.push_back(curve.text_of(value));
  return texts;
}

}  // namespace

BOOST_AUTO_TEST_CASE(values_are_taken_in_equal_steps_or_ratios) {
  const Scenario base = campaign_base();
  using Texts = std::vector<std::string>;
  const auto is = [&](const std::string& text, const Texts& expected) {
    BOOST_TEST(texts_of(curve_of(text, base)) == expected, boost::test_tools::per_element());
  };
  is("loss=0..0.2", {"0", "0.05", "0.1", "0.15", "0.2"});
  is("engines=0..2", {"0", "1", "2"});
  is("length=1s..16s", {"1s", "2s", "4s", "8s", "16s"});
  is("rate=1/s..16/s", {"1/s", "2/s", "4/s", "8/s", "16/s"});
}

BOOST_AUTO_TEST_CASE(what_is_said_stays_as_it_is_said) {
  const Scenario base = campaign_base();
  const Curve curve = curve_of("rate=1/s..16/s engines=2 length=1min loss=0.1", base);
  const Scenario made = day(base, curve, 4, 3);
  BOOST_REQUIRE(made.faults.size() == 2U);
  for (const Fault& fault : made.faults) BOOST_TEST((fault.lasts == Duration(seconds(60))));
  BOOST_TEST(made.network.loss == 0.1);
  BOOST_TEST(made.traffic.front().rate_per_s == 4);
  BOOST_TEST((made.traffic.front().until == Duration(seconds(180))));
  // Loss alone, where nothing else is said.
  BOOST_TEST(day(base, curve_of("loss=0..0.2", base), 0.2, 3).faults.empty());
}

BOOST_AUTO_TEST_CASE(a_seed_has_the_same_failure_at_all_values) {
  const Scenario base = campaign_base();
  const Curve curve = curve_of("length=1s..5min", base);
  bool differ = false;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Scenario brief = day(base, curve, 1, seed), longer = day(base, curve, 300, seed);
    BOOST_REQUIRE(brief.faults.size() == 1U);
    BOOST_REQUIRE(longer.faults.size() == 1U);
    Fault fault = longer.faults.front();
    BOOST_TEST((fault.lasts == Duration(seconds(300))));
    fault.lasts = brief.faults.front().lasts;
    BOOST_TEST((fault == brief.faults.front()));
    const Scenario other = day(base, curve, 1, seed + 1);
    differ = differ || other.faults != brief.faults;
  }
  BOOST_TEST(differ);
}

BOOST_AUTO_TEST_CASE(the_checks_of_the_base_judge_else_the_invariants_do) {
  Scenario base = campaign_base();
  const Curve curve = curve_of("loss=0..0.2", base);
  const Scenario judged_by_base = day(base, curve, 0, 1);
  BOOST_REQUIRE(judged_by_base.checks.size() == 1U);
  BOOST_TEST(judged_by_base.checks.front().kind->name == "affinity");
  base.checks.front().expect = Expectation::fail;
  const Scenario judged = day(base, curve, 0, 1);
  BOOST_TEST(std::ranges::any_of(judged.checks, [](const Check& check) { return check.kind->name == "standstill"; }));
}

BOOST_AUTO_TEST_CASE(more_failed_engines_break_more) {
  Scenario base = campaign_base();
  base.checks = {made_check("calls_lost", "")};
  const Curve curve = curve_of("engines=0..2 length=1min", base);
  std::vector<std::size_t> passed;
  for (const double engines : curve.values) {
    std::size_t good = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const auto broken = broken_checks(day(base, curve, engines, seed), nullptr);
      if (!broken) BOOST_FAIL(broken.error().text());
      good += broken->empty() ? 1U : 0U;
    }
    passed.push_back(good);
  }
  BOOST_TEST(passed.front() == 10U);
  BOOST_TEST(passed.back() == 0U);
  BOOST_TEST(std::ranges::is_sorted(passed, std::greater{}));
}

BOOST_AUTO_TEST_CASE(a_space_without_such_a_fault_is_an_error) {
  const Scenario base = campaign_base();
  Space space = default_space(base);
  std::erase_if(space.faults, [](const FaultOption& option) { return option.kind->lasts(); });
  BOOST_TEST(!day_of(base, space, curve_of("engines=0..2", base), 1, 1, {}).has_value());
  BOOST_TEST(day_of(base, space, curve_of("engines=0..2", base), 0, 1, {}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
