// Broken scenario files: each kind of mistake is one error with its place, what is wrong, and what was meant.
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "scenarios/model/scenario.hpp"

BOOST_AUTO_TEST_SUITE(scenario_errors_test)

using namespace rtpe;
using namespace rtpe::scenario;

namespace {

/// A good file; every row below breaks it in one place. Its lines are counted in the rows.
constexpr std::string_view good = R"toml(title = "Errors"
seed = 1
duration = "10min"
[client]
personality = "kamailio-5.6"
rtpengine_sock = ["udp:10.0.0.1:2223=2 udp:10.0.0.2:2223"]
rtpengine_tout_ms = 1000
workers = 8
[routing]
"request INVITE" = ['rtpengine_manage("ICE=remove")']
"reply 2xx INVITE" = ['rtpengine_manage()']
[network]
latency = "0.5ms..2ms"
loss = 0.1
[[engine]]
name = "alpha"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "beta"
listen = "udp:10.0.0.2:2223"
[[link]]
engine = "beta"
loss = 0.5
[[traffic]]
flow = "basic-call"
rate = "2/s"
until = "5min"
hold = "30s..3min"
[[fault]]
at = "2min"
engine = "alpha"
do = "crash"
for = "90s"
[[check]]
that = "affinity"
[[check]]
that = "failover_time"
max = "5s"
)toml";

struct Row {
  std::string_view what, replace, by, place, message, suggestion = {};
};

std::string broken(const Row& row) {
  std::string text(good);
  const auto at = text.find(row.replace);
  BOOST_REQUIRE_MESSAGE(at != std::string::npos, row.what << ": the good file has no " << row.replace);
  return text.replace(at, row.replace.size(), row.by);
}

const Row rows[] = {
    // an engine's program
    {"interface", "listen = \"udp:10.0.0.2:2223\"",
     "listen = \"udp:10.0.0.2:2223\"\ninterface = [\"10.0.0.2\", \"int/nonsense\"]", "21:26",
     "\"int/nonsense\" is no [NAME/]ADDRESS"},
    {"rule's verb", "listen = \"udp:10.0.0.2:2223\"",
     "listen = \"udp:10.0.0.2:2223\"\n[[engine.rule]]\ndo = \"drop-replies\"", "22:6", "drop-replies",
     "did you mean \"drop-reply\"?"},
    {"rule's key", "listen = \"udp:10.0.0.2:2223\"",
     "listen = \"udp:10.0.0.2:2223\"\n[[engine.rule]]\nmach = 1\ndo = \"drop-reply\"", "22:1",
     "[[engine.rule]] knows no key \"mach\"", "did you mean \"match\"?"},
    {"rule as a table", "listen = \"udp:10.0.0.2:2223\"",
     "listen = \"udp:10.0.0.2:2223\"\n[engine.rule]\ndo = \"drop-reply\"", "21:1", "write [[engine.rule]]"},
    {"rules twice", "listen = \"udp:10.0.0.2:2223\"",
     "listen = \"udp:10.0.0.2:2223\"\nprogram = \"x.rules\"\n[[engine.rule]]\ndo = \"drop-reply\"", "21:11",
     "not in both"},
    {"program is no text", "listen = \"udp:10.0.0.2:2223\"", "listen = \"udp:10.0.0.2:2223\"\nprogram = 5", "21:11",
     "program", "a string"},
    // TOML itself
    {"unfinished string", "title = \"Errors\"", "title = \"Errors", "1:16", "not TOML:"},
    {"no value", "seed = 1", "seed =", "2:7", "not TOML:"},
    {"unfinished table name", "[client]", "[client", "4:8", "not TOML:"},
    {"the same key twice", "workers = 8", "workers = 8\nworkers = 9", "9:11", "not TOML:"},
    {"the same table twice", "[network]", "[client]", "12:1", "not TOML:"},
    {"control character", "title = \"Errors\"", "title = \"Err\x01\"", "1:13", "not TOML:"},
    {"not UTF-8", "title = \"Errors\"", "title = \"Err\xff\"", "1:12", "not TOML:"},
    {"bare text", "seed = 1", "seed = one", "2:8", "not TOML:"},
    {"number too large", "seed = 1", "seed = 99999999999999999999", "2:28", "not TOML:"},
    {"dotted key without end", "seed = 1", "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a = 1", "2:34", "nested too deep"},
    // keys
    {"unknown key of the file", "seed = 1", "sede = 1", "2:1", "knows no key \"sede\"", "did you mean \"seed\"?"},
    {"unknown table", "[network]", "[netwrok]", "12:2", "knows no key \"netwrok\"", "did you mean \"network\"?"},
    {"unknown key of [client]", "workers = 8", "worker = 8", "8:1", "[client] knows no key \"worker\"",
     "did you mean \"workers\"?"},
    {"mistyped modparam", "rtpengine_tout_ms", "rtpengine_tout", "7:1", "[client] knows no key \"rtpengine_tout\"",
     "did you mean \"rtpengine_tout_ms\"?"},
    {"wrong case", "workers = 8", "Workers = 8", "8:1", "no key \"Workers\"", "did you mean \"workers\"?"},
    {"unknown key of [[engine]]", "listen = \"udp:10.0.0.1:2223\"", "listen = \"udp:10.0.0.1:2223\"\nport_min = 1",
     "18:1", "[[engine]] knows no key \"port_min\"", "did you mean \"port-min\"?"},
    {"key with nothing near", "for = \"90s\"", "zzzzzzzz = \"90s\"", "33:1", "[[fault]] knows no key \"zzzzzzzz\"",
     "valid: do, at, after, when, party, proxy, engine, for, url, setid, command, node, flag, weight, disabled, "
     "latency, step, every, times"},
    {"missing key", "at = \"2min\"\n", "", "29:1", "[[fault]] needs the key \"at\""},
    {"missing name", "name = \"beta\"\n", "", "18:1", "[[engine]] needs the key \"name\""},
    {"one table for several", "[[link]]", "[link]", "21:1", "write [[link]], not [link]"},
    {"several tables for one", "[network]", "[[network]]", "12:1", "\"network\" must be a table, written [network]"},
    {"value for a table", "seed = 1", "network = 1", "12:1", "not TOML:"},
    // types
    {"number for a string", "title = \"Errors\"", "title = 5", "1:9", "must be a string, not a whole number"},
    {"string for a number", "seed = 1", "seed = \"1\"", "2:8", "must be a whole number, not a string"},
    {"fraction for a whole number", "workers = 8", "workers = 8.5", "8:11", "must be a whole number, not a number"},
    {"number for a duration", "at = \"2min\"", "at = 120", "30:6", "must be a duration in quotes, as \"90s\""},
    {"number for a rate", "rate = \"2/s\"", "rate = 2", "26:8", "must be a rate in quotes, as \"40/s\""},
    {"string for a probability", "loss = 0.1", "loss = \"10%\"", "14:8", "must be a number, not a string"},
    {"number among statements", "['rtpengine_manage()']", "[5]", "11:23", "must be a string or an array of strings"},
    {"true for a modparam", "rtpengine_tout_ms = 1000", "rtpengine_tout_ms = true", "7:21",
     "a modparam is a string or a whole number, not true or false"},
    // values
    {"unit missing", "at = \"2min\"", "at = \"2\"", "30:6", "\"2\" is no duration: the unit is missing"},
    {"unknown unit", "at = \"2min\"", "at = \"2m\"", "30:6", "\"m\" is no unit (ns, us, ms, s, min, h, d)"},
    {"range upside down", "0.5ms..2ms", "2ms..0.5ms", "13:11", "ends before it begins"},
    {"rate without unit", "\"2/s\"", "\"2\"", "26:8", "\"2\" is no rate"},
    {"rate of nothing", "\"2/s\"", "\"0/s\"", "26:8", "never starts a call"},
    {"probability above one", "loss = 0.5", "loss = 1.5", "23:8", "loss of [[link]] is 1.5; it must be 0..1"},
    {"negative probability", "loss = 0.1", "loss = -0.1", "14:8", "loss of [network] is -0.1; it must be 0..1"},
    {"not a number", "loss = 0.1", "loss = nan", "14:8", "loss of [network] is nan"},
    {"no workers", "workers = 8", "workers = 0", "8:11", "workers of [client] is 0; it must be 1..1024"},
    {"modparam out of range", "rtpengine_tout_ms = 1000", "queried_nodes_limit = 31", "7:23",
     "31 is out of range 0..30"},
    {"unknown personality", "kamailio-5.6", "kamailio-5.5", "5:15", "cannot be \"kamailio-5.5\"",
     "did you mean \"kamailio-5.6\"?"},
    {"unknown fault verb", "do = \"crash\"", "do = \"crahs\"", "32:6", "do of [[fault]] cannot be \"crahs\"",
     "did you mean \"crash\"?"},
    {"unknown flow", "\"basic-call\"", "\"basic_call\"", "25:8", "flow of [[traffic]] cannot be \"basic_call\"",
     "did you mean \"basic-call\"?"},
    {"unknown check", "\"affinity\"", "\"afinity\"", "35:8", "that of [[check]] cannot be \"afinity\"",
     "did you mean \"affinity\"?"},
    {"unknown arrival", "flow = \"basic-call\"", "arrival = \"uniform\"", "25:11", "cannot be \"uniform\"",
     "valid: regular, poisson"},
    {"address without scheme", "listen = \"udp:10.0.0.1:2223\"", "listen = \"10.0.0.1:2223\"", "17:10",
     "is no control address, as \"udp:10.0.0.1:2223\""},
    {"address without end", "listen = \"udp:10.0.0.1:2223\"", "listen = \"udp:10.0.0.1:22x\"", "17:10",
     "is no control address"},
    {"port 0", "listen = \"udp:10.0.0.1:2223\"", "listen = \"udp:10.0.0.1:0\"", "17:10", "is no control address"},
    {"name with a blank", "name = \"alpha\"", "name = \"al pha\"", "16:8", "\"al pha\" is no name"},
    {"ports upside down", "name = \"beta\"", "name = \"beta\"\nport-min = 50000", "20:12",
     "port-min 50000 is not below port-max 40000"},
    {"set without number", "[\"udp:10.0.0.1:2223=2 ", "[\"one == udp:10.0.0.1:2223=2 ", "6:19",
     "Kamailio would not start"},
    // what a run would refuse
    {"parameter of a later release", "workers = 8", "ping_interval = 30", "8:17",
     "ping_interval: kamailio-5.6 does not know this parameter; it came with kamailio-6.0"},
    {"no nodes", "[\"udp:10.0.0.1:2223=2 udp:10.0.0.2:2223\"]", "[]", "6:18",
     "rtpengine_sock of [client] names no node"},
    {"blank nodes", "[\"udp:10.0.0.1:2223=2 udp:10.0.0.2:2223\"]", "\"  \"", "6:18",
     "rtpengine_sock of [client] names no node"},
    // routing
    {"unknown script function", "['rtpengine_manage()']", "['rtpengine_mange()']", "11:24",
     "kamailio-5.6 has no script function 'rtpengine_mange'", "did you mean rtpengine_manage?"},
    {"function of a later release", "['rtpengine_manage()']", "['rtpengine_unsubscribe()']", "11:24",
     "kamailio-5.6 has no script function"},
    {"unfinished call", "['rtpengine_manage()']", "['rtpengine_manage(']", "11:41", "an argument is expected here"},
    {"text after the call", "['rtpengine_manage()']", "['rtpengine_manage() now']", "11:43",
     "nothing may follow the function call"},
    {"too many arguments", "['rtpengine_manage()']", "['rtpengine_manage(1,2)']", "11:24", "takes 0 to 1 argument"},
    {"set that does not exist", "['rtpengine_manage()']", "['set_rtpengine_set(7)']", "11:24",
     "set '7' does not exist"},
    {"unknown route", "\"reply 2xx INVITE\"", "\"replays 2xx INVITE\"", "11:1", "\"replays\" is no route",
     "did you mean \"reply\"?"},
    {"unknown method", "\"request INVITE\"", "\"request INVTIE\"", "10:1", "\"INVTIE\" is no SIP method",
     "did you mean \"INVITE\"?"},
    {"bad status", "\"reply 2xx INVITE\"", "\"reply 2x INVITE\"", "11:1", "\"2x\" is no status"},
    {"statuses of one ten", "\"reply 2xx INVITE\"", "\"reply 18x INVITE\"", "11:1", "\"18x\" is no status",
     "write \"reply 1xx INVITE\" for the whole class, or an entry for each status, as \"reply 183 INVITE\""},
    {"two methods", "\"request INVITE\"", "\"request INVITE|UPDATE\"", "10:1", "\"INVITE|UPDATE\" is no SIP method",
     "write an entry for each: \"request INVITE\" \"request UPDATE\""},
    {"a block's name", "\"reply 2xx INVITE\"", "\"onreply_route[MEDIA] 2xx INVITE\"", "11:1",
     "\"onreply_route[MEDIA]\" is no route", "write \"reply METHOD\" instead of onreply_route"},
    {"a failure route", "\"reply 2xx INVITE\"", "\"failure_route INVITE\"", "11:1", "\"failure_route\" is no route",
     "write \"failure METHOD\""},
    {"a branch route", "\"reply 2xx INVITE\"", "\"branch_route INVITE\"", "11:1", "\"branch_route\" is no route",
     "only route blocks have it"},
    {"two statements", "['rtpengine_manage()']", "['rtpengine_manage(); rtpengine_delete();']", "11:44",
     "one statement only stands here", "quotation marks of its own"},
    {"a comment", "['rtpengine_manage()']", "['# rtpengine_manage()']", "11:24", "a comment is no statement",
     "outside of the quotation marks"},
    {"request with status", "\"request INVITE\"", "\"request 200 INVITE\"", "10:1", "a request has no status"},
    {"route without message", "\"request INVITE\"", "INVITE", "10:1", "\"INVITE\" names no message"},
    // relations
    {"engine twice", "name = \"beta\"", "name = \"alpha\"", "18:1",
     "engine \"alpha\" is there twice, first on line 15"},
    {"address twice", "listen = \"udp:10.0.0.2:2223\"", "listen = \"udp:10.0.0.1:2223\"", "18:1",
     "engine \"beta\" listens where \"alpha\" does (line 15)"},
    {"fault on no engine", "engine = \"alpha\"", "engine = \"alhpa\"", "31:10", "there is no engine \"alhpa\"",
     "did you mean \"alpha\"?"},
    {"link to no engine", "engine = \"beta\"", "engine = \"gamma\"", "22:10", "there is no engine \"gamma\"",
     "valid: alpha, beta"},
    {"engine on a link of sip", "engine = \"beta\"\nloss = 0.5", "protocol = \"sip\"\nengine = \"beta\"", "23:1",
     "has no use for \"engine\""},
    {"party on a link of ng", "loss = 0.5", "party = \"callee\"", "23:1", "only a link of protocol \"sip\" has one"},
    {"unknown party", "engine = \"beta\"\nloss = 0.5", "protocol = \"sip\"\nparty = \"calee\"", "23:9",
     "party of [[link]] cannot be \"calee\"", "did you mean \"callee\"?"},
    {"engine of a partition of sip", "do = \"crash\"", "do = \"partition_sip\"", "31:1", "has no use for \"engine\""},
    {"party of a crash", "for = \"90s\"", "party = \"caller\"", "33:1", "only \"partition_sip\" has one"},
    {"proxy twice", "[[engine]]\nname = \"alpha\"",
     "[[proxy]]\nname = \"east\"\n[[proxy]]\nname = \"east\"\nserver_id = 1\n[[engine]]\nname = \"alpha\"", "17:1",
     "proxy \"east\" is there twice, first on line 15"},
    {"link twice", "[[link]]", "[[link]]\nengine = \"beta\"\n[[link]]", "23:1", "is there twice, first on line 21"},
    {"fault after the end", "at = \"2min\"", "at = \"1h\"", "30:6",
     "this fault begins at 1h, but the run ends at 10min"},
    {"fault twice at once", "[[fault]]", "[[fault]]\nat=\"1min\"\nengine=\"alpha\"\ndo=\"crash\"\n[[fault]]", "34:6",
     "\"alpha\" is already in the state \"crash\" then (line 29)"},
    {"fault of no duration", "for = \"90s\"", "for = \"0s\"", "33:7", "a fault of no duration changes nothing"},
    {"restart that lasts", "do = \"crash\"", "do = \"restart\"", "33:1", "has no use for \"for\""},
    {"slow without latency", "do = \"crash\"", "do = \"slow\"", "29:1", "needs the key \"latency\""},
    {"latency without slow", "for = \"90s\"", "latency = \"1s\"", "33:1", "only \"slow\" has one"},
    {"traffic after the end", "until = \"5min\"", "until = \"20min\"", "27:9",
     "this traffic goes on until 20min, but the run ends at 10min"},
    {"traffic upside down", "until = \"5min\"", "until = \"5min\"\nstart = \"6min\"", "27:9",
     "ends (until) before it starts"},
    {"re-INVITE of a basic call", "hold = \"30s..3min\"", "reinvite_after = \"5s\"", "28:1",
     "have a re-INVITE whose time can be set: \""},
    {"Call-ID twice", "hold = \"30s..3min\"", "call_ids = [\"a\", \"b\", \"a\"]", "28:23",
     "Call-ID \"a\" is there twice"},
    {"Call-ID with a blank", "hold = \"30s..3min\"", "call_ids = [\"a b\"]", "28:13", "\"a b\" is no Call-ID"},
    // checks
    {"key of another check", "that = \"affinity\"", "that = \"affinity\"\nmax = 3", "36:1",
     "[[check]] of affinity knows no key \"max\""},
    {"check without limit", "max = \"5s\"\n", "", "36:1", "[[check]] of failover_time needs the key \"max\""},
    {"count for a duration", "max = \"5s\"", "max = 5", "38:7", "max of [[check]] of failover_time must be a duration"},
    {"two limits", "that = \"affinity\"", "that = \"calls_lost\"\nmax = 3\nmax_share = 0.1", "37:1", "either max"},
    {"window upside down", "that = \"affinity\"", "that = \"affinity\"\nfrom = \"3min\"\nuntil = \"2min\"", "37:9",
     "ends before it begins"},
    {"window after the end", "that = \"affinity\"", "that = \"affinity\"\nfrom = \"1h\"", "36:8",
     "begins at 1h, but the run ends at 10min"},
    {"share of no engine", "that = \"affinity\"", "that = \"share\"\nexpected = { alfa = 0.5 }", "36:12",
     "there is no engine or node \"alfa\"", "did you mean \"alpha\"?"},
    {"shares above one", "that = \"affinity\"", "that = \"share\"\nexpected = { alpha = 0.8, beta = 0.8 }", "36:12",
     "add up to 1.6"},
    {"expectation", "that = \"affinity\"", "that = \"affinity\"\nexpect = \"failure\"", "36:10",
     "cannot be \"failure\"", "valid: pass, fail"},
};

std::string all(const std::vector<Error>& errors) {
  std::string out;
  for (const Error& error : errors) out += error.text() + "\n";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_file_that_the_rows_break_is_good) {
  const auto scenario = parse_scenario(good, "broken.toml");
  BOOST_TEST(scenario.has_value(), all(scenario ? std::vector<Error>{} : scenario.error()));
  BOOST_REQUIRE(scenario->warnings.size() == 1U);
  BOOST_TEST(scenario->warnings.front().text().contains("engines keep every call"));
}

BOOST_AUTO_TEST_CASE(each_mistake_is_one_error_with_its_place) {
  static_assert(std::size(rows) >= 30);
  for (const Row& row : rows) {
    const auto scenario = parse_scenario(broken(row), "broken.toml");
    BOOST_TEST(!scenario.has_value(), std::string(row.what) << " is accepted");
    if (scenario) continue;
    BOOST_TEST(scenario.error().size() == 1U, std::string(row.what) << "\n" << all(scenario.error()));
    const Error& error = scenario.error().front();
    BOOST_TEST(error.place == "broken.toml:" + std::string(row.place), std::string(row.what) << "\n" << error.text());
    for (const std::string_view part : {row.message, row.suggestion})
      BOOST_TEST(error.message.find(part) != std::string::npos, std::string(row.what) << ": no " << part << " in\n"
                                                                                      << error.text());
    BOOST_TEST(static_cast<int>(error.kind) == static_cast<int>(ErrorKind::invalid_input));
  }
}

BOOST_AUTO_TEST_CASE(all_mistakes_of_a_file_are_reported_in_order) {
  std::string text;
  std::string_view rest = good;
  for (int line = 1; !rest.empty(); ++line) {
    std::string one(rest.substr(0, rest.find('\n') + 1));
    rest.remove_prefix(one.size());
    if (line == 2) one = "sede = 1\n";
    if (line == 8) one = "workers = -1\n";
    if (line == 17) one = "listen = 5\n";
    if (line == 32) one = "do = \"crahs\"\n";
    if (line == 38) one = "max = \"soon\"\n";
    text += one;
  }
  const auto scenario = parse_scenario(text, "f");
  BOOST_REQUIRE(!scenario.has_value());
  std::string places;
  for (const Error& error : scenario.error()) places += error.place + " ";
  BOOST_TEST(places == "f:2:1 f:8:11 f:17:10 f:32:6 f:38:7 ");
}

// Found by scenario_fuzz: the statements were read with the personality of a client that was not there.
BOOST_AUTO_TEST_CASE(routing_without_a_client) {
  const auto scenario = parse_scenario("[routing]\n\"request INVITE\" = ['rtpengine_manage()']\n", "broken.toml");
  BOOST_REQUIRE(!scenario.has_value());
  BOOST_TEST(scenario.error().front().message.find("no [client]") != std::string::npos, all(scenario.error()));
}

BOOST_AUTO_TEST_CASE(the_caret_stands_below_the_character) {
  const auto caret_of = [](std::string_view text) {
    const auto scenario = parse_scenario(text, "f");
    BOOST_REQUIRE(!scenario.has_value());
    for (const Error& error : scenario.error())
      if (error.message.find("no key") != std::string::npos) return error.message.substr(error.message.find('\n') + 1);
    BOOST_FAIL("no such error");
    return std::string();
  };
  BOOST_TEST(caret_of("x = 1") == "    1 | x = 1\n      | ^");
  BOOST_TEST(caret_of("\tx = 1\r\n") == "    1 | \tx = 1\n      | \t^");
  BOOST_TEST(caret_of("client = { y = 'ö\u00e4', xx = 1, rtpengine_sock = '' }") ==
             "    1 | client = { y = 'ö\u00e4', xx = 1, rtpengine_sock = '' }\n      |            ^");
  const auto long_line = caret_of("client = { rtpengine_sock = '" + std::string(300, 'a') + "', x = 1 }");
  BOOST_TEST(long_line.starts_with("    1 | ...aaaa"));
  BOOST_TEST(long_line.size() < 300U);
  const auto caret = long_line.rfind('^') - long_line.find('\n') - 1;
  BOOST_TEST(long_line.at(caret) == 'x');
}

BOOST_AUTO_TEST_CASE(bounds) {
  const auto first_error = [](const std::string& text) {
    const auto scenario = parse_scenario(text, "f");
    BOOST_REQUIRE(!scenario.has_value());
    return scenario.error().front().text();
  };
  BOOST_TEST(first_error(std::string((8 << 20) + 1, '#')) == "f: larger than 8388608 bytes");
  std::string long_name(good);
  long_name.replace(long_name.find("Errors"), 6, std::string(70'000, 'a'));
  BOOST_TEST(first_error(long_name).find("more than 65536 bytes") != std::string::npos);
  std::string many(good);
  for (int i = 0; i < 1001; ++i) many += "[[check]]\nthat = \"affinity\"\n";
  BOOST_TEST(first_error(many).find("more than 1000 [[check]] tables") != std::string::npos);

  std::string wrong;
  for (int i = 0; i < 500; ++i) wrong += "unknown_" + std::to_string(i) + " = 1\n";
  const auto scenario = parse_scenario(wrong, "f");
  BOOST_REQUIRE(!scenario.has_value());
  BOOST_TEST(scenario.error().size() == 101U);
  BOOST_TEST(scenario.error().back().text().find("more problems are not shown") != std::string::npos);

  // Nesting that would end the stack of the parser.
  for (const std::string& deep :
       {std::string(500'000, '['), "x = " + std::string(500'000, '['), "x = " + std::string(100'000, '{')})
    BOOST_TEST(!parse_scenario(deep, "f").has_value());
  std::string dotted = "a";
  for (int i = 0; i < 400'000; ++i) dotted += ".a";
  for (const std::string& deep :
       {dotted + " = 1", "[" + dotted + "]", "x = { " + dotted + " = 1 }", "x = [ \"]\", {" + dotted})
    BOOST_TEST(first_error(deep).find("nested too deep") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
