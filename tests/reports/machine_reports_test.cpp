// The reports for machines, from results made by hand: one run that passed, one that failed with hostile texts, one
// that could not be played.
#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "reports/code_hosts.hpp"
#include "reports/prometheus.hpp"
#include "reports/seed_table.hpp"
#include "reports/tap.hpp"
#include "reports/test_case.hpp"

BOOST_AUTO_TEST_SUITE(machine_reports_test)

using namespace rtpe;
using namespace std::chrono_literals;
using report::PlayedRun;
using scenario::CheckOutcome;
using scenario::CheckResult;
using scenario::RunResult;

namespace {

PlayedRun run_of(std::vector<CheckResult> checks, std::uint64_t seed = 7) {
  RunResult result;
  result.calls = 1200;
  result.calls_completed = 1200 - seed;
  result.calls_failed = seed;
  result.commands = 3600;
  result.longest_operation = seed * 1ms;
  result.nodes = {{.name = "udp:10.0.0.1:2223",
                   .engine = "a",
                   .answered = 3600,
                   .latency = {.count = 3600, .median = 1ms, .p90 = 2ms, .p99 = 3ms, .highest = 4ms}}};
  result.checks = std::move(checks);
  return {.title = "One # of | two",
          .file = "scenarios/one,two.toml",
          .seed = seed,
          .started = {},
          .replay_command = "rtpe-lab run scenarios/one,two.toml --seed " + std::to_string(seed),
          .result = std::move(result)};
}

CheckResult good() {
  return {.that = "affinity", .outcome = CheckOutcome::passed, .summary = "every call stayed", .line = 4};
}
CheckResult bad() {
  return {.that = "calls_lost",
          .outcome = CheckOutcome::failed,
          .summary = "3 % lost\n::error::",
          .evidence = {"call \x1b[31m``` <b>\xff", "# second"},
          .line = 9,
          .column = 2};
}
CheckResult unjudged() {
  return {.that = "share", .outcome = CheckOutcome::not_judged, .summary = "no calls", .line = 12};
}

PlayedRun unplayed() {
  PlayedRun run = run_of({});
  run.result =
      std::unexpected(Error{.kind = ErrorKind::missing, .message = "address in use", .place = "127.0.0.1:2223"});
  return run;
}

std::vector<PlayedRun> mixed() { return {run_of({good(), bad(), good(), unjudged()}), unplayed()}; }

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
std::size_t lines(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_check_is_a_case_and_names_are_unique) {
  const auto cases = report::test_cases(mixed()[0]);
  BOOST_REQUIRE(cases.size() == 4U);
  BOOST_TEST(cases[0].name == "affinity (seed 7)");
  BOOST_TEST(cases[2].name == "affinity (seed 7) #2");
  BOOST_TEST((cases[3].outcome == report::CaseOutcome::skipped));
  BOOST_TEST(report::test_cases(run_of({}))[0].name == "whole run (seed 7)");
  PlayedRun cut = run_of({good()});
  cut.result->end = scenario::RunEnd::interrupted;
  BOOST_TEST((report::test_cases(cut)[1].outcome == report::CaseOutcome::error));
}

BOOST_AUTO_TEST_CASE(tap) {
  BOOST_TEST(report::tap(mixed()) == R"(TAP version 14
1..5
ok 1 - One \# of | two: affinity (seed 7)
not ok 2 - One \# of | two: calls_lost (seed 7)
  ---
  message: "3 % lost\n::error::"
  severity: fail
  file: "scenarios/one,two.toml"
  line: 9
  column: 2
  seed: 7
  replay: "rtpe-lab run scenarios/one,two.toml --seed 7"
  evidence:
    - "call \u001b[31m``` <b>)"
                                     "\xc3\xbf"
                                     R"("
    - "# second"
  ...
ok 3 - One \# of | two: affinity (seed 7) \#2
ok 4 - One \# of | two: share (seed 7) # SKIP not judged: no calls
not ok 5 - One \# of | two: set-up (seed 7)
  ---
  message: "address in use"
  severity: error
  file: "scenarios/one,two.toml"
  seed: 7
  replay: "rtpe-lab run scenarios/one,two.toml --seed 7"
  evidence:
    - "127.0.0.1:2223: address in use"
  ...
)");
  BOOST_TEST(report::tap({}) == "TAP version 14\n1..0\n");
}

BOOST_AUTO_TEST_CASE(github_annotations_stand_at_the_check_and_cannot_be_forged) {
  const std::string text = report::github_annotations(mixed());
  BOOST_TEST(lines(text) == 2U);
  BOOST_TEST(
      text.starts_with(
          "::error file=scenarios/one%2Ctwo.toml,line=9,col=2,title=One # of | two%3A calls_lost (seed 7)::3 %25 "
          "lost\\x0a::error::%0A"),
      text);
  BOOST_TEST(has(text, "%0Areplay: rtpe-lab run scenarios/one,two.toml --seed 7\n"), text);
  BOOST_TEST(report::github_annotations(std::vector{run_of({good()})}).empty());
  const std::vector<PlayedRun> many(14, run_of({bad()}));
  const std::string cut = report::github_annotations(many);
  BOOST_TEST(lines(cut) == report::most_annotations);
  BOOST_TEST(has(cut, "5 more checks failed"), cut);
}

BOOST_AUTO_TEST_CASE(markdown_has_a_row_per_run_and_what_failed) {
  const std::string text = report::markdown_summary(mixed());
  BOOST_TEST(has(text, "### rtpe-lab: 0 of 2 runs passed\n"), text);
  BOOST_TEST(has(text, "| One \\# of \\| two | 7 | **failed** | 2 of 4 | 1 200 | 7 |\n"), text);
  BOOST_TEST(has(text, "| **could not be played** | 0 of 1 | - | - |\n"), text);
  BOOST_TEST(has(text, "rtpe-lab run scenarios/one,two.toml --seed 7\n```\n"), text);
  BOOST_TEST(!has(text, "\x1b"));
  CheckResult large = bad();
  large.evidence.assign(20, std::string(4000, 'x'));
  BOOST_TEST(report::markdown_summary(std::vector<PlayedRun>(5000, run_of({large}))).size() <= (std::size_t{1} << 20U));
}

BOOST_AUTO_TEST_CASE(gitlab_fingerprints_stay) {
  const auto all = boost::json::parse(report::gitlab_code_quality(mixed())).as_array();
  BOOST_REQUIRE(all.size() == 2U);
  const auto& first = all[0].as_object();
  BOOST_TEST(first.at("check_name").as_string() == "calls_lost");
  BOOST_TEST(first.at("severity").as_string() == "major");
  BOOST_TEST(first.at("location").as_object().at("lines").as_object().at("begin").to_number<int>() == 9);
  BOOST_TEST(first.at("fingerprint").as_string() != all[1].as_object().at("fingerprint").as_string());
  BOOST_TEST(report::gitlab_code_quality(mixed()) == report::gitlab_code_quality(mixed()));
  BOOST_TEST(report::gitlab_code_quality({}) == "[]\n");
}

BOOST_AUTO_TEST_CASE(prometheus_metrics_stand_together) {
  const std::string text = report::prometheus(mixed());
  BOOST_TEST(has(text,
                 "# TYPE rtpe_lab_run_passed gauge\n"
                 "rtpe_lab_run_passed{scenario=\"scenarios/one,two.toml\",seed=\"7\"} 0\n"
                 "rtpe_lab_run_passed{scenario=\"scenarios/one,two.toml\",seed=\"7\"} 0\n"),
             text);
  BOOST_TEST(has(text,
                 "rtpe_lab_node_latency_seconds{scenario=\"scenarios/"
                 "one,two.toml\",seed=\"7\",node=\"udp:10.0.0.1:2223\",proxy=\"0\",quantile=\"0.99\"} 0.003\n"),
             text);
}

BOOST_AUTO_TEST_CASE(intervals_are_wilsons) {
  // Values of the closed formula, computed by hand: 8 of 10, 0 of 20, 500 of 1000.
  const std::tuple<std::size_t, std::size_t, double, double> rows[] = {
      {8, 10, 0.4902, 0.9433}, {0, 20, 0.0, 0.1611}, {500, 1000, 0.4691, 0.5309}, {3, 3, 0.4385, 1.0}};
  for (const auto& [some, all, low, high] : rows) {
    const report::Share share = report::confidence(some, all);
    BOOST_TEST(std::abs(share.low - low) < 0.0005, some << " of " << all << ": " << share.low);
    BOOST_TEST(std::abs(share.high - high) < 0.0005, some << " of " << all << ": " << share.high);
  }
}

BOOST_AUTO_TEST_CASE(many_seeds_are_one_table) {
  std::vector<PlayedRun> runs;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) runs.push_back(run_of({seed % 4 == 0 ? bad() : good()}, seed));
  BOOST_TEST(report::fits_seed_table(runs));
  const std::string text = report::seed_table(runs);
  BOOST_TEST(has(text, "12 runs, seeds 1 to 12\n"), text);
  BOOST_TEST(has(text, "passed        9 of 12, 75.0 % (95 %: 46.8 to 91.1)\n"), text);
  BOOST_TEST(has(text, "calls_lost  0 of 3"), text);
  BOOST_TEST(has(text, "longest operation"), text);
  BOOST_TEST(has(text, "1 ms    6 ms     6  12.0 ms    12\n"), text);
  BOOST_TEST(has(text, "--seed 4\n    calls_lost: 3 % lost"), text);
  runs.back().file = "other.toml";
  BOOST_TEST(!report::fits_seed_table(runs));
  BOOST_TEST(!report::fits_seed_table(std::vector<PlayedRun>(3, run_of({good()}))));
}

BOOST_AUTO_TEST_SUITE_END()
