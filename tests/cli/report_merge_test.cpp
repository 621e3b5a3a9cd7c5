// Results of several places as one, as a user merges them.
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/two_scenarios.hpp"

BOOST_AUTO_TEST_SUITE(report_merge_test)

namespace {

using rtpe::test::Ran;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(shards_become_one_result, rtpe::test::TwoScenarios) {
  (void)run("run bad.toml --seed 1..8 --out a");
  (void)run("run bad.toml --seed 7..12 --out b");
  const Ran merged = run("report merge a/summary.json b/summary.json --junit all.xml");
  BOOST_TEST(merged.exit_code == 1, merged.err);
  BOOST_TEST(has(merged.out, "bad.toml, 12 runs, seeds 1 to 12\n"), merged.out);
  BOOST_TEST(has(merged.err, "2 runs came more than once and are counted once"), merged.err);
  BOOST_TEST(merged.out == run("run bad.toml --seed 1..12").out);
  BOOST_TEST(has(content("all.xml"), "tests=\"12\""));
  // Logs and summaries, and what was merged before.
  (void)file("first.json", run("report merge a/summary.json --json").out);
  const Ran again = run("report merge first.json a/bad-seed-3/events.jsonl --json");
  BOOST_TEST(boost::json::parse(again.out).as_object().at("runs").as_array().size() == 8U);
  std::string other = content("b/summary.json");
  other.replace(other.find("\"started\":20"), 12, "\"started\":21");
  (void)file("other.json", other);
  const Ran differs = run("report merge b/summary.json other.json");
  BOOST_TEST(differs.exit_code == 2);
  BOOST_TEST(has(differs.err, "other.json: seed 7 of bad.toml came to something else in b/summary.json"), differs.err);
  BOOST_TEST(run("report merge none.json").exit_code == 3);
  BOOST_TEST(run("report merge bad.toml").exit_code == 2);
  BOOST_TEST(run("report merge a/summary.json --junit a/summary.json").exit_code == 2);
}

BOOST_AUTO_TEST_SUITE_END()
