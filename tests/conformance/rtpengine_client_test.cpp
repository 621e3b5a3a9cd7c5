// The client library against the real rtpengine daemon, over each transport that the daemon listens on.
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include "client/transport/client.hpp"
#include "scenarios/process/child_process.hpp"
#include "tests/support/must.hpp"
#include "tests/support/sip_text.hpp"

BOOST_AUTO_TEST_SUITE(rtpengine_client_test)

using namespace rtpe;
using namespace std::chrono_literals;
using transport::Client;
namespace fs = std::filesystem;

namespace {

constexpr const char* program = "/usr/bin/rtpengine";
const std::string address = "127.0.35.1";

/// One daemon for all cases.
struct Daemon {
  fs::path folder = fs::temp_directory_path() / ("rtpe-lab-client-lane-" + std::to_string(::getpid()));
  std::optional<scenario::ChildProcess> process;

  Daemon() {
    if (!fs::exists(program)) {
      std::cout << "skipped: no " << program << "; scripts/install-deps --lanes installs it\n";
      return;
    }
    fs::create_directories(folder / "recordings");
    const std::vector<std::string> arguments = {program,
                                                "--table=-1",
                                                "--config-file=none",
                                                "--foreground",
                                                "--log-stderr",
                                                "--interface=" + address,
                                                "--listen-ng=" + address + ":2223",
                                                "--listen-tcp-ng=" + address + ":2224",
                                                "--listen-http=" + address + ":2225",
                                                "--recording-method=pcap",
                                                "--recording-dir=" + (folder / "recordings").string()};
    process.emplace(test::must(scenario::ChildProcess::start(arguments, (folder / "log").string())));
    wait_until_it_answers();
  }
  ~Daemon() { fs::remove_all(folder); }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  void wait_until_it_answers() {
    for (const auto end = std::chrono::steady_clock::now() + 20s; std::chrono::steady_clock::now() < end;) {
      boost::asio::io_context io;
      auto client = test::must(Client::open(io, {.rtpengine_sock = {"udp:" + address + ":2223"}}));
      const auto pinged = client.control({.command = control::ControlCommand::ping, .url = "all"});
      if (pinged.status && pinged.status->status == "success") return;
      std::this_thread::sleep_for(50ms);
    }
    std::ifstream log(folder / "log");
    BOOST_FAIL("the daemon does not answer: " << log.rdbuf());
  }
};

Daemon& daemon() {
  static Daemon one;
  return one;
}

constexpr std::array transports = {"udp", "tcp", "ws"};

std::string url_of(std::string_view transport) {
  if (transport == "udp") return "udp:" + address + ":2223";
  return transport == "tcp" ? "tcp:" + address + ":2224" : "ws://" + address + ":2225/ng";
}

Client client_of(boost::asio::io_context& io, const std::string& sock) {
  Parameters parameters;
  parameters.rtpengine_sock = {sock};
  parameters.wsapi = "lwsc";
  parameters.media_duration = "$var(duration)";
  return test::must(Client::open(io, {.parameters = parameters}));
}

const std::string& offer_sdp() {
  static const std::string text =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8 101\r\n"
      "a=rtpmap:101 telephone-event/8000\r\n";
  return text;
}

std::string message(const std::string& method, int status, const std::string& call_id, bool with_sdp) {
  test::SipText text{.method = method, .status = status, .call_id = call_id};
  text.to_tag = status == 0 && method == "INVITE" ? "" : "tt";
  if (text.to_tag->empty()) text.to_tag.reset();
  text.body = with_sdp ? offer_sdp() : "";
  return text.text();
}

transport::Reply run(Client& client, const std::string& statement, const std::string& sip) {
  return test::must(client.call(statement, sip));
}

/// Every command that a call can have beside offer, answer and delete, with the result the daemon gives.
struct Extra {
  const char* statement;
  int rc;
};
constexpr std::array extras = {
    Extra{"rtpengine_query()", 1},
    Extra{"block_dtmf(\"all=all\")", 1},
    Extra{"unblock_dtmf(\"all=all\")", 1},
    Extra{"block_media(\"directional\")", 1},
    Extra{"unblock_media(\"directional\")", 1},
    Extra{"silence_media()", 1},
    Extra{"unsilence_media()", 1},
    Extra{"start_recording()", 1},
    Extra{"stop_recording()", 1},
    Extra{"start_forwarding()", 1},
    Extra{"stop_forwarding()", 1},
    Extra{"play_media(\"file=/no/such/file.wav\")", -1},
    Extra{"play_dtmf(\"code=5\")", -1},
    Extra{"stop_media()", 1},
};

}  // namespace

BOOST_DATA_TEST_CASE(a_call_with_all_commands, boost::unit_test::data::make(transports), transport) {
  if (!daemon().process) return;
  boost::asio::io_context io;
  auto client = client_of(io, url_of(transport));
  const std::string call_id = std::string("lane-") + transport;

  const auto offered =
      run(client, "rtpengine_offer(\"replace-origin ICE=remove\")", message("INVITE", 0, call_id, true));
  BOOST_TEST(offered.rc == 1, offered.failure);
  BOOST_TEST(offered.body.value_or("").find("c=IN IP4 " + address) != std::string::npos);
  const auto answered = run(client, "rtpengine_answer()", message("INVITE", 200, call_id, true));
  BOOST_TEST(answered.rc == 1, answered.failure);
  const auto again = run(client, "rtpengine_offer()", message("INVITE", 0, call_id, true));
  BOOST_TEST(again.rc == 1, again.failure);
  BOOST_TEST(run(client, "rtpengine_answer()", message("INVITE", 200, call_id, true)).rc == 1);
  for (const Extra& extra : extras) {
    const auto reply = run(client, extra.statement, message("INFO", 0, call_id, false));
    BOOST_TEST(reply.rc == extra.rc, extra.statement << ": " << reply.failure << " " << reply.reply);
    BOOST_TEST(!reply.reply.empty(), extra.statement << ": the daemon did not answer");
  }
  const auto totals = run(client, "$rtpstat", message("INFO", 0, call_id, false));
  BOOST_TEST(totals.value.value_or("null").starts_with("RTP: "));
  const auto deleted = run(client, "rtpengine_delete()", message("BYE", 0, call_id, false));
  BOOST_TEST(deleted.rc == 1, deleted.failure);
  BOOST_TEST(client.proxy().table.total() == 0U);
}

BOOST_AUTO_TEST_CASE(a_call_moves_from_a_dead_node_to_the_daemon) {
  if (!daemon().process) return;
  boost::asio::io_context io;
  auto client = client_of(io, "udp:127.0.35.2:2223=1000000 " + url_of("udp") + "=1");
  const auto offered = run(client, "rtpengine_offer()", message("INVITE", 0, "lane-failover", true));
  BOOST_TEST(offered.rc == 1, offered.failure);
  BOOST_TEST(offered.node == url_of("udp"));
  BOOST_TEST(run(client, "rtpengine_delete()", message("BYE", 0, "lane-failover", false)).rc == 1);
}

BOOST_AUTO_TEST_SUITE_END()
