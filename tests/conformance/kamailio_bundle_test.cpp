// Lane: whoever follows the steps of an issue bundle on Debian's Kamailio, rtpengine and SIPp sees what the run had.
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_bundle_test)

namespace {

using rtpe::test::LabProgram;

void skip_without_programs() {
  if (std::system("PATH=$PATH:/usr/sbin; command -v kamailio rtpengine sipp > /dev/null") == 0) return;
  std::cout << "skipped: kamailio, rtpengine or sipp is missing; scripts/install-deps --lanes" << std::endl;
  std::_Exit(77);
}

/// Plays the bundle's script; what it said.
std::string follow(const LabProgram& folder, const std::string& bundle, int& exit_code) {
  const int status =
      std::system(("'" + folder.path_of(bundle + "/run.sh") + "' > '" + folder.path_of("said") + "' 2>&1").c_str());
  exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return folder.content("said");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_node_that_dies_in_the_middle_of_a_call_loses_it_there_too) {
  skip_without_programs();
  const LabProgram folder;
  const std::string scenario = rtpe::test::source_directory() + "/scenarios/library/node-dies-loopback.toml";
  (void)folder.run("run '" + scenario + "' --quiet --events run.jsonl --datagrams");
  (void)folder.run("report run.jsonl --bundle case --loopback 127.0.94");
  int exit_code = -1;
  const std::string said = follow(folder, "case", exit_code);
  BOOST_TEST(exit_code == 0, said);
  for (const char* part : {"SIP/2.0 180 Ringing", "can't send command \"answer\" to RTPEngine <udp:127.0.94.10:2223>",
                           "== return codes in the run: 1 -1 -1 -1; here: 1 -1 -1 -1"})
    BOOST_TEST(said.find(part) != std::string::npos, said);
}

/// The worker is blocked for 5 s: the callee repeats its 200, and Kamailio runs the reply route for every copy.
BOOST_AUTO_TEST_CASE(messages_that_came_again_make_no_difference) {
  skip_without_programs();
  const LabProgram folder;
  (void)folder.file(
      "hangs.toml",
      "title = 'Hangs'\n[client]\nrtpengine_sock = ['udp:10.0.0.1:2223']\n"
      "[routing]\n\"request INVITE\" = ['rtpengine_manage()']\n\"reply INVITE\" = ['rtpengine_manage()']\n"
      "[[engine]]\nname = 'a'\nlisten = 'udp:10.0.0.1:2223'\n[[fault]]\nat = '1s'\nengine = 'a'\n"
      "do = 'hang'\nfor = '10s'\n[[traffic]]\nflow = 'basic-call'\nrate = '1/s'\ncount = 1\n"
      "arrival = 'regular'\nhold = '10s'\n");
  (void)folder.run("run hangs.toml --quiet --events run.jsonl --datagrams");
  (void)folder.run("report run.jsonl --bundle case --loopback 127.0.95");
  int exit_code = -1;
  const std::string said = follow(folder, "case", exit_code);
  BOOST_TEST(exit_code == 0, said);
  for (const char* part : {"== return codes in the run: 1 -1 -1; here: 1 -1 -1 -1",
                           "== the same, some more than once: messages came again"})
    BOOST_TEST(said.find(part) != std::string::npos, said);
}

BOOST_AUTO_TEST_SUITE_END()
