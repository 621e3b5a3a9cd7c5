// Lane npm: node-tap's parser (tests/conformance/npm) reads what `rtpe-lab run --tap -` prints.
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(npm_tap_test)

namespace {

namespace json = boost::json;
using rtpe::test::LabProgram;

const std::string reader_folder = rtpe::test::source_directory() + "/tests/conformance/npm";

void skip_without_reader() {
  std::string reason;
  if (std::system("command -v node > /dev/null") != 0)
    reason = "node is missing";
  else if (!std::filesystem::exists(reader_folder + "/node_modules/tap-parser"))
    reason = "tap-parser is missing below " + reader_folder;
  if (reason.empty()) return;
  std::cout << "skipped: " << reason << "; scripts/install-deps --lanes" << std::endl;
  std::_Exit(77);
}

std::string scenario_of(const std::string& title, const std::string& more) {
  return "title = '" + title +
         "'\nseed = 3\n[client]\nrtpengine_sock = ['udp:10.0.0.1:2223']\n[routing]\n\"request INVITE\" = "
         "['rtpengine_manage()']\n\"reply INVITE\" = ['rtpengine_manage()']\n\"request BYE\" = ['rtpengine_delete()']\n"
         "[[engine]]\nname = 'a'\nlisten = 'udp:10.0.0.1:2223'\n[[traffic]]\nflow = 'basic-call'\nrate = '5/s'\ncount "
         "= 20\nhold = '5s'\n[[check]]\nthat = 'calls_lost'\nmax = 0\n[[check]]\nthat = 'recovery_time'\nmax = '1s'\n" +
         more;
}

}  // namespace

BOOST_AUTO_TEST_CASE(node_tap_reads_points_skips_and_diagnostics) {
  skip_without_reader();
  const LabProgram folder;
  (void)folder.file("good.toml", scenario_of("Good # \\ enough", ""));
  (void)folder.file("bad.toml", scenario_of("Bad", "[[fault]]\nat = '1s'\nengine = 'a'\ndo = 'blackhole'\n"));
  const auto ran = folder.run("run good.toml bad.toml --tap -", "| node '" + reader_folder + "/tap.mjs'");
  const json::object found = json::parse(ran.out).as_object();
  BOOST_TEST(found.at("version").to_number<int>() == 14);
  BOOST_TEST(found.at("plan").to_number<int>() == 4);
  BOOST_TEST(found.at("failed").to_number<int>() == 1);
  BOOST_TEST(found.at("skipped").to_number<int>() == 2);  // recovery_time: no node was disabled and well again
  BOOST_TEST(found.at("extra").as_array().empty(), ran.out);
  const json::array& failures = found.at("failures").as_array();
  BOOST_REQUIRE(failures.size() == 1U);
  const json::object& one = failures[0].as_object();
  BOOST_TEST(one.at("tapError").is_null(), ran.out);
  BOOST_TEST(one.at("name").as_string() == "Bad: calls_lost (seed 3)");
  const json::object& diagnostics = one.at("diag").as_object();
  BOOST_TEST(diagnostics.at("replay").as_string() == "rtpe-lab run bad.toml --seed 3");
  BOOST_TEST(diagnostics.at("evidence").as_array().size() == 21U);
}

BOOST_AUTO_TEST_SUITE_END()
