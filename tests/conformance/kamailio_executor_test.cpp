// Lane: scenarios with Debian's Kamailio as their proxy (run --client kamailio).
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "scenarios/process/child_process.hpp"
#include "scenarios/process/kamailio_command.hpp"
#include "scenarios/proxy/kamailio_proxy.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/must.hpp"
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

namespace {

constexpr const char* changing_table = R"toml(title = "A table that changes"
[client]
db_rows = [{ url = "udp:10.0.0.1:2223" }, { url = "udp:10.0.0.2:2223", disabled = 1 }]
[routing]
"request INVITE" = ['rtpengine_manage()']
"reply INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_manage()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[engine]]
name = "c"
listen = "udp:10.0.0.3:2223"
[[traffic]]
rate = "5/s"
arrival = "regular"
until = "38s"
hold = "2s"
ring = "500ms"
[[fault]]
at = "2s"
do = "set_node_row"
url = "udp:10.0.0.3:2223"
weight = 2
[[fault]]
at = "12.1s"
do = "rpc"
command = "rtpengine.reload"
[[fault]]
at = "14s"
do = "database_outage"
for = "10s"
[[fault]]
at = "22.6s"
do = "rpc"
command = "rtpengine.reload"
[[fault]]
at = "26s"
do = "remove_node_row"
url = "udp:10.0.0.1:2223"
[[fault]]
at = "26.1s"
do = "set_node_row"
url = "udp:10.0.0.2:2223"
[[fault]]
at = "28s"
do = "rpc"
command = "rtpengine.reload"
[[fault]]
at = "33.1s"
do = "rpc"
command = "rtpengine.reload"
[[check]]
that = "rpc"
command = "rtpengine.reload"
contains = "Reload successful"
until = "20s"
[[check]]
that = "rpc"
command = "rtpengine.reload"
refused = true
contains = "Failed reloading db"
from = "20s"
until = "26s"
[[check]]
that = "rpc"
command = "rtpengine.reload"
refused = true
contains = "Too short reload interval"
from = "26s"
until = "30s"
[[check]]
that = "no_command_to"
node = "b"
command = "offer"
until = "33s"
[[check]]
that = "no_command_to"
node = "c"
command = "offer"
until = "12s"
[[check]]
that = "no_command_to"
node = "a"
from = "33.5s"
[[check]]
that = "node_state"
node = "b"
is = "enabled"
from = "34s"
)toml";

}  // namespace

BOOST_AUTO_TEST_CASE(a_table_that_changes_is_read_as_by_the_built_in_proxy) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const auto file = lab.file("table.toml", changing_table);
  for (const char* client : {"builtin", "kamailio"}) {
    const auto ran = lab.run("run " + file + " --client " + client);
    BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
  }
}

namespace {

/// A configuration as somebody runs it, with nodes at these addresses.
std::string configuration(const std::string& listen, const std::string& nodes) {
  return R"(#!KAMAILIO
#!define RTP_FLAGS "replace-origin"
debug=2
log_facility=LOG_LOCAL0
children=2
listen=udp:)" +
         listen + R"(
mpath="/usr/lib/x86_64-linux-gnu/kamailio/modules/"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "sdpops.so"
#!ifdef WITH_RTPENGINE
loadmodule "rtpengine.so"
modparam("rtpengine", "rtpengine_sock", ")" +
         nodes + R"(")
modparam("rtpengine", "rtpengine_tout_ms", 400)
modparam("rtpengine", "rtpengine_disable_tout", 1)
#!endif
#!ifdef WITH_OTHER
loadmodule "no_such_module.so"
#!endif
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (has_totag()) {
    if (loose_route()) {
      if (is_method("BYE")) rtpengine_delete();
      t_relay();
      exit;
    }
    if (is_method("ACK") && t_check_trans()) t_relay();
    exit;
  }
  t_check_trans();
  record_route();
  if (is_method("INVITE")) { rtpengine_manage(RTP_FLAGS); t_on_reply("MEDIA"); }
  t_relay();
}
onreply_route[MEDIA] { if (has_body("application/sdp")) rtpengine_manage("replace-origin"); }
)";
}

std::string traffic_to(const std::string& node, const std::string& client = "") {
  return "title = \"x\"\n[client]\nrtpengine_sock = \"" + node + "\"\nworkers = 3\n" + client +
         "[routing]\n\"request INVITE\" = ['rtpengine_manage()']\n[[engine]]\nname = \"a\"\nlisten = \"" + node +
         "\"\n[[traffic]]\nrate = \"5/s\"\nstart = \"2s\"\ncount = 5\nhold = \"300ms\"\nring = "
         "\"20ms\"\n[[check]]\nthat = "
         "\"commands\"\ncommand = \"delete\"\ncount = 1\nper_call = true\n[[check]]\nthat = \"commands\"\ncommand = "
         "\"answer\"\ncount = 1\nper_call = true\n";
}

}  // namespace

namespace {

/// Verdicts wrap what is long.
std::string in_one_line(std::string text) {
  for (auto at = text.find("\n  "); at != std::string::npos; at = text.find("\n  ", at)) text.replace(at, 3, " ");
  return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_configuration_of_somebody_runs_at_addresses_of_the_run) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const auto file = lab.file("traffic.toml", traffic_to("udp:10.0.0.1:2223"));
  const auto own = lab.file("kamailio.cfg", configuration("198.51.100.1:5060", "udp:10.0.0.1:2223"));
  const std::string play = "run " + file + " --client kamailio --kamailio-cfg ";
  const auto ran = lab.run(play + own + " --define WITH_RTPENGINE");
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
  BOOST_TEST(ran.out.contains("5 calls: 5 completed"), ran.out);
  const auto without = lab.run(play + own);
  BOOST_TEST(without.exit_code == 2, without.out << without.err);
  BOOST_TEST(in_one_line(without.out).contains("does not load the module rtpengine"), without.out);
  const auto other = lab.run(play + own + " --define WITH_RTPENGINE --define WITH_OTHER");
  BOOST_TEST(other.exit_code == 2, other.out << other.err);
  BOOST_TEST(in_one_line(other.out).contains("module no_such_module is not installed"), other.out);
  const auto nodes = lab.file("nodes.cfg", configuration("198.51.100.1:5060", "udp:10.0.0.9:2223"));
  const auto wrong = lab.run(play + nodes + " --define WITH_RTPENGINE");
  BOOST_TEST(wrong.exit_code == 2, wrong.out << wrong.err);
  BOOST_TEST(in_one_line(wrong.out).contains("its nodes are not the scenario's"), wrong.out);
}

BOOST_AUTO_TEST_CASE(a_kamailio_of_somebody_else_is_the_proxy) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const std::string node = "udp:127.84.7.9:2223";
  const auto own = lab.file("kamailio.cfg", "#!define WITH_RTPENGINE\n" + configuration("127.84.7.1:5060", node));
  const auto file =
      lab.file("traffic.toml", traffic_to(node,
                                          "address = \"udp:127.84.7.1:5060\"\nphones = [\"udp:127.84.7.2:5070\", "
                                          "\"udp:127.84.7.3:5080\"]\n"));
  auto kamailio = test::must(scenario::ChildProcess::start(
      scenario::kamailio_command({scenario::kamailio_program}, own, lab.path_of(".")), lab.path_of("kamailio.log")));
  BOOST_TEST(
      comes_true([&] { return !kamailio.running() || lab.content("kamailio.log").contains("can't send command"); }),
      lab.content("kamailio.log"));  // its first ping: nobody is there yet
  const auto ran = lab.run("run " + file + " --client external");
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
  BOOST_TEST(ran.out.contains("5 calls: 5 completed"), ran.out);
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
