// The reports for machines, `rtpe-lab report`, `calls` and `ladder` as a user runs them.
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/two_scenarios.hpp"

BOOST_AUTO_TEST_SUITE(report_command_test)

namespace {

using rtpe::test::Ran;

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

using rtpe::test::TwoScenarios;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(report_command, TwoScenarios)

BOOST_AUTO_TEST_CASE(reports_for_machines) {
  const Ran tap = run("run bad.toml good.toml --tap - --gitlab quality.json --prometheus run.prom --markdown run.md");
  BOOST_TEST(tap.exit_code == 1, tap.err);
  BOOST_TEST(tap.out.starts_with("TAP version 14\n1..2\nnot ok 1 - Broken: calls_lost (seed 3)\n  ---\n"), tap.out);
  BOOST_TEST(tap.out.ends_with("ok 2 - Steady: calls_lost (seed 3)\n"), tap.out);
  BOOST_TEST(boost::json::parse(content("quality.json")).as_array().size() == 1U);
  BOOST_TEST(has(content("run.prom"), "rtpe_lab_run_passed{scenario=\"good.toml\",seed=\"3\"} 1\n"));
  BOOST_TEST(content("run.md").starts_with("### rtpe-lab: 1 of 2 runs passed\n"), content("run.md"));
  setenv("GITHUB_STEP_SUMMARY", path_of("step.md").c_str(), 1);
  const Ran github = run("run bad.toml --quiet --github");
  unsetenv("GITHUB_STEP_SUMMARY");
  BOOST_TEST(has(github.out, "::error file=bad.toml,line=17,col=1,title=Broken%3A calls_lost (seed 3)::"), github.out);
  BOOST_TEST(content("step.md").starts_with("### rtpe-lab: 0 of 1 runs passed\n"), content("step.md"));
  BOOST_TEST(run("run good.toml --tap good.toml").exit_code == 2);
  BOOST_TEST(run("run good.toml --tap no/such/folder/x").exit_code == 3);
}

BOOST_AUTO_TEST_CASE(a_log_gives_the_same_reports_as_its_run) {
  (void)run("run bad.toml --tap run.tap --gitlab run.json --events bad.jsonl");
  (void)run("report bad.jsonl --tap log.tap --gitlab log.json");
  BOOST_TEST(content("run.tap") == content("log.tap"));
  BOOST_TEST(content("run.json") == content("log.json"));
}

BOOST_AUTO_TEST_CASE(two_logs_beside_each_other) {
  (void)run("run good.toml --events good.jsonl");
  (void)run("run bad.toml --events bad.jsonl");
  BOOST_TEST(run("report diff good.jsonl good.jsonl").exit_code == 0);
  const Ran worse = run("report diff good.jsonl bad.jsonl");
  BOOST_TEST(worse.exit_code == 1);
  BOOST_TEST(worse.out.ends_with("B is worse\n"), worse.out);
  BOOST_TEST(run("report diff bad.jsonl good.jsonl --json").exit_code == 0);
  BOOST_TEST(run("report diff good.jsonl bad.jsonl --tolerance little").exit_code == 2);
  BOOST_TEST(run("report diff good.jsonl none.jsonl").exit_code == 3);
  BOOST_TEST(run("report diff good.jsonl good.toml").exit_code == 2);
}

BOOST_AUTO_TEST_CASE(many_seeds_are_a_table) {
  const Ran table = run("run bad.toml --seed 1..11");
  BOOST_TEST(table.exit_code == 1);
  BOOST_TEST(table.out.starts_with("Broken\n  bad.toml, 11 runs, seeds 1 to 11\n  passed        0 of 11, 0.0 %"),
             table.out);
  BOOST_TEST(has(table.out, "  rtpe-lab run bad.toml --seed 5\n"), table.out);
  BOOST_TEST(run("run bad.toml --seed 1..11 --verdicts").out.starts_with("FAILED  Broken\n"));
}

BOOST_AUTO_TEST_CASE(calls_of_a_log) {
  (void)run("run bad.toml --events bad.jsonl");
  const Ran all = run("calls bad.jsonl --failed --limit 3");
  BOOST_TEST(all.exit_code == 0, all.err);
  BOOST_TEST(has(all.out, "20 of 20 calls, 3 shown; 20 of all failed\n"), all.out);
  BOOST_TEST(run("calls bad.jsonl --node b").exit_code == 2);
  BOOST_TEST(run("calls bad.jsonl --slower-than soon").exit_code == 2);
  BOOST_TEST(run("calls none.jsonl").exit_code == 3);
  BOOST_TEST(boost::json::parse(run("calls bad.jsonl --json --sort slowest").out).as_array().size() == 20U);
  const Ran one = run("ladder bad.jsonl --call 1");
  BOOST_TEST(one.out.starts_with("Call 1: "), one.out);
  BOOST_TEST(has(one.out, "answer (send 5)"), one.out);
  BOOST_TEST(run("ladder bad.jsonl --call 21").exit_code == 2);
  BOOST_TEST(run("ladder bad.toml --call 1").exit_code == 2);
}

BOOST_AUTO_TEST_CASE(a_line_about_the_run_is_for_terminals) {
  const auto on_a_terminal = [&](const std::string& arguments) {
    const std::string command = "cd '" + path_of(".") + "' && script -qec \"'" + rtpe::test::lab_program_path() +
                                "' run good.toml " + arguments + "\" /dev/null > seen < /dev/null";
    BOOST_TEST(std::system(command.c_str()) == 0);
    return content("seen");
  };
  BOOST_TEST(has(on_a_terminal(""), " %; "), content("seen"));
  BOOST_TEST(has(content("seen"), " calls ("));
  BOOST_TEST(has(content("seen"), "\r\x1b[K"));
  BOOST_TEST(!has(on_a_terminal("--quiet"), "\x1b[K"));
  BOOST_TEST(!has(on_a_terminal("--json"), "\x1b[K"));
  BOOST_TEST(!has(run("run good.toml").err, "\x1b[K"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
