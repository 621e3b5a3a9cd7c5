// explain, audit, ng and control as a user runs them.
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <thread>

#include "tests/support/database.hpp"
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

/// The engine answers pings alone: the second statement pings the node that the first one lost, then fails as well.
BOOST_AUTO_TEST_CASE(ng_shows_no_ping_s_reply) {
  (void)file("invite.sip", invite());
  boost::asio::io_context io;
  const auto engine = test::udp_engine(io, "127.0.0.1");
  std::size_t pings = 0;
  engine->answer = [&](std::string_view message) -> std::vector<std::string> {
    if (message.find("7:command4:ping") == std::string_view::npos) return {};
    ++pings;
    return test::answer_well(message);
  };
  std::jthread serving([&] { io.run(); });
  const auto ran = run("ng 'rtpengine_offer()' 'rtpengine_offer()' --message invite.sip --json --to " + engine->url() +
                       " --param rtpengine_disable_tout=0 --param rtpengine_tout_ms=50 --param rtpengine_retr=1");
  io.stop();
  serving.join();
  BOOST_TEST(ran.exit_code == 1, ran.err);
  BOOST_TEST(pings > 0U);
  const auto value = json_of(ran.out);
  const auto& statements = value.at("statements").as_array();
  BOOST_TEST_REQUIRE(statements.size() == 2U);
  for (const auto& statement : statements) {
    BOOST_TEST(statement.at("rc").as_string() == "-1");
    BOOST_TEST(statement.at("reply").is_null(), ran.out);
    BOOST_TEST(!has(boost::json::serialize(statement.at("dictionaries")), "ping"), ran.out);
  }
}

BOOST_AUTO_TEST_CASE(ng_runs_several_statements_as_lines_of_one_route) {
  (void)file("invite.sip", invite());
  boost::asio::io_context io;
  const auto first = test::udp_engine(io, "127.0.0.1"), second = test::udp_engine(io, "127.0.0.1");
  std::jthread serving([&] { io.run(); });
  const std::string to = " --message invite.sip --to " + first->url() + " --to '2 == " + second->url() + "'";
  const auto ran = run("ng 'set_rtpengine_set(\"2\")' 'rtpengine_answer()' 'rtpengine_offer()' --json" + to);
  const auto text = run("ng 'set_rtpengine_set(\"2\")' 'rtpengine_offer()'" + to);
  const auto dry = run("ng 'set_rtpengine_set(\"2\")' 'rtpengine_offer()' 'rtpengine_query()' --dry-run" + to);
  io.stop();
  serving.join();
  BOOST_TEST(ran.exit_code == 1, ran.err);  // of rtpengine_answer, which takes no INVITE
  const auto value = json_of(ran.out);
  BOOST_TEST(value.at("rc").as_string() == "-1");
  BOOST_TEST(has(std::string(value.at("failure").as_string()), "ACK and PRACK"));
  const auto& statements = value.at("statements").as_array();
  BOOST_TEST_REQUIRE(statements.size() == 3U);
  BOOST_TEST(statements[0].at("rc").as_string() == "1");
  BOOST_TEST(statements[1].at("rc").as_string() == "-1");
  BOOST_TEST(statements[2].at("rc").as_string() == "1");
  BOOST_TEST(statements[2].at("node").as_string() == second->url());
  BOOST_TEST(text.exit_code == 0, text.err);
  for (const char* part : {"== set_rtpengine_set(\"2\")\nrc 1\n", "== rtpengine_offer()\ncommand\n", "reply from "})
    BOOST_TEST(has(text.out, part), text.out);
  BOOST_TEST(first->received.empty());
  BOOST_TEST(second->received.size() == 2U);
  BOOST_TEST(has(dry.out, "command: offer"), dry.out);
  BOOST_TEST(has(dry.err, "1 further statement was not run"), dry.err);
}

/// The 200 in reply_route, in the INVITE's transaction, and in the transaction of an INVITE without SDP.
BOOST_AUTO_TEST_CASE(ng_answers_on_replies_as_the_module_does) {
  (void)file("200.sip", test::SipText{.status = 200, .to_tag = "tt"}.text());
  (void)file("487.sip", test::SipText{.status = 487, .to_tag = "tt", .body = ""}.text());
  (void)file("invite.sip", invite());
  (void)file("late.sip", test::SipText{.body = ""}.text());
  const struct {
    const char *arguments, *command, *from_tag;
  } rows[] = {
      {"--message 200.sip", "answer", "ft"},
      {"--message 200.sip --request invite.sip", "answer", "ft"},
      {"--message 200.sip --request late.sip", "offer", "tt"},
      {"--message 487.sip --request invite.sip", "delete", "ft"},
      {"--message 487.sip --request invite.sip --route failure", "delete", "ft"},
  };
  for (const auto& row : rows) {
    const auto ran = run(std::string("ng 'rtpengine_manage(\"code=$T_reply_code\")' --dry-run ") + row.arguments);
    BOOST_TEST(has(ran.out, std::string("command: ") + row.command + "\n"), row.arguments << ran.out << ran.err);
    BOOST_TEST(has(ran.out, std::string("from-tag: ") + row.from_tag + "\n"), row.arguments << ran.out);
  }
  BOOST_TEST(run("ng 'rtpengine_manage()' --dry-run --message 200.sip --request 200.sip").exit_code == 2);
}

BOOST_AUTO_TEST_CASE(ng_knows_the_message_s_variables_and_tm_s_branch) {
  (void)file("invite.sip", invite());
  const auto ran =
      run("ng 'rtpengine_offer(\"call-id=x-$ci a=$rm b=$si c=$hdr(CSeq) d=$var(n) e=$avp(n)\")' "
          "--message invite.sip --source 198.51.100.7 --dry-run");
  for (const char* part : {"call-id: x-", "a: INVITE", "b: 198.51.100.7", "c: ", "d: 0", "e: <null>"})
    BOOST_TEST(has(ran.out, part), ran.out);
  BOOST_TEST(has(ran.err, "$avp(n) is not set"), ran.err);
  const auto next = run("ng 'rtpengine_offer(\"via-branch=next\")' --message invite.sip --dry-run");
  BOOST_TEST(has(next.err, "--branch gives the branch that tm would make"), next.err);
  const auto given = run("ng 'rtpengine_offer(\"via-branch=next\")' --message invite.sip --dry-run --branch z9hG4bKx");
  BOOST_TEST(has(given.out, "via-branch: z9hG4bKx"), given.out);
}

BOOST_AUTO_TEST_CASE(ng_prints_lists_of_dictionaries_as_what_they_are) {
  (void)file("bye.sip", bye());
  (void)file("reply.json", R"({"result":"ok","list":[{"a":1,"b":[{"c":"d"}]},"x"],"plain":["y",2],"empty":[]})");
  const auto ran = run("ng 'rtpengine_query()' --message bye.sip --given-reply reply.json");
  BOOST_TEST(ran.exit_code == 0, ran.err);
  for (const char* part :
       {"  list: \n    - \n      a: 1\n", "c: d\n", "    - x\n", "  plain: [y 2]\n", "  empty: []\n"})
    BOOST_TEST(has(ran.out, part), ran.out);
}

BOOST_AUTO_TEST_CASE(nodes_come_from_a_database) {
  (void)file("invite.sip", invite());
  const test::SqliteFile database;
  database.execute(test::rtpengine_tables("rtpengine", "setid"));
  database.execute("INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (0, 'udp:10.0.0.1:2223', 1, 0)");
  database.execute("INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (0, 'udp:10.0.0.2:2223', 3, 0)");
  const std::string option = " --db-url " + database.db_url();
  const auto explained = run("explain --call-id a --json" + option);
  BOOST_TEST(explained.exit_code == 0, explained.err);
  BOOST_TEST(has(explained.out, "udp:10.0.0."), explained.out);
  const auto audited = run("audit" + option);
  BOOST_TEST(audited.exit_code == 0, audited.err);
  BOOST_TEST(has(audited.out, "udp:10.0.0.2:2223"), audited.out);
  BOOST_TEST(has(audited.out, "a node of weight 1 is added"), audited.out);
  const auto sent = run("ng 'rtpengine_offer()' --message invite.sip --dry-run" + option);
  BOOST_TEST(has(sent.out, "command: offer"), sent.err);
  for (const char* verb : {"explain --call-id a", "audit", "ng 'rtpengine_offer()' --message invite.sip --dry-run"})
    BOOST_TEST(run(std::string(verb) + " --db-url sqlite:///nowhere/db").exit_code == 3, verb);
}

BOOST_AUTO_TEST_CASE(what_the_module_takes_in_silence_is_told) {
  (void)file("invite.sip", invite());
  const struct {
    const char *arguments, *says;
  } rows[] = {
      {"--to udp:a:1=-1", "reads the weight \"-1\" of udp:a:1 as 4294967295"},
      {"--to udp:a:1=2,udp:b:1", "as 2"},
      {"--param hash_algo=3", "hash_algo 3 is no algorithm"},
      {"--param rtpengine_retr=0", "rtpengine_retr 0 sends nothing"},
      {"--param rtpengine_sock=", "rtpengine_sock names no node: every command fails"},
  };
  for (const auto& row : rows) {
    const auto ran = run(std::string("ng 'rtpengine_offer()' --message invite.sip --dry-run ") + row.arguments);
    BOOST_TEST(ran.exit_code == 0);
    BOOST_TEST(has(ran.err, std::string("warning: ")), ran.err);
    BOOST_TEST(has(ran.err, row.says), ran.err);
  }
  const auto later = run("ng 'rtpengine_offer()' --message invite.sip --dry-run --param ping_mode=0");
  BOOST_TEST(later.exit_code == 2);
  BOOST_TEST(has(later.err, "it came with kamailio-5.8"), later.err);
  BOOST_TEST(run("ng 'rtpengine_offer(\"direction\")' --message invite.sip --dry-run").exit_code == 2);
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
      {"mock --seed -1", 2},
      {"mock --delete-delay -5", 2},
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
