// Lane: scenarios with Debian's Kamailio as their proxy (run --client kamailio).
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "scenarios/proxy/kamailio_proxy.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_executor_test)

using namespace rtpe;
using namespace std::chrono_literals;

namespace {

std::string scenario_with(const std::string& script) {
  return "title = \"x\"\n[client]\nrtpengine_sock = \"udp:10.0.0.1:2223\"\nworkers = 2\n[routing]\nscript = '" +
         script +
         "'\n[[engine]]\nname = \"a\"\nlisten = \"udp:10.0.0.1:2223\"\n[[traffic]]\nrate = \"5/s\"\nuntil = "
         "\"1s\"\nhold = "
         "\"300ms\"\nring = \"20ms\"\n[[check]]\nthat = \"calls_lost\"\n[[check]]\nthat = \"commands\"\ncommand = "
         "\"delete\"\n"
         "count = 1\nper_call = true\n";
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Processes of that program whose command line has this text.
std::vector<pid_t> running(const std::string& program, const std::string& text) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string line = content(entry.path() / "cmdline");
    if (line.starts_with(program) && line.contains(text)) found.push_back(std::atoi(entry.path().filename().c_str()));
  }
  return found;
}

/// Whether one of its children is a Kamailio with files in that folder.
bool children_have(pid_t parent, const std::string& folder) {
  const std::string field = "PPid:\t" + std::to_string(parent) + "\n";
  for (const pid_t child : running(scenario::kamailio_program, folder))
    if (content("/proc/" + std::to_string(child) + "/status").contains(field)) return true;
  return false;
}

template <class Condition>
bool comes_true(Condition condition) {
  for (const auto end = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_node_dies_and_the_verdict_is_that_of_the_built_in_proxy) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const auto ran =
      lab.run("run " + test::source_directory() + "/scenarios/library/node-dies-loopback.toml" + " --client kamailio");
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
  BOOST_TEST(ran.out.contains("ok    affinity"), ran.out);
  BOOST_TEST(ran.out.contains("went to another node"), ran.out);
}

BOOST_AUTO_TEST_CASE(route_blocks_run_as_they_stand) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const auto file =
      lab.file("blocks.toml", scenario_with("request_route { if (is_method(\"INVITE\")) { record_route(); "
                                            "rtpengine_offer(); t_on_reply(\"A\"); } if (has_totag()) { "
                                            "loose_route(); if (is_method(\"BYE\")) rtpengine_delete(); } "
                                            "t_relay(); } onreply_route[A] { if (has_body()) "
                                            "rtpengine_answer(); }"));
  const auto ran = lab.run("run " + file + " --client kamailio");
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
}

BOOST_AUTO_TEST_CASE(a_kamailio_that_does_not_start_says_why) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const auto file = lab.file("wrong.toml", scenario_with("request_route { nat_uac_test(\"abc\"); t_relay(); }"));
  const auto ran = lab.run("run " + file + " --client kamailio");
  BOOST_TEST(ran.exit_code == 3, ran.out << ran.err);
  BOOST_TEST(ran.out.contains("Kamailio does not start"), ran.out);
  BOOST_TEST(ran.out.contains("kamailio.cfg:"), ran.out);
}

BOOST_AUTO_TEST_CASE(a_port_in_use_is_named) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const auto ran = lab.run("run " + test::source_directory() + "/scenarios/library/node-dies-loopback.toml" +
                           " --client kamailio --loopback 10.255.255");
  BOOST_TEST(ran.exit_code == 3, ran.out << ran.err);
  BOOST_TEST(ran.out.contains("10.255.255.1:5060"), ran.out);
}

BOOST_AUTO_TEST_CASE(calls_go_as_with_the_built_in_proxy) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const std::string library = test::source_directory() + "/scenarios/library/";
  const auto ran = lab.run("run " + library + "single-server.toml " + library + "stock-natmanage.toml " + library +
                           "two-weighted-servers.toml " + library +
                           "extra-id-per-branch.toml --until 8s --compare builtin,kamailio");
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_when_the_runner_is_killed) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  // Its files lie in a folder of this test's own, by which the processes are known.
  const std::string folder = lab.path_of("scratch");
  std::filesystem::create_directory(folder);
  setenv("TMPDIR", folder.c_str(), 1);
  lab.start("run " + test::source_directory() + "/scenarios/library/node-dies-loopback.toml" + " --client kamailio");
  unsetenv("TMPDIR");
  BOOST_TEST(comes_true([&] { return running(scenario::kamailio_program, folder).size() > 2; }));
  const auto runners = running(test::lab_program_path(), "node-dies-loopback");
  for (const pid_t runner : runners)
    if (children_have(runner, folder)) kill(runner, SIGKILL);
  BOOST_TEST(comes_true([&] { return running(scenario::kamailio_program, folder).empty(); }));
}

BOOST_AUTO_TEST_SUITE_END()
