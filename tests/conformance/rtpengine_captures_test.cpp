// Lane: the commands of captures once more (pcap replay), to Debian's rtpengine and to the mock engine: their replies
// are those of the capture.
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "scenarios/engines/daemon_host.hpp"
#include "scenarios/process/child_process.hpp"
#include "scenarios/proxy/kamailio_proxy.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/mock_program.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/real_program.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_captures_test)

using namespace rtpe;
using namespace std::chrono_literals;

namespace {

const std::string daemon_address = "127.79.1.1", mock_address = "127.79.1.2";

std::string captured(const std::string& name) { return test::data_directory() + "/pcap/" + name + ".pcap"; }

scenario::ChildProcess start_daemon(const test::LabProgram& lab) {
  auto started = scenario::ChildProcess::start(
      {scenario::rtpengine_program, "--table=-1", "--config-file=none", "--foreground", "--log-stderr",
       "--interface=" + daemon_address, "--listen-ng=" + daemon_address + ":2223", "--delete-delay=0"},
      lab.path_of("daemon.log"));
  BOOST_REQUIRE(started.has_value());
  const std::string asked = "pcap replay " + captured("sip_basic") + " --fast --to udp:" + daemon_address + ":2223";
  for (const auto end = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < end;) {
    if (lab.run(asked).exit_code == 0) return std::move(*started);
    std::this_thread::sleep_for(50ms);
  }
  BOOST_FAIL("the daemon does not answer: " << lab.content("daemon.log"));
  return std::move(*started);
}

struct Replayed {
  std::string what;
  test::Ran ran;
};

/// Several replays beside each other, as each waits most of its time.
class Replays {
 public:
  void start(const std::string& capture, const std::string& address, const std::string& options = "") {
    const std::string command = "pcap replay " + capture + " --to udp:" + address + ":2223 " + options;
    auto lab = std::make_shared<test::LabProgram>();  // each with an output of its own
    running_.push_back(
        std::async(std::launch::async, [lab, command] { return Replayed{.what = command, .ran = lab->run(command)}; }));
  }
  void expect_equal() {
    for (auto& one : running_) {
      const Replayed replayed = one.get();
      BOOST_TEST_CONTEXT(replayed.what) {
        BOOST_TEST(replayed.ran.exit_code == 0, replayed.ran.out << replayed.ran.err);
        BOOST_TEST(replayed.ran.out.contains(" 0 different, 0 without a reply"), replayed.ran.out);
      }
    }
  }

 private:
  std::vector<std::future<Replayed>> running_;
};

const std::string without_media[] = {"sip_basic",         "sip_reinvite",           "sip_cancel",
                                     "sip_busy486",       "sip_kill9_bye",          "sip_kill9_reinvite",
                                     "sip_after_restart", "sip_after_kill_newcall", "sip_media_mos"};

}  // namespace

BOOST_AUTO_TEST_CASE(replies_are_those_of_the_capture) {
  if (!test::is_installed(scenario::rtpengine_program)) return;
  const test::LabProgram lab;
  const auto daemon = start_daemon(lab);
  const test::MockProgram mock(
      {"--listen", "udp:" + mock_address + ":2223", "--interface", mock_address, "--delete-delay", "0"}, mock_address);
  Replays replays;
  replays.start(captured("sip_media_mos"), daemon_address);  // with its media
  for (const std::string& name : without_media) {
    replays.start(captured(name), daemon_address, "--fast");
    replays.start(captured(name), mock_address, "--fast");
  }
  replays.expect_equal();
}

/// Debian's Kamailio and rtpengine, of which one is killed: what this run recorded.
BOOST_AUTO_TEST_CASE(a_fresh_capture_with_failover_too) {
  if (!test::is_installed(scenario::rtpengine_program) || !test::is_installed(scenario::kamailio_program)) return;
  const test::LabProgram lab;
  const std::string capture = lab.path_of("fresh.pcapng");
  const auto ran = lab.run("run " + test::source_directory() + "/scenarios/library/node-dies-loopback.toml" +
                           " --client kamailio --engines rtpengine --pcap " + capture);
  BOOST_TEST(ran.exit_code == 0, ran.out << ran.err);
  const auto daemon = start_daemon(lab);
  const test::MockProgram mock(
      {"--listen", "udp:" + mock_address + ":2223", "--interface", mock_address, "--delete-delay", "0"}, mock_address);
  Replays replays;
  replays.start(capture, daemon_address, "--fast");
  replays.start(capture, mock_address, "--fast");
  replays.expect_equal();
}

BOOST_AUTO_TEST_SUITE_END()
