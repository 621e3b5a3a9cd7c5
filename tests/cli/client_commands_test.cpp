// explain, audit, ng and control as a user runs them.
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>

#include "tests/support/lab_program.hpp"
#include "tests/support/sip_text.hpp"
#include "tests/support/small_engine.hpp"

BOOST_AUTO_TEST_SUITE(client_commands_test)

using namespace rtpe;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

boost::json::value json_of(const std::string& text) { return boost::json::parse(text); }

std::string invite() { return test::SipText{}.text(); }
std::string bye() { return test::SipText{.method = "BYE", .to_tag = "tt", .body = ""}.text(); }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_commands, test::LabProgram)

// behaviour.md 19.1.
BOOST_AUTO_TEST_CASE(explain_tells_the_walk) {
  const auto ran = run("explain --sock 'udp:a:1=1 udp:b:1=2 udp:c:1=3' --call-id a");
  BOOST_TEST(ran.exit_code == 0);
  for (const char* part : {"97", "mod 6 = 1", "udp:b:1 (index 1)"}) BOOST_TEST(has(ran.out, part), ran.out);
  const auto down = run("explain --sock 'udp:a:1=1 udp:b:1=2 udp:c:1=3' --down udp:a:1 --call-id a --json");
  BOOST_TEST(json_of(down.out).at("index").as_int64() == 2);
}

BOOST_AUTO_TEST_CASE(explain_reads_call_ids_from_standard_input) {
  (void)file("ids", "a\nb\ncall-1@h\n");
  const auto ran = run("explain --sock 'udp:a:1=1 udp:b:1=2 udp:c:1=3' --call-ids - --json <ids");
  BOOST_TEST(ran.exit_code == 0);
  std::istringstream lines(ran.out);
  std::vector<std::int64_t> indexes;
  for (std::string line; std::getline(lines, line);) {
    const auto row = json_of(line);
    for (const char* key : {"call_id", "set", "hash", "weight_sum", "node", "index"})
      BOOST_TEST(row.as_object().contains(key), key);
    indexes.push_back(row.at("index").as_int64());
  }
  BOOST_TEST((indexes == std::vector<std::int64_t>{1, 1, 0}));
}

BOOST_AUTO_TEST_CASE(audit_warns_of_nodes_that_the_default_hash_never_reaches) {
  const auto ran = run("audit --sock 'udp:a:1=500 udp:b:1=300 udp:c:1=200'");
  BOOST_TEST(ran.exit_code == 0);
  BOOST_TEST(has(ran.out, "100.0 %"), ran.out);
  BOOST_TEST(has(ran.err, "udp:c:1 can never be chosen"), ran.err);
  const auto crc = run("audit --sock 'udp:a:1=500 udp:b:1=300 udp:c:1=200' --hash-algo 2");
  BOOST_TEST(!has(crc.err, "never"), crc.err);
}

BOOST_AUTO_TEST_CASE(ng_shows_the_dictionary_without_sending) {
  (void)file("invite.sip", invite());
  const auto ran = run("ng 'rtpengine_offer(\"trust-address ICE=force\")' --message invite.sip --dry-run --json");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  const auto first = json_of(ran.out).at("dictionaries").at(0);
  std::vector<std::string> keys;
  for (const auto& pair : first.as_array()) keys.emplace_back(pair.at(0).as_string());
  const std::vector<std::string> expected = {"supports", "sdp",           "ICE",      "flags",
                                             "call-id",  "received-from", "from-tag", "command"};
  BOOST_TEST(keys == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(ng_shows_what_a_reply_would_do) {
  (void)file("bye.sip", bye());
  (void)file("reply.json", R"({"result":"ok","created":0,"SSRC":{"5":{"average MOS":{"MOS":43,"samples":1}}}})");
  const auto ran =
      run("ng 'rtpengine_delete()' --message bye.sip --param 'mos_average_pv=$avp(mos)' "
          "--given-reply reply.json --json");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  const auto value = json_of(ran.out);
  BOOST_TEST(value.at("rc").as_string() == "1");
  BOOST_TEST(value.at("variables").at("$avp(mos)").as_string() == "4.3");
}

BOOST_AUTO_TEST_CASE(ng_sends_to_an_engine) {
  (void)file("invite.sip", invite());
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  std::jthread serving([&] { io.run(); });
  const auto ran = run("ng 'rtpengine_offer()' --message invite.sip --to " + engine->url() + " --json");
  io.stop();
  serving.join();
  BOOST_TEST(ran.exit_code == 0, ran.err);
  const auto value = json_of(ran.out);
  BOOST_TEST(value.at("rc").as_string() == "1");
  BOOST_TEST(has(std::string(value.at("body").as_string()), "203.0.113.1"));
  BOOST_TEST(engine->received.size() == 1U);
}

BOOST_AUTO_TEST_CASE(mistakes_are_named_with_exit_code_2_or_3) {
  (void)file("invite.sip", invite());
  (void)file("rubbish.sip", "this is no SIP");
  const struct {
    const char* arguments;
    int exit_code;
  } rows[] = {
      {"explain --call-id a", 2},
      {"explain --sock 'x == udp:a:1' --call-id a", 2},
      {"explain --sock udp:a:1 --personality kamailio-3 --call-id a", 2},
      {"explain --sock udp:a:1 --down udp:b:1 --call-id a", 2},
      {"audit --sock udp:a:1 --call-ids nowhere", 3},
      {"ng 'rtpengine_ofer()' --message invite.sip --dry-run", 2},
      {"ng 'rtpengine_offer()' --message rubbish.sip --dry-run", 2},
      {"ng 'rtpengine_offer()' --message nowhere.sip --dry-run", 3},
      {"ng 'rtpengine_offer()' --message invite.sip --param nonsense=1 --dry-run", 2},
      {"control --to unix:/nowhere/socket show", 3},
      {"control --to tcp:1.2.3.4 show", 2},
      {"control --to unix:/nowhere/socket enable all", 2},
      {"control show", 2},
  };
  for (const auto& row : rows) {
    const auto ran = run(row.arguments);
    BOOST_TEST(ran.exit_code == row.exit_code, row.arguments << ": exit " << ran.exit_code << " " << ran.err);
    BOOST_TEST(!ran.err.empty(), row.arguments);
  }
}

BOOST_AUTO_TEST_CASE(control_asks_a_run_over_real_sockets) {
  (void)file("cluster.toml", R"(
title = "Controlled"
[client]
rtpengine_sock = ["udp:127.61.9.1:22231"]
[routing]
"request INVITE" = ['rtpengine_manage()']
"reply INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_delete()']
[[engine]]
name = "a"
listen = "udp:127.61.9.1:22231"
[[traffic]]
flow = "basic-call"
rate = "5/s"
until = "8s"
hold = "1s"
ring = "1s"
)");
  start("run cluster.toml --clock real --control unix:lab.sock");
  test::Ran shown;
  for (int i = 0; i < 200 && !has(shown.out, "udp:127.61.9.1:22231"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    shown = run("control --to unix:lab.sock show");
  }
  BOOST_TEST(has(shown.out, "recheck_ticks"), shown.err);
  BOOST_TEST(run("control --to unix:lab.sock enable udp:127.61.9.1:22231 0").out == "udp:127.61.9.1:22231: disable\n");
  BOOST_TEST(has(run("control --to unix:lab.sock show").out, "1(permanent)"));
  BOOST_TEST(run("control --to unix:lab.sock enable all 1").out == "all: enable\n");
  BOOST_TEST(run("control --to unix:lab.sock reload").exit_code == 1);
  BOOST_TEST(
      run("control --to unix:lab.sock --json get_hash_total").out.starts_with("{\"jsonrpc\":\"2.0\",\"result\":"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE_END()
