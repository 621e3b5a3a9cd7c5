// Lane: upgrade --confirm, with Kamailio and rtpengine of Debian 12 before and those of Debian 13 after
// (scripts/install-peers debian-13); Kamailio 6.1 after where the root of Debian unstable is there.
#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>

#include "scenarios/process/peer_root.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_debian13_upgrade_test)

using namespace rtpe;

namespace {

/// Calls of a second, so that a play of some seconds has whole ones.
constexpr std::string_view deployment = R"([client]
rtpengine_sock = "udp:10.0.0.1:2223=500 udp:10.0.0.2:2223=300"
[routing]
"request INVITE" = ['rtpengine_offer("replace-origin replace-session-connection")']
"reply 2xx INVITE" = ['rtpengine_answer("replace-origin replace-session-connection")']
"request BYE" = ['rtpengine_delete()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
rate = "8/s"
count = 12
hold = "500ms..1s"
[[check]]
that = "calls_lost"
)";

/// False, and why: a program of the test is not here.
bool are_here(std::initializer_list<Expected<scenario::PeerProgram>> programs) {
  for (const auto& program : programs)
    if (!program) {
      std::cout << "skipped: " << program.error().text() << "\n";
      return false;
    }
  return true;
}

std::string peers() { return scenario::peers_directory(test::source_directory() + "/build/peers"); }

boost::json::value confirmed(const std::string& change) {
  setenv("RTPE_LAB_PEERS", peers().c_str(), 1);
  const test::LabProgram lab;
  const auto ran = lab.run("upgrade " + lab.file("d.toml", std::string(deployment)) +
                           " --confirm --confirm-for 5s --json " + change);
  BOOST_TEST(ran.exit_code <= 1, ran.out << ran.err);
  return boost::json::parse(ran.out);
}

/// What the real programs showed of the finding that says so.
std::string verdict_of(const boost::json::value& report, std::string_view says) {
  for (const auto& finding : report.at("findings").as_array())
    if (std::string_view(finding.at("says").as_string()).contains(says)) {
      const auto& confirmation = finding.at("confirmation");
      return fmt::format("{}: {}", std::string_view(confirmation.at("verdict").as_string()),
                         std::string_view(confirmation.at("says").as_string()));
    }
  return "no such finding";
}

}  // namespace

BOOST_AUTO_TEST_CASE(new_keys_of_replies_are_seen_on_the_real_engines) {
  if (!are_here({scenario::kamailio_of("kamailio-5.6", peers()), scenario::rtpengine_of("rtpengine-10.5", peers()),
                 scenario::rtpengine_of("rtpengine-12.5", peers())}))
    return;
  const auto report = confirmed("--engine rtpengine-12.5");
  BOOST_TEST(verdict_of(report, "replies to delete have new keys") == "confirmed: 12 of 12 calls");
  BOOST_TEST(verdict_of(report, "forgets") == "cannot be confirmed: no engine is restarted while the calls are played");
  const auto& plays = report.at("real").as_array();
  BOOST_REQUIRE(plays.size() >= 2U);
  BOOST_TEST(plays[0].at("calls").to_number<int>() == 12);
  BOOST_TEST(std::string_view(plays[1].at("programs").at(1).as_string()).starts_with("rtpengine 12.5."));
}

BOOST_AUTO_TEST_CASE(calls_that_move_and_words_that_engines_do_not_know_are_seen_on_the_real_programs) {
  if (!are_here({scenario::kamailio_of("kamailio-5.6", peers()), scenario::kamailio_of("kamailio-6.1", peers()),
                 scenario::rtpengine_of("rtpengine-10.5", peers())}))
    return;
  const auto report = confirmed("--proxy kamailio-6.1");
  const std::string moved = verdict_of(report, "go to another node");
  BOOST_TEST(moved.starts_with("confirmed: "), moved);
  BOOST_TEST(moved.contains(" of 12 calls"), moved);
  BOOST_TEST(verdict_of(report, "engines do not know sip-message-type=sip_request") ==
             "confirmed: rtpengine says: Unknown dictionary key encountered: 'sip-message-type'");
  BOOST_TEST(verdict_of(report, "offer has new keys") == "confirmed: 12 of 12 calls");
}

BOOST_AUTO_TEST_SUITE_END()
