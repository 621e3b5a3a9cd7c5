// Lane: scenarios with Debian's rtpengine as their engines (run --engines rtpengine).
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "scenarios/engines/daemon_host.hpp"
#include "scenarios/process/child_process.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/must.hpp"
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

namespace {

std::string status_of(pid_t process) {
  std::ifstream file("/proc/" + std::to_string(process) + "/status");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const pid_t process = std::atoi(entry.path().filename().c_str());
    if (process > 0 && status_of(process).contains("PPid:\t" + std::to_string(parent) + "\n")) found.push_back(process);
  }
  return found;
}

template <class Condition>
bool comes_true_soon(Condition condition) {
  using namespace std::chrono_literals;
  for (const auto end = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(20ms);
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_CASE(nothing_is_left_when_the_runner_is_killed_not_even_what_hangs) {
  if (!test::is_installed(scenario::rtpengine_program)) return;
  const test::LabProgram lab;
  std::ifstream library(in_library("node-dies-loopback.toml"));
  std::string text(std::istreambuf_iterator<char>(library), {});
  text.replace(text.find("do = \"crash\""), 12, "do = \"hang\"");
  auto runner = test::must(scenario::ChildProcess::start(
      {test::lab_program_path(), "run", lab.file("hang.toml", text), "--engines", "rtpengine"}, lab.path_of("log")));
  std::vector<pid_t> daemons;
  BOOST_TEST(comes_true_soon([&] {
    daemons = children_of(runner.pid());
    return std::ranges::any_of(daemons, [](pid_t one) { return status_of(one).contains("State:\tT"); });
  }));
  BOOST_TEST(daemons.size() == 2U);
  runner.kill_now();
  BOOST_TEST(comes_true_soon([&] {
    return std::ranges::none_of(daemons, [](pid_t one) { return status_of(one).contains("Name:\trtpengine"); });
  }));
}

BOOST_AUTO_TEST_SUITE_END()
