// rtpe-lab new: what it writes is a scenario that can be played, and what it cannot read it refuses in one sentence.
#include <boost/test/unit_test.hpp>

#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(new_command_test)

using rtpe::test::LabProgram;
using rtpe::test::Ran;

namespace {

const std::string configurations = rtpe::test::data_directory() + "/kamailio/configurations";

}  // namespace

BOOST_AUTO_TEST_CASE(a_file_to_begin_with) {
  const LabProgram lab;
  const Ran made = lab.run("new -o my.toml");
  BOOST_TEST(made.exit_code == 0);
  BOOST_TEST(made.err.empty());
  BOOST_TEST(lab.run("check --strict my.toml").exit_code == 0);
  BOOST_TEST(lab.run("run my.toml").exit_code <= 1);
  const Ran again = lab.run("new -o my.toml");
  BOOST_TEST(again.exit_code == 2);
  BOOST_TEST(again.err == "rtpe-lab: my.toml is there already (--force replaces it)\n");
  BOOST_TEST(lab.run("new -o my.toml --force").exit_code == 0);
  BOOST_TEST(lab.run("new").out == lab.content("my.toml"));
}

BOOST_AUTO_TEST_CASE(every_configuration_becomes_a_scenario_that_runs) {
  const LabProgram lab;
  for (const std::string name :
       {"natmanage", "webrtc-gateway", "carrier-failover", "ims-setid", "per-branch-ids", "customer-sets", "recording",
        "composed-flags", "quality", "dispatcher", "every-end"}) {
    BOOST_TEST_CONTEXT(name) {
      const Ran made =
          lab.run("new --from-kamailio-cfg " + configurations + "/" + name + ".cfg -o " + name + ".toml --force");
      BOOST_TEST(made.exit_code == 0);
      BOOST_TEST(made.err.find("everything is taken over") != std::string::npos, made.err);
      BOOST_TEST(lab.run("check " + name + ".toml").exit_code == 0);
      const Ran played = lab.run("run " + name + ".toml");
      BOOST_TEST(played.exit_code == 0, played.out);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_refused) {
  const LabProgram lab;
  (void)lab.file("kemi.cfg", "cfgengine \"lua\"\n");
  const Ran kemi = lab.run("new --from-kamailio-cfg kemi.cfg");
  BOOST_TEST(kemi.exit_code == 2);
  BOOST_TEST(kemi.err.find("rtpe-lab: kemi.cfg:1:1: the routes are a KEMI script") == 0U);
  BOOST_TEST(kemi.out.empty());
  BOOST_TEST(lab.run("new --from-kamailio-cfg nowhere.cfg").exit_code == 3);
  BOOST_TEST(lab.run("new --define A").exit_code == 2);
}

BOOST_AUTO_TEST_CASE(every_loss_is_told) {
  const LabProgram lab;
  (void)lab.file("k.cfg",
                 "modparam(\"rtpengine\", \"rtpengine_sock\", \"udp:10.0.0.1:2223\")\nrequest_route {\n  $uac_req(a) = "
                 "1;\n  if (!ds_select_dst(\"1\", \"4\")) exit;\n  rtpengine_manage();\n  t_relay();\n}\n");
  const Ran made = lab.run("new --from-kamailio-cfg k.cfg");
  BOOST_TEST(made.exit_code == 0);
  BOOST_TEST(made.err ==
             "rtpe-lab: assumed: k.cfg:4:8: ds_select_dst() returns 1\n"
             "rtpe-lab: left out: k.cfg:3:3: $uac_req(a) = 1: the variable '$uac_req(a)' is not known here\n"
             "rtpe-lab: 1 line is left out\n");
  BOOST_TEST(made.out.find("# left out: k.cfg:3:3: ") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
