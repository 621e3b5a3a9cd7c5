// Lane: scenarios with Debian's rtpengine as their engines (run --engines rtpengine).
#include <boost/test/unit_test.hpp>

#include "scenarios/engines/daemon_host.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_executor_test)

using namespace rtpe;

namespace {

std::string in_library(const std::string& name) { return test::source_directory() + "/scenarios/library/" + name; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_daemon_is_killed_and_calls_go_to_the_other) {
  if (!test::is_installed(scenario::rtpengine_program)) return;
  const test::LabProgram lab;
  const auto ran = lab.run("run " + in_library("node-dies-loopback.toml") + " --engines rtpengine");
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
  BOOST_TEST(ran.out.contains("went to another node"), ran.out);
  BOOST_TEST(ran.out.contains("was disabled once"), ran.out);
}

BOOST_AUTO_TEST_CASE(calls_go_as_with_the_mock_engine) {
  if (!test::is_installed(scenario::rtpengine_program)) return;
  const test::LabProgram lab;
  const auto ran = lab.run("run " + in_library("single-server.toml") + " " + in_library("two-weighted-servers.toml") +
                           " --until 8s --compare mock,rtpengine");
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
}

BOOST_AUTO_TEST_CASE(what_a_daemon_cannot_do_is_refused_before_the_run) {
  const test::LabProgram lab;
  const auto ran = lab.run("run " + in_library("slow-engine-within-timeout.toml") + " --engines rtpengine");
  BOOST_TEST(ran.exit_code == 2, ran.out << ran.err);
  BOOST_TEST(ran.out.contains("--engines rtpengine"), ran.out);
}

BOOST_AUTO_TEST_SUITE_END()
