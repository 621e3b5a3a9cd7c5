// A file with a [matrix]: every form of report keeps its scenarios apart, and every command that is told plays one.
#include <boost/test/unit_test.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/lab_program.hpp"

BOOST_AUTO_TEST_SUITE(matrix_command_test)

using rtpe::test::LabProgram;
using rtpe::test::Ran;

namespace {

constexpr const char* two_cases = R"(title = "Two"
[matrix]
release = [{ name = "kamailio-5.6", most = 0 }, { name = "kamailio-5.7", most = 9 }]
[client]
personality = "${release.name}"
rtpengine_sock = "udp:10.0.0.1:2223"
[routing]
"request INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_manage()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[traffic]]
count = 3
hold = "1s"
[[check]]
that = "commands"
command = "offer"
max = "${release.most}"
)";

std::vector<std::string> lines_with(const std::string& text, const std::string& part) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (line.find(part) != std::string::npos) lines.push_back(line);
  return lines;
}

/// What stands in front of the value, or up to the end.
std::set<std::string> heads_of(const std::vector<std::string>& lines, const std::string& end) {
  std::set<std::string> heads;
  for (const std::string& line : lines) heads.insert(line.substr(0, line.find(end)));
  return heads;
}

}  // namespace

BOOST_AUTO_TEST_CASE(reports_keep_the_cases_apart) {
  const LabProgram lab;
  (void)lab.file("two.toml", two_cases);
  const Ran ran = lab.run("run two.toml --junit j.xml --prometheus p.txt --json");
  BOOST_TEST(ran.exit_code == 1, ran.err);
  const auto junit = lines_with(lab.content("j.xml"), "<testcase");
  BOOST_TEST(junit.size() == 2U);
  BOOST_TEST(heads_of(junit, "time=").size() == 2U);
  const auto samples = lines_with(lab.content("p.txt"), "run_passed{");
  BOOST_TEST(samples.size() == 2U);
  BOOST_TEST(heads_of(samples, "} ").size() == 2U);
  BOOST_TEST(ran.out.find(R"("case":"release = kamailio-5.7")") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(many_seeds_of_two_cases_are_no_table_of_one) {
  const LabProgram lab;
  (void)lab.file("two.toml", two_cases);
  (void)lab.file("s.json", lab.run("run two.toml --seed 1..12 --json").out);
  const Ran merged = lab.run("report merge s.json");
  BOOST_TEST(lines_with(merged.out, "12 runs, seeds 1 to 12").size() == 2U, merged.out);
}

BOOST_AUTO_TEST_CASE(what_is_told_plays_that_case_alone) {
  const LabProgram lab;
  (void)lab.file("two.toml", two_cases);
  BOOST_TEST(lab.run("run two.toml --set release=kamailio-5.6 --quiet --events one.jsonl").exit_code == 1);
  const Ran report = lab.run("report one.jsonl --junit j.xml");
  BOOST_TEST(report.exit_code == 1);
  const auto told = lines_with(lab.content("j.xml"), "replay: rtpe-lab ");
  BOOST_REQUIRE(!told.empty());
  std::string command = told.front().substr(told.front().find("rtpe-lab ") + 9);
  command = command.substr(0, command.find_first_of("<&"));
  const Ran again = lab.run(command);
  BOOST_TEST(again.exit_code == 1, command << again.err);
  BOOST_TEST(lines_with(again.out, "Two (release = kamailio-").size() == 1U, again.out);
}

BOOST_AUTO_TEST_CASE(where_one_scenario_is_needed_the_remedy_is_told) {
  const LabProgram lab;
  (void)lab.file("two.toml", two_cases);
  for (const char* verb : {"chaos two.toml --out out", "advise two.toml"}) {
    const Ran ran = lab.run(verb);
    BOOST_TEST(ran.exit_code == 2);
    BOOST_TEST(ran.err.find("write the values that you mean into [variables]") != std::string::npos, ran.err);
  }
  const Ran ran = lab.run("run two.toml --events e.jsonl");
  BOOST_TEST(ran.exit_code == 2);
  BOOST_TEST(ran.err.find("--set one case of its [matrix]") != std::string::npos, ran.err);
}

BOOST_AUTO_TEST_SUITE_END()
