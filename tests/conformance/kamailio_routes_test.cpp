// Lane: random route blocks on Debian's Kamailio and here say the same; random actions are taken or refused alike.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "scenarios/process/child_process.hpp"
#include "scenarios/process/kamailio_command.hpp"
#include "tests/conformance/kamailio/kamailio_run.hpp"
#include "tests/conformance/kamailio/lane_socket.hpp"
#include "tests/conformance/kamailio/random_routes.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/must.hpp"
#include "tests/support/route_stage.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_routes_test)

using namespace rtpe;
using test::RouteStage;

namespace {

constexpr std::uint64_t programs = 60, actions = 150;
constexpr const char *kamailio_address = "127.92.7.1", *peer_address = "127.92.7.2";

std::string head() {
  return std::string("debug=0\nlog_stderror=yes\nchildren=1\ndisable_tcp=yes\nauto_aliases=no\ndns=no\nrev_dns=no\n") +
         "mpath=\"/usr/lib/x86_64-linux-gnu/kamailio/modules/\"\nlisten=udp:" + kamailio_address +
         ":5060\nloadmodule \"pv.so\"\nloadmodule \"textops.so\"\nloadmodule \"xlog.so\"\n";
}

std::string content_of(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> said_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (const auto at = line.find("OUT "); at != std::string::npos) lines.push_back(line.substr(at + 4));
  return lines;
}

constexpr std::string_view invite =
    "INVITE sip:b@127.92.7.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.92.7.2;branch=z9hG4bKa\r\nFrom: "
    "<sip:a@b.invalid>;tag=f\r\n"
    "To: <sip:b@b.invalid>\r\nCall-ID: call-1@x\r\nCSeq: 7 INVITE\r\nContent-Length: 0\r\n\r\n";

/// Runs the blocks on one INVITE; its log is `said` when the last line has come.
std::vector<std::string> on_kamailio(const std::string& routes, const std::string& folder) {
  const std::string file = folder + "/kamailio.cfg", log = folder + "/kamailio.log";
  std::ofstream(file) << head() << routes;
  const auto peer = test::must(lane::LaneSocket::bind(peer_address, 5060));
  auto kamailio = test::must(
      scenario::ChildProcess::start(scenario::kamailio_command({lane::kamailio_program}, file, folder), log));
  for (int turn = 0; turn < 400 && kamailio.running(); ++turn) {
    if (turn % 20 == 4) peer.send(invite, kamailio_address, 5060);
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    const auto lines = said_lines(content_of(log));
    if (!lines.empty() && lines.back().starts_with("40 ")) {
      kamailio.stop();
      return lines;
    }
  }
  BOOST_ERROR("Kamailio does not say its last line: " << content_of(log).substr(0, 2000));
  return {};
}

/// The action before the line that says `number`, and the routes it may call.
std::string action_before(const std::string& routes, const std::string& number) {
  const auto say = routes.find("\"OUT " + number + " ");
  const auto end = routes.rfind('\n', say);
  const auto begin = routes.rfind('\n', end - 1);
  const std::string action = routes.substr(begin + 1, end - begin - 1);
  return action.find("route(") == std::string::npos ? action : action + "\n" + routes.substr(routes.find("route[R1]"));
}

std::vector<std::string> here(const std::string& routes) {
  RouteStage stage;
  stage.pseudo = {{"$ci", "call-1@x"}, {"$rm", "INVITE"}, {"$cs", "7"}};
  std::string all;
  for (const std::string& text : RouteStage::play(routes, stage)) all += text;
  auto lines = said_lines(all);
  return lines.empty() ? std::vector{all} : lines;
}

bool kamailio_takes(const std::string& action, const std::string& folder) {
  const std::string file = folder + "/check.cfg";
  std::ofstream(file) << head() << "request_route {\n" << action << "\n}\nroute[R1] { exit; }\nroute[R2] { exit; }\n";
  return std::system(
             (std::string(lane::kamailio_program) + " -c -f " + file + " -m 32 -M 4 >/dev/null 2>&1").c_str()) == 0;
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_blocks_say_the_same) {
  if (access(lane::kamailio_program, X_OK) != 0) {
    BOOST_TEST_MESSAGE("skipped: no " << lane::kamailio_program << " (scripts/install-deps --lanes)");
    return;
  }
  const test::LabProgram folder;
  std::size_t lines = 0, different = 0;
  for (std::uint64_t seed = 1; seed <= programs; ++seed) {
    const std::string routes = lane::random_routes(seed);
    const auto theirs = on_kamailio(routes, folder.path_of(".")), ours = here(routes);
    lines += theirs.size();
    for (std::size_t i = 0; i < std::max(theirs.size(), ours.size()); ++i) {
      const std::string left = i < theirs.size() ? theirs[i] : "nothing", right = i < ours.size() ? ours[i] : "nothing";
      if (left == right) continue;
      if (++different <= 8)
        BOOST_ERROR("seed " << seed << "\n"
                            << action_before(routes, left.substr(0, left.find(' '))) << "\n  Kamailio " << left
                            << "\n  here     " << right);
      break;
    }
  }
  BOOST_TEST_MESSAGE(programs << " programs, " << lines << " lines, " << different << " programs differ");
  BOOST_TEST(lines > programs * 30);
  BOOST_TEST(different == 0U);
}

BOOST_AUTO_TEST_CASE(random_actions_are_taken_or_refused_alike) {
  if (access(lane::kamailio_program, X_OK) != 0) return;
  const test::LabProgram folder;
  std::size_t taken = 0, different = 0;
  for (std::uint64_t seed = 1; seed <= actions; ++seed) {
    const std::string action = lane::random_action(seed);
    const bool theirs = kamailio_takes(action, folder.path_of("."));
    RouteStage stage;
    const auto said =
        RouteStage::play("request_route {\n" + action + "\n}\nroute[R1] { exit; }\nroute[R2] { exit; }\n", stage);
    const bool ours = said.empty() || !said.front().starts_with("routes.cfg:");
    taken += theirs ? 1 : 0;
    if (theirs != ours && ++different <= 8)
      BOOST_ERROR(action << (theirs ? " is taken by Kamailio: " : " is refused by Kamailio")
                         << (theirs ? said.front() : ""));
  }
  BOOST_TEST_MESSAGE(actions << " actions, " << taken << " taken, " << different << " differ");
  BOOST_TEST(taken > actions / 5);
  BOOST_TEST(taken < actions);
  BOOST_TEST(different == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
