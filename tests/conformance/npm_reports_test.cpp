// Lane npm: readers from the npm registry take what the lab writes for machines: JUnit XML (junit2json), GitLab's code
// quality report and summary.json by JSON schema (ajv), Prometheus' text, and HEP3 (hep-js).
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "tests/support/paths.hpp"
#include "tests/support/two_scenarios.hpp"

BOOST_AUTO_TEST_SUITE(npm_reports_test)

namespace {

namespace json = boost::json;

const std::string readers = rtpe::test::source_directory() + "/tests/conformance/npm";

void skip_without(const std::string& package) {
  std::string reason;
  if (std::system("command -v node > /dev/null") != 0)
    reason = "node is missing";
  else if (!std::filesystem::exists(readers + "/node_modules/" + package))
    reason = package + " is missing below " + readers;
  if (reason.empty()) return;
  std::cout << "skipped: " << reason << "; scripts/install-deps --lanes" << std::endl;
  std::_Exit(77);
}

std::size_t lines_with(const std::string& text, const std::string& part) {
  std::istringstream in(text);
  std::size_t count = 0;
  for (std::string line; std::getline(in, line);) count += line.find(part) != std::string::npos ? 1U : 0U;
  return count;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(junit_gitlab_prometheus_and_the_summary_are_what_they_should_be, rtpe::test::TwoScenarios) {
  skip_without("junit2json");
  (void)run("run bad.toml good.toml --junit j.xml --gitlab g.json --prometheus p.prom --out out");
  const auto ran =
      run("version > /dev/null; node '" + readers + "/reports.mjs' j.xml g.json p.prom out/summary.json '" +
          rtpe::test::source_directory() + "/docs/summary.schema.json'");
  const json::object found = json::parse(ran.out).as_object();
  const json::object& junit = found.at("junit").as_object();
  BOOST_TEST(junit.at("cases").to_number<int>() == 2);
  BOOST_TEST(junit.at("names").to_number<int>() == 2);
  BOOST_TEST(junit.at("failures").to_number<int>() == 1);
  BOOST_REQUIRE(junit.at("failed").as_array().size() == 1U);
  BOOST_TEST(junit.at("failed").as_array()[0].as_string().find("replay: rtpe-lab run bad.toml --seed 3") !=
             json::string::npos);
  const json::object& gitlab = found.at("gitlab").as_object();
  BOOST_TEST(gitlab.at("faults").as_string() == "");
  BOOST_TEST(gitlab.at("count").to_number<int>() == 1);
  BOOST_TEST(found.at("prometheus").as_array()[0].as_string() == "rtpe_lab_run_passed GAUGE 2");
  BOOST_TEST(found.at("summary").as_string() == "");
}

BOOST_FIXTURE_TEST_CASE(hep_js_reads_what_a_homer_is_sent, rtpe::test::TwoScenarios) {
  skip_without("hep-js");
  (void)run("run good.toml --quiet --events good.jsonl --datagrams");
  const std::size_t sent = lines_with(content("good.jsonl"), "\"event\":\"datagram\"");
  BOOST_TEST(sent > 200U);
  for (const std::string command : {"report good.jsonl --hep @HEP@", "run good.toml --quiet --hep @HEP@"}) {
    const auto ran = run("version > /dev/null; node '" + readers + "/hep.mjs' 127.0.13.90 " + std::to_string(sent) +
                         " '" + rtpe::test::lab_program_path() + "' " + command);
    const json::object found = json::parse(ran.out).as_object();
    BOOST_TEST(found.at("code").to_number<int>() == 0, ran.err);
    BOOST_TEST(found.at("count").to_number<std::size_t>() == sent);
    bool has_sip = false, has_ng = false;
    for (const json::value& value : found.at("datagrams").as_array()) {
      const json::object& one = value.as_object();
      const json::string& payload = one.at("payload").as_string();
      const int kind = one.at("payloadType").to_number<int>();
      BOOST_TEST((kind == 1 || kind == 61));
      if (kind == 1) has_sip = has_sip || payload.starts_with("INVITE ");
      if (kind == 61) has_ng = has_ng || payload.find("7:command5:offer") != json::string::npos;
      if (payload.starts_with("INVITE ")) {
        BOOST_TEST(one.at("dstIp").as_string() ==
                   (one.at("srcIp").as_string() == "192.0.2.10" ? "192.0.2.30" : "192.0.2.10"));
        BOOST_TEST(one.at("dstPort").to_number<int>() == 5060);
        BOOST_TEST(!one.at("correlation_id").as_string().empty());
      }
    }
    BOOST_TEST(has_sip);
    BOOST_TEST(has_ng);
  }
}

BOOST_AUTO_TEST_SUITE_END()
