// `rtpe-lab relay` as a user runs it, with mock engines behind it: what passes, what its rules do to that, what it
// says.
#include <fmt/format.h>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>

#include "tests/support/lab_program.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/mock_program.hpp"

BOOST_AUTO_TEST_SUITE(relay_command_test)

using namespace rtpe;
using test::ClientSocket;
using test::MockProgram;

namespace {

const std::string sdp =
    "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

std::string ping(std::string_view cookie) { return fmt::format("{} d7:command4:pinge", cookie); }
std::string offer(std::string_view cookie) {
  return fmt::format("{} d7:call-id2:c17:command5:offer8:from-tag1:a3:sdp{}:{}e", cookie, sdp.size(), sdp);
}
std::string delete_of(std::string_view cookie) {
  return fmt::format("{} d7:call-id2:c17:command6:delete8:from-tag1:ae", cookie);
}

std::vector<std::string> pair_and(std::vector<std::string> more) {
  more.insert(more.begin(), {"--pair", "a=udp:127.84.1.2:2223=udp:127.84.1.1:2223"});
  return more;
}

std::vector<std::string> engine_arguments() { return {"--listen", "udp:127.84.1.1:2223"}; }

struct Lab {
  Lab() : Lab(std::vector<std::string>()) {}
  explicit Lab(std::vector<std::string> arguments)
      : engine(engine_arguments(), "127.84.1.1"), relay(pair_and(std::move(arguments)), "127.84.1.2", "relay") {}
  /// How often the engine was asked since the last call.
  std::size_t asked() { return engine.take_requests().size(); }

  MockProgram engine, relay;
  ClientSocket client{ClientSocket::Kind::datagram, {mock::ListenKind::udp, "127.84.1.2", 2223}};
};

std::string cookie(const std::string& reply) { return reply.substr(0, reply.find(' ')); }

}  // namespace

BOOST_AUTO_TEST_CASE(commands_and_replies_pass_both_ways) {
  Lab lab;
  lab.client.send(ping("p1"));
  BOOST_TEST(lab.client.receive() == "p1 d6:result4:ponge");
  lab.client.send(offer("o1"));
  BOOST_TEST(lab.client.receive().starts_with("o1 d"));
  BOOST_TEST(lab.asked() == 2U);
  BOOST_TEST(lab.relay.control("GET", "/rules") == "{\"rules\":[]}\n");
}

BOOST_AUTO_TEST_CASE(an_engine_may_have_a_name) {
  MockProgram engine({"--listen", "udp:127.0.0.1:22481"}, "127.84.1.3");
  MockProgram relay({"--pair", "a=udp:127.84.1.4:2223=udp:localhost:22481"}, "127.84.1.4", "relay");
  ClientSocket client{ClientSocket::Kind::datagram, {mock::ListenKind::udp, "127.84.1.4", 2223}};
  client.send(ping("n1"));
  BOOST_TEST(client.receive() == "n1 d6:result4:ponge");
  const std::string said = relay.end();
  BOOST_TEST(said.contains("to udp:localhost:22481 (127.0.0.1)"), said);
}

BOOST_AUTO_TEST_CASE(a_partition_of_requests_keeps_them_from_the_engine) {
  Lab lab;
  lab.relay.control("PUT", "/link", R"({"partition": "requests"})");
  lab.client.send(ping("lost"));
  lab.relay.control("DELETE", "/link");
  lab.client.send(ping("p2"));
  BOOST_TEST(cookie(lab.client.receive()) == "p2");
  BOOST_TEST(lab.asked() == 1U);
}

BOOST_AUTO_TEST_CASE(a_partition_of_replies_does_not) {
  Lab lab;
  lab.relay.control("PUT", "/link", R"({"partition": "replies"})");
  lab.client.send(ping("unheard"));
  while (lab.asked() == 0) continue;
  lab.relay.control("DELETE", "/link");
  lab.client.send(ping("p2"));
  BOOST_TEST(cookie(lab.client.receive()) == "p2");
  BOOST_TEST(lab.asked() == 1U);
}

BOOST_AUTO_TEST_CASE(latency_counts_for_each_way) {
  Lab lab({"--latency", "150ms"});
  const auto began = std::chrono::steady_clock::now();
  lab.client.send(ping("p1"));
  BOOST_TEST(cookie(lab.client.receive()) == "p1");
  BOOST_TEST((std::chrono::steady_clock::now() - began >= std::chrono::milliseconds(300)));
}

BOOST_AUTO_TEST_CASE(what_is_sent_over_a_narrow_link_waits_for_what_was_sent_before) {
  Lab lab;
  lab.relay.control("PUT", "/link", R"({"bandwidth": "8kbit/s"})");  // 1 byte in a millisecond
  const auto began = std::chrono::steady_clock::now();
  for (int number = 0; number < 4; ++number) lab.client.send(ping(fmt::format("p{}", number)));
  for (int number = 0; number < 4; ++number) BOOST_TEST(cookie(lab.client.receive()) == fmt::format("p{}", number));
  // Four requests of 22 and 28 bytes one after the other, and the last reply.
  BOOST_TEST((std::chrono::steady_clock::now() - began >= std::chrono::milliseconds(200)));
}

BOOST_AUTO_TEST_CASE(a_link_can_duplicate) {
  Lab lab({"--duplication", "1"});
  lab.client.send(ping("p1"));
  for (int copy = 0; copy < 4; ++copy) BOOST_TEST(cookie(lab.client.receive()) == "p1");  // 2 requests, 2 replies each
  BOOST_TEST(lab.asked() == 2U);
}

namespace {

struct RuleCase {
  const char *verb, *reply;
  std::size_t asked;  ///< what the engine saw
};
std::ostream& operator<<(std::ostream& out, const RuleCase& one) { return out << one.verb; }
const RuleCase rule_cases[] = {
    {R"({"error": "Too bad"})", "o1 d6:result5:error12:error-reason7:Too bade", 0},
    {R"("session-limit")", "o1 d6:result5:error12:error-reason30:Parallel session limit reachede", 0},
    {R"({"truncate": 10})", "o1 d3:sdp1", 1},
    {R"({"truncate": {"bytes": 5}})", "o1 d3", 1},
    {R"({"wrong-cookie": "zz"})", "zz d", 1},
    {R"({"missing-key": "sdp"})", "o1 d6:result2:oke", 1},
};

}  // namespace

BOOST_DATA_TEST_CASE(rules_do_to_replies_what_a_mock_engine_does, rule_cases, one) {
  Lab lab;
  lab.relay.control("PUT", "/rules/r", fmt::format(R"({{"match": {{"command": "offer"}}, "do": {}}})", one.verb));
  lab.client.send(offer("o1"));
  const std::string reply = lab.client.receive();
  BOOST_TEST(reply.starts_with(one.reply), reply);
  BOOST_TEST(lab.asked() == one.asked);
  BOOST_TEST(lab.relay.control("GET", "/rules/r").contains(R"("count":{"matched":1,"acted":1})"));
}

BOOST_AUTO_TEST_CASE(a_relay_that_hangs_answers_when_it_goes_on) {
  Lab lab;
  lab.relay.control("POST", "/do", R"("hang")");
  lab.client.send(ping("p1"));
  BOOST_TEST(lab.client.glance() == "silent");
  lab.relay.control("POST", "/do", R"("recover")");
  BOOST_TEST(cookie(lab.client.receive()) == "p1");
}

BOOST_AUTO_TEST_CASE(a_crash_closes_the_port_and_the_engine_keeps_its_calls) {
  Lab lab;
  lab.client.send(offer("o1"));
  BOOST_TEST(cookie(lab.client.receive()) == "o1");
  lab.relay.control("POST", "/do", R"("crash")");
  lab.client.send(ping("p1"));
  BOOST_TEST(lab.client.glance() == "refused");
  lab.relay.control("POST", "/do", R"("recover")");
  lab.client.send(delete_of("d1"));
  BOOST_TEST(lab.client.receive().contains("6:result2:ok"));
}

BOOST_AUTO_TEST_CASE(what_needs_the_engine_itself_is_refused) {
  Lab lab;
  const auto said = [&](const char* method, const char* path, const char* body = "") {
    return lab.relay.answer(method, path, body);
  };
  BOOST_TEST(said("PUT", "/rules/r", R"({"do": "out-of-ports"})").starts_with("HTTP/1.1 409"));
  BOOST_TEST(said("GET", "/metrics").starts_with("HTTP/1.1 404"));
  BOOST_TEST(said("GET", "/calls").starts_with("HTTP/1.1 404"));
  BOOST_TEST(said("POST", "/link").starts_with("HTTP/1.1 405"));
  BOOST_TEST(said("PUT", "/link", R"({"los": 0.5})").contains(R"(did you mean \"loss\"?)"));
  BOOST_TEST(said("PUT", "/link", R"({"loss": 7})").starts_with("HTTP/1.1 400"));
  BOOST_TEST(said("PUT", "/link", R"({"bandwidth": "fast"})").starts_with("HTTP/1.1 400"));
  BOOST_TEST(said("PUT", "/link", R"({"partition": "some"})").starts_with("HTTP/1.1 400"));
}

BOOST_AUTO_TEST_CASE(its_log_has_commands_calls_and_what_happened_to_them) {
  const test::LabProgram files;
  {
    Lab lab({"--events", files.path_of("relay.jsonl"), "--pcap", files.path_of("relay.pcapng")});
    lab.client.send(offer("o1"));
    BOOST_TEST(cookie(lab.client.receive()) == "o1");
    lab.relay.control("POST", "/do", R"({"hang": "10ms"})");
    lab.client.send(delete_of("d1"));
    BOOST_TEST(cookie(lab.client.receive()) == "d1");
    const std::string said = lab.relay.end();
    BOOST_TEST(said.contains("a                udp:127.84.1.1:2223                  2         2         2         2\n"),
               said);
  }
  const std::string log = files.content("relay.jsonl");
  for (const char* const part : {R"("call_id":"c1","flow":"relayed")", R"("command":"offer")",
                                 R"("outcome":"answered")", R"("state":"hung")", R"("call_ended")", R"("run_ended")"})
    BOOST_TEST(log.contains(part), part << " in " << log);
  BOOST_TEST(files.run("report relay.jsonl").out.contains("1 completed, 0 failed"));
  const auto listed = files.run("pcap ls relay.pcapng");
  BOOST_TEST(listed.exit_code == 0, listed.err);
  BOOST_TEST(listed.out.contains("c1"), listed.out);
}

BOOST_AUTO_TEST_CASE(a_file_says_the_same_and_more) {
  const test::LabProgram files;
  const std::string file = files.file("relay.toml", R"(seed = 3
[[engine]]
name = "b"
listen = "udp:127.84.1.2:2224"
address = "udp:127.84.1.1:2223"
[[engine.rule]]
match = { command = "offer" }
do = { error = "not here" }
[[link]]
engine = "b"
latency = "1ms"
[[fault]]
at = "0s"
engine = "b"
do = "hang"
for = "50ms"
)");
  const MockProgram engine(engine_arguments(), "127.84.1.1");
  const MockProgram relay({file}, "127.84.1.2", "relay");
  ClientSocket client(ClientSocket::Kind::datagram, {mock::ListenKind::udp, "127.84.1.2", 2224});
  client.send(offer("o1"));
  BOOST_TEST(client.receive() == "o1 d6:result5:error12:error-reason8:not heree");
  BOOST_TEST(relay.control("GET", "/link").contains(R"("latency":"1ms")"));
}

namespace {

/// Two nodes; the engines are somebody else's.
std::string scenario_with(const std::string& fault) {
  return R"(title = "external"
[client]
rtpengine_sock = "udp:10.0.0.1:2223 udp:10.0.0.2:2223"
rtpengine_tout_ms = 100
rtpengine_retr = 1
[routing]
"request INVITE" = ['rtpengine_manage()']
"reply INVITE" = ['rtpengine_manage()']
"request BYE" = ['rtpengine_delete()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
address = "udp:127.84.2.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
rate = "10/s"
count = 6
arrival = "regular"
ring = "20ms"
hold = "200ms"
[[fault]]
at = "300ms"
engine = "a"
do = ")" +
         fault + R"("
[[check]]
that = "affinity"
[[check]]
that = "engine_leak"
)";
}
constexpr const char* second_engine = " --external-engine b=udp:127.84.2.2:2223";

}  // namespace

BOOST_AUTO_TEST_CASE(a_run_with_engines_of_somebody_else) {
  const test::LabProgram files;
  const std::string file = files.file("external.toml", scenario_with("blackhole"));
  MockProgram a({"--listen", "udp:127.84.2.1:2223"}, "127.84.2.1");
  MockProgram b({"--listen", "udp:127.84.2.2:2223"}, "127.84.2.2");
  const auto ran = files.run("run " + file + " --engines external" + second_engine);
  BOOST_TEST(ran.exit_code == 3, ran.out << ran.err);  // a check was not judged
  BOOST_TEST(ran.out.contains("--    engine_leak"), ran.out);
  BOOST_TEST(ran.out.contains("ok    affinity"), ran.out);
  BOOST_TEST(a.take_requests().size() > 2U);  // before the fault
  BOOST_TEST(b.take_requests().size() > 6U);
  // Nobody is behind the relay: the run does not begin.
  static_cast<void>(b.end());
  const auto alone = files.run("run " + file + " --engines external" + second_engine);
  BOOST_TEST(alone.exit_code == 3, alone.out);
  BOOST_TEST(alone.out.contains("engine \"b\" does not answer a ping"), alone.out);
}

namespace {

struct WrongExternal {
  const char *fault, *arguments, *message;
};
std::ostream& operator<<(std::ostream& out, const WrongExternal& one) { return out << one.fault << one.arguments; }
const WrongExternal wrong_externals[] = {
    {"crash", " --engines external --external-engine b=udp:127.84.2.2:2223", "\"crash\" needs the process"},
    {"restart", " --engines external --external-engine b=udp:127.84.2.2:2223", "\"restart\" needs the process"},
    {"blackhole", " --engines external", "where engine \"b\" is"},
    {"blackhole", " --engines external --external-engine c=udp:127.84.2.2:2223", "has no engine \"c\""},
    {"blackhole", " --engines external --external-engine b", "names no engine and its address"},
    {"blackhole", " --engines external --external-engine b=udp:engine..example:1", "neither an address nor a name"},
    {"blackhole", " --external-engine b=udp:127.84.2.2:2223", "add --engines external"},
    {"blackhole", " --client external", "where the proxy is"},
    {"blackhole", " --client external --external-client udp:127.84.2.9:5060", "where the phones are"},
    {"blackhole", " --client external --external-client 127.84.2.9", "--external-client"},
    {"blackhole", " --client external --external-client udp:127.84.2.9:5060 --phones udp:127.84.2.8:5060",
     "two phones"},
    {"blackhole", " --phones udp:127.84.2.8:1,udp:127.84.2.8:2", "add --client external"},
    {"forget_calls",
     " --client external --external-client udp:127.84.2.9:5060 --phones udp:127.84.2.8:1,udp:127.84.2.8:2",
     "befalls the proxy"},
    {"blackhole", " --kamailio-cfg x.cfg", "add --client kamailio"},
    {"blackhole", " --define X", "none is given"},
    {"blackhole", " --engines external --clock virtual", "live in real time"},
};

}  // namespace

BOOST_DATA_TEST_CASE(what_an_external_host_cannot_do_is_refused_before_the_run, wrong_externals, one) {
  const test::LabProgram files;
  std::string text = scenario_with(one.fault);
  if (std::string(one.fault) == "forget_calls") text.replace(text.find("engine = \"a\"\ndo"), 13, "");
  const std::string file = files.file("external.toml", text);
  const auto ran = files.run("run " + file + one.arguments);
  BOOST_TEST(ran.exit_code == 2, ran.out << ran.err);
  std::string said = ran.out + ran.err;
  for (auto at = said.find("\n  "); at != std::string::npos; at = said.find("\n  ")) said.replace(at, 3, " ");
  BOOST_TEST(said.contains(one.message), said);
}

namespace {

struct WrongRelay {
  const char *arguments, *message;
  int code = 2;
};
std::ostream& operator<<(std::ostream& out, const WrongRelay& one) { return out << one.arguments; }
const WrongRelay wrong_relays[] = {
    {"", "a relay needs a FILE or --pair"},
    {"--pair udp:127.0.0.1:2223", "is no pair"},
    {"--pair udp:127.0.0.1:2223=udp:engine..example:2223", "has neither an address nor a name"},
    {"--pair udp:127.0.0.1:2223=udp:engine!:2223", "has neither an address nor a name"},
    {"--pair udp:127.0.0.1:2223=udp:engine.invalid:2223", "\"engine.invalid\" cannot be resolved", 3},
    {"--pair udp:127.0.0.1:2223=udp:localhost:2223", "to the relay itself: udp:localhost:2223 is 127.0.0.1"},
    {"--pair udp:127.0.0.1:1=udp:127.0.0.1:2223 --pair udp:127.0.0.1:2=udp:localhost:2223",
     "two pairs lead to udp:127.0.0.1:2223: udp:localhost:2223 is 127.0.0.1"},
    {"--pair udp:127.0.0.1:2223=tcp:127.0.0.2:2223", "is not reached over UDP"},
    {"--pair tcp:127.0.0.1:2223=udp:127.0.0.2:2223", "a relay listens on UDP"},
    {"--pair udp:127.0.0.1:2223=udp:127.0.0.1:2223", "to the relay itself"},
    {"--pair a=udp:127.0.0.1:1=udp:127.0.0.2:2223 --pair a=udp:127.0.0.1:2=udp:127.0.0.3:2223", "named \"a\""},
    {"--pair udp:127.0.0.1:1=udp:127.0.0.2:2223 --pair udp:127.0.0.1:1=udp:127.0.0.3:2223", "two pairs listen at"},
    {"--pair udp:127.0.0.1:1=udp:127.0.0.2:2223 --pair udp:127.0.0.1:2=udp:127.0.0.2:2223", "two pairs lead to"},
    {"--pair \"a b=udp:127.0.0.1:1=udp:127.0.0.2:2223\"", "is no pair"},
    {"--pair udp:127.84.1.9:0=udp:127.0.0.2:2223 --latency soon", "--latency"},
    {"--pair udp:127.84.1.9:0=udp:127.0.0.2:2223 --bandwidth 3", "no bandwidth"},
    {"--pair udp:127.84.1.9:0=udp:127.0.0.2:2223 --loss 2", "--loss"},
    {"--pair udp:127.84.1.9:0=udp:127.0.0.2:2223 --control udp:127.0.0.1:1", "--control takes an http address"},
    {"--pair udp:127.84.1.9:0=udp:127.0.0.2:2223 --program missing.toml", "missing.toml", 3},
    {"--pair udp:203.0.113.77:2223=udp:127.0.0.2:2223", "203.0.113.77:2223", 3},
    {"wrong.toml", "knows no key \"adress\""},
    {"faults.toml", "a relay has none"},
    {"missing.toml", "missing.toml", 3},
};

}  // namespace

BOOST_DATA_TEST_CASE(mistakes_are_named, wrong_relays, one) {
  const test::LabProgram lab;
  const std::string head = "[[engine]]\nname = \"a\"\nlisten = \"udp:127.84.1.9:2223\"\n";
  static_cast<void>(lab.file("wrong.toml", head + "adress = \"udp:127.84.1.8:2223\"\n"));
  static_cast<void>(lab.file("faults.toml", head + "address = \"udp:127.84.1.8:2223\"\n[[fault]]\nat = \"1s\"\ndo = "
                                                   "\"partition_sip\"\n"));
  const auto ran = lab.run(std::string("relay ") + one.arguments);
  BOOST_TEST(ran.exit_code == one.code, ran.err);
  BOOST_TEST(ran.err.contains(one.message), ran.err);
  BOOST_TEST(ran.err.contains("ready") == false, ran.err);
}

BOOST_AUTO_TEST_SUITE_END()
