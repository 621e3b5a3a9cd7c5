// Lane: captures become scenarios (pcap to-scenario), which Debian's Kamailio plays (run --client kamailio --pcap): the
// capture of that run has the same commands to the same nodes with the same results.
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <string>
#include <vector>

#include "pcap/to_scenario/seen_calls.hpp"
#include "scenarios/process/refused_datagrams.hpp"
#include "scenarios/proxy/kamailio_proxy.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(kamailio_captures_test)

using namespace rtpe;

namespace {

/// Captures of Kamailio with rtpengine that need no minute before their first call.
struct CapturedRun {
  std::string name;
  bool has_closed_ports = false;  ///< what was sent to them is seen by who may open raw sockets
};
const CapturedRun captured_runs[] = {{"sip_basic"},
                                     {"sip_reinvite"},
                                     {"sip_cancel"},
                                     {"sip_busy486"},
                                     {"sip_after_kill_newcall"},
                                     {"sip_media_mos"},
                                     {"sip_all_dead", true},
                                     {"sip_kill9_reinvite", true}};

/// What it did, and what it printed when it could not.
struct KamailioRun {
  const CapturedRun* captured = nullptr;
  std::string trouble;
  std::string capture;
};

bool may_open_raw_sockets() {
  boost::asio::io_context context;
  return scenario::RefusedDatagrams::listen(context, "127.0.0.1", 1, [](auto&&...) {}) != nullptr;
}

/// A run of a busy machine gets some seconds more than the capture took.
std::string with_time(std::string scenario) {
  const std::string key = "duration = \"";
  const auto at = scenario.find(key);
  if (at != std::string::npos) {
    const auto begin = at + key.size();
    const int seconds = std::atoi(scenario.c_str() + begin);
    scenario.replace(begin, scenario.find('"', begin) - begin, std::to_string(seconds + 10) + "s");
  }
  return scenario;
}

KamailioRun play(const test::LabProgram& lab, const CapturedRun& captured, std::size_t number) {
  KamailioRun out{.captured = &captured, .trouble = {}, .capture = lab.path_of(captured.name + ".pcapng")};
  const std::string source = test::data_directory() + "/pcap/" + captured.name + ".pcap";
  const test::LabProgram own;  // several run at once
  const auto made = own.run("pcap to-scenario " + source + " -o " + lab.path_of(captured.name + ".toml"));
  if (made.exit_code != 0) out.trouble = made.out + made.err;
  const auto file = lab.file(captured.name + ".toml", with_time(lab.content(captured.name + ".toml")));
  const auto ran = own.run("run " + file + " --client kamailio --loopback 127.77." + std::to_string(number + 1) +
                           " --pcap " + out.capture);
  if (ran.exit_code != 0) out.trouble += ran.out + ran.err;
  return out;
}

/// The commands of each call, pings left out: they depend on when the proxy started.
capture::CallSequences sequences_in(const std::string& path) {
  auto seen = capture::observe({path});
  BOOST_REQUIRE_MESSAGE(seen.has_value(), (seen ? std::string() : seen.error().text()));
  std::erase_if(seen->commands, capture::is_ping);
  return capture::sequences_of(*seen, seen->first);
}

}  // namespace

BOOST_AUTO_TEST_CASE(kamailio_repeats_what_was_captured) {
  if (!test::is_installed(scenario::kamailio_program)) return;
  const bool sees_refused = may_open_raw_sockets();
  const test::LabProgram lab;
  std::vector<std::future<KamailioRun>> runs;
  for (const CapturedRun& one : captured_runs) {
    if (one.has_closed_ports && !sees_refused)
      std::printf("left out: %s needs raw sockets (root or CAP_NET_RAW)\n", one.name.c_str());
    else
      runs.push_back(
          std::async(std::launch::async, [&lab, &one, number = runs.size()] { return play(lab, one, number); }));
  }
  for (auto& running : runs) {
    const KamailioRun run = running.get();
    BOOST_TEST_CONTEXT(run.captured->name) {
      BOOST_TEST(run.trouble.empty(), run.trouble);
      if (!run.trouble.empty()) continue;
      const auto captured = sequences_in(test::data_directory() + "/pcap/" + run.captured->name + ".pcap");
      const auto played = sequences_in(run.capture);
      BOOST_TEST(!captured.empty());
      for (const auto& [call_id, steps] : captured) {
        const auto own = played.find(call_id);
        BOOST_REQUIRE_MESSAGE(own != played.end(), "call " << call_id << " was not played");
        BOOST_TEST(own->second.size() == steps.size());
        for (std::size_t step = 0; step < std::min(steps.size(), own->second.size()); ++step) {
          BOOST_TEST(own->second[step].what == steps[step].what);
          BOOST_TEST(own->second[step].result == steps[step].result);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
