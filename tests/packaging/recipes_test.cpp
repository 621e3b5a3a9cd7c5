// The recipes of docs/recipes.md: what a CI system would run is run, from the very files; the programs beside them too.
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/support/paths.hpp"
#include "tests/support/sip_text.hpp"
#include "tests/support/two_scenarios.hpp"

BOOST_AUTO_TEST_SUITE(recipes_test)

namespace {

namespace fs = std::filesystem;
using rtpe::test::TwoScenarios;

const fs::path source = rtpe::test::source_directory();

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// The scripts below `run: |` in a YAML file, in order.
std::vector<std::string> run_blocks(const std::string& yaml) {
  std::vector<std::string> blocks;
  std::istringstream in(yaml);
  std::size_t depth = 0;
  bool is_inside = false;
  for (std::string line; std::getline(in, line);) {
    const auto indent = line.find_first_not_of(' ');
    if (is_inside && (indent == std::string::npos || indent > depth)) {
      blocks.back() += line + "\n";
      continue;
    }
    is_inside = indent != std::string::npos && line.substr(indent) == "run: |";
    if (!is_inside) continue;
    depth = indent;
    blocks.emplace_back();
  }
  return blocks;
}

struct Shell {
  int exit_code = -1;
  std::string said;
};

/// A script in the folder, with the built program first in the PATH.
Shell bash(const TwoScenarios& folder, const std::string& script, const std::string& environment = "") {
  (void)folder.file("script.sh", script);
  const std::string path = fs::path(rtpe::test::lab_program_path()).parent_path().string();
  const int status =
      std::system(("cd '" + folder.path_of(".") + "' && env PATH='" + path + "':\"$PATH\" RTPE_LAB='" +
                   rtpe::test::lab_program_path() + "' " + environment + " bash -eo pipefail script.sh > said 2>&1")
                      .c_str());
  return {.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1, .said = folder.content("said")};
}

bool has_program(const std::string& name) { return std::system(("command -v " + name + " > /dev/null").c_str()) == 0; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_github_action_runs_scenarios_and_fails_with_them, TwoScenarios) {
  const auto steps = run_blocks(text_of(source / "action.yml"));
  BOOST_REQUIRE(steps.size() == 2U);
  BOOST_TEST(bash(*this, steps[0], "PACKAGE= RUNNER_TEMP=.").exit_code == 0);  // it is installed
  const Shell good = bash(*this, steps[1], "SCENARIOS=good.toml OPTIONS= REPORTS=good GITHUB_STEP_SUMMARY=step.md");
  BOOST_TEST(good.exit_code == 0, good.said);
  const Shell bad = bash(*this, steps[1],
                         "SCENARIOS='good.toml bad.toml' OPTIONS='--seed 4' REPORTS=bad GITHUB_STEP_SUMMARY=step.md");
  BOOST_TEST(bad.exit_code == 1);
  BOOST_TEST(bad.said.find("::error file=bad.toml") != std::string::npos, bad.said);
  BOOST_TEST(content("step.md").find("1 of 2 runs passed") != std::string::npos);
  for (const char* file : {"bad/junit.xml", "bad/summary.json", "bad/bad/events.jsonl"})
    BOOST_TEST(!content(file).empty(), file);
}

BOOST_FIXTURE_TEST_CASE(gitlab_and_jenkins_run_what_leaves_their_reports, TwoScenarios) {
  fs::create_directory(path_of("scenarios"));
  fs::rename(path_of("bad.toml"), path_of("scenarios/bad.toml"));
  std::istringstream template_text(text_of(source / "docs/recipes/gitlab.yml"));
  std::string script;
  for (std::string line; std::getline(template_text, line);)
    if (line.starts_with("    - ")) script += line.substr(6) + "\n";
  const Shell gitlab = bash(*this, script, "RTPE_LAB_SCENARIOS=scenarios");
  BOOST_TEST(gitlab.exit_code == 1, gitlab.said);
  BOOST_TEST(boost::json::parse(content("rtpe-lab-quality.json")).as_array().size() == 1U);
  BOOST_TEST(!content("rtpe-lab-reports/junit.xml").empty());
  fs::remove_all(path_of("rtpe-lab-reports"));
  const std::string jenkins = text_of(source / "docs/recipes/Jenkinsfile");
  const auto begin = jenkins.find("sh '") + 4;
  BOOST_TEST(bash(*this, jenkins.substr(begin, jenkins.find('\'', begin) - begin)).exit_code == 1);
  BOOST_TEST(!content("rtpe-lab-reports/junit.xml").empty());
}

BOOST_FIXTURE_TEST_CASE(the_hook_refuses_weights_that_nobody_gets, TwoScenarios) {
  const std::string hooks = text_of(source / ".pre-commit-hooks.yaml"), entry = "scripts/audit-kamailio-cfg";
  BOOST_TEST(hooks.find("entry: " + entry) != std::string::npos);
  const auto configuration = [](const std::string& nodes) {
    return "#!KAMAILIO\nloadmodule \"rtpengine.so\"\nmodparam(\"rtpengine\", \"rtpengine_sock\", \"" + nodes +
           "\")\nrequest_route { if (is_method(\"INVITE\")) rtpengine_manage(); t_relay(); }\n";
  };
  (void)file("kamailio-good.cfg", configuration("udp:10.0.0.1:2223=1 udp:10.0.0.2:2223=1"));
  (void)file("kamailio-bad.cfg", configuration("udp:10.0.0.1:2223=500 udp:10.0.0.2:2223=300"));
  (void)file("kamailio-wrong.cfg", configuration("dup:10.0.0.1:2223"));
  (void)file("kamailio-odd.cfg", configuration("udp:10.0.0.1:2223=x udp:10.0.0.2:2223"));
  (void)file("kamailio-other.cfg", "#!KAMAILIO\nrequest_route { exit; }\n");
  const std::string hook = (source / entry).string();
  BOOST_TEST(bash(*this, hook + " kamailio-good.cfg kamailio-other.cfg").exit_code == 0, content("said"));
  const Shell bad = bash(*this, hook + " kamailio-good.cfg kamailio-bad.cfg");
  BOOST_TEST(bad.exit_code == 1);
  BOOST_TEST(bad.said ==
             "kamailio-bad.cfg: set 0: udp:10.0.0.1:2223 gets 100.0% of the calls, its weight means 62.5%\n"
             "kamailio-bad.cfg: set 0: no call can ever reach udp:10.0.0.2:2223\n");
  const Shell odd = bash(*this, hook + " kamailio-wrong.cfg kamailio-odd.cfg");
  BOOST_TEST(odd.exit_code == 1);
  BOOST_TEST(
      odd.said ==
      "kamailio-wrong.cfg: Kamailio skips the node dup:10.0.0.1:2223: expected udp:, udp6:, unix:, ws:// or wss:// "
      "in front of the address\n"
      "kamailio-odd.cfg: Kamailio reads the weight \"x\" of udp:10.0.0.1:2223 as 0\n");
  (void)file("kamailio-broken.cfg", configuration("udp:10.0.0.1:2223") + "route[x] {");
  BOOST_TEST(bash(*this, hook + " kamailio-broken.cfg").exit_code == 2, content("said"));
}

BOOST_FIXTURE_TEST_CASE(the_mock_in_tests_of_other_languages, TwoScenarios) {
  const std::string examples = (source / "docs/examples").string();
  const Shell python = bash(*this, "cd '" + examples + "' && python3 -B -m unittest test_rtpe_mock");
  BOOST_TEST(python.exit_code == 0, python.said);
  BOOST_TEST(python.said.find("Ran 2 tests") != std::string::npos, python.said);
  if (!has_program("node")) {
    BOOST_TEST_MESSAGE("node is not installed: the recipe for Node.js is not run");
    return;
  }
  const Shell node = bash(*this, "node --test '" + examples + "/rtpe-mock.test.mjs'");
  BOOST_TEST(node.exit_code == 0, node.said);
}

BOOST_FIXTURE_TEST_CASE(the_mock_in_a_test_in_go, TwoScenarios) {
  if (!has_program("go")) {
    BOOST_TEST_MESSAGE("go is not installed: the recipe for Go is not run; scripts/install-deps --lanes");
    return;
  }
  const Shell go = bash(*this, "export GOPROXY=off GOFLAGS=-mod=readonly CGO_ENABLED=0 GOCACHE=\"$PWD/cache\"; cd '" +
                                   (source / "docs/examples/go").string() +
                                   "' && test -z \"$(gofmt -l .)\" && go vet ./... && go test -count=1 -v ./...");
  BOOST_TEST(go.exit_code == 0, go.said);
  for (const char* name : {"--- PASS: TestAnOfferReachesTheEngine", "--- PASS: TestAFullEngineRefuses"})
    BOOST_TEST(go.said.find(name) != std::string::npos, go.said);
}

BOOST_FIXTURE_TEST_CASE(mos_from_media_to_an_avp, TwoScenarios) {
  const Shell ran = bash(*this, (source / "docs/recipes/mos.sh").string() + " 127.0.13.61");
  BOOST_TEST(ran.exit_code == 0);
  BOOST_TEST(ran.said == "{\"$avp(jitter)\": \"1\", \"$avp(loss)\": \"0\", \"$avp(mos)\": \"4.3\"}\n");
}

BOOST_FIXTURE_TEST_CASE(the_mock_in_a_test_in_cpp, TwoScenarios) {
  (void)file("invite", rtpe::test::SipText{}.text());
  const std::string program = (fs::path(rtpe::test::example_program_path()).parent_path() / "test_with_mock").string();
  const Shell ran = bash(*this, program + " invite");
  BOOST_TEST(ran.exit_code == 0, ran.said);
}

BOOST_AUTO_TEST_SUITE_END()
