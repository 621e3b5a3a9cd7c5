// upgrade --confirm of one small deployment, for the lanes with roots of scripts/install-peers.
#pragma once
#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <iostream>

#include "scenarios/process/peer_root.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"

namespace rtpe::test {

/// Calls of a second, so that a play of some seconds has whole ones.
inline constexpr std::string_view deployment = R"([client]
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
inline bool are_here(std::initializer_list<Expected<scenario::PeerProgram>> programs) {
  for (const auto& program : programs)
    if (!program) {
      std::cout << "skipped: " << program.error().text() << "\n";
      return false;
    }
  return true;
}

inline std::string peers() { return scenario::peers_directory(source_directory() + "/build/peers"); }

inline boost::json::value confirmed(const std::string& change) {
  setenv("RTPE_LAB_PEERS", peers().c_str(), 1);
  const LabProgram lab;
  const auto ran = lab.run("upgrade " + lab.file("d.toml", std::string(deployment)) +
                           " --confirm --confirm-for 5s --json " + change);
  BOOST_TEST(ran.exit_code <= 1, ran.out << ran.err);
  return boost::json::parse(ran.out);
}

/// What the real programs showed of the finding that says so.
inline std::string verdict_of(const boost::json::value& report, std::string_view says) {
  for (const auto& finding : report.at("findings").as_array())
    if (std::string_view(finding.at("says").as_string()).contains(says)) {
      const auto& confirmation = finding.at("confirmation");
      return fmt::format("{}: {}", std::string_view(confirmation.at("verdict").as_string()),
                         std::string_view(confirmation.at("says").as_string()));
    }
  return "no such finding";
}

}  // namespace rtpe::test
