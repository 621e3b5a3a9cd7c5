// Good scenario files: every value arrives where the runner looks for it.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/toml_writer.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/model/vocabulary_text.hpp"
#include "tests/support/paths.hpp"

BOOST_AUTO_TEST_SUITE(scenario_model_test)

using namespace std::chrono_literals;
using namespace rtpe;
using namespace rtpe::scenario;

namespace {
std::string all(const std::vector<Error>& errors) {
  std::string out;
  for (const Error& error : errors) out += error.text() + "\n";
  return out;
}

ScenarioFile good(std::string_view text) {
  auto scenario = parse_scenario(text, "good.toml");
  if (!scenario) BOOST_FAIL(all(scenario.error()));
  return *scenario;
}

}  // namespace

BOOST_AUTO_TEST_CASE(shipped_scenarios_are_valid) {
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(rtpe::test::source_directory() + "/scenarios/library")) {
    if (entry.path().extension() != ".toml") continue;
    ++files;
    const auto scenario = read_scenarios(entry.path().string());
    BOOST_TEST(scenario.has_value(), all(scenario ? std::vector<Error>{} : scenario.error()));
  }
  BOOST_TEST(files >= 2U);
}

namespace {

constexpr std::string_view whole = R"toml(title = "All tables"
seed = 42
duration = "1h30min"
max_events = 1000

[client]
personality = "kamailio-6.1"
rtpengine_sock = ["1 == udp:10.0.0.1:2223=2 udp:10.0.0.2:2223", "2 == udp6:[::1]:2223"]
setid_default = 1
rtpengine_disable_tout = 30
rtpengine_tout_ms = 250
mos_min_at_A_pv = "$var(mos)"
workers = 3

[routing]
"request INVITE" = ['rtpengine_offer("trust-address ICE=force")', "set_rtpengine_set(2)"]
"reply 2xx INVITE" = ['rtpengine_answer()']
"reply 183 INVITE" = 'rtpengine_manage()'
"failure *" = ['rtpengine_delete()']

[network]
latency = "0.5ms..2ms"
loss = 0.01
duplication = 0.02
reordering = 1

[[link]]
engine = "b"
loss = 0.5

[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
service_time = "250us..1ms"
port-min = 20000
port-max = 20100
max-sessions = 50
delete-delay = 5

[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"

[[engine]]
name = "six"
listen = "udp6:[::1]:2223"

[[traffic]]
flow = "re-invite"
rate = "30/min"
arrival = "regular"
start = "10s"
until = "10min"
count = 100
hold = "40s..3min"
ring = "1s..3s"
reinvite_after = "5s..20s"
call_ids = ["4a71@example", "4a72@example"]

[[traffic]]
count = 5

[[fault]]
at = "2min"
engine = "a"
do = "crash"
for = "90s"

[[fault]]
at = "5min"
engine = "b"
do = "slow"
latency = "1s..3s"

[[check]]
that = "affinity"
from = "1min"
until = "9min"
expect = "fail"

[[check]]
that = "share"
tolerance = 0.1
expected = { a = 0.66, "udp:10.0.0.2:2223" = 0.33 }

[[check]]
that = "failover_time"
max = "1.5s"

[[check]]
that = "calls_lost"

[[check]]
that = "blocked_workers"
max_share = 0.5
)toml";

}  // namespace

BOOST_AUTO_TEST_CASE(head_and_client) {
  const ScenarioFile scenario = good(whole);
  BOOST_TEST(scenario.title == "All tables");
  BOOST_TEST(scenario.file == "good.toml");
  BOOST_TEST(scenario.seed == 42U);
  BOOST_TEST((scenario.duration == 90min));
  BOOST_TEST(scenario.max_events == 1000U);
  BOOST_REQUIRE(scenario.proxies.size() == 1U);
  const Client& client = scenario.proxies.front();
  BOOST_TEST(client.name.empty());
  BOOST_TEST(client.personality == "kamailio-6.1");
  BOOST_TEST(client.workers == 3U);
  BOOST_TEST(client.parameters.rtpengine_sock.size() == 2U);
  BOOST_TEST(client.parameters.setid_default == 1);
  BOOST_TEST(client.parameters.rtpengine_disable_tout == 30);
  BOOST_TEST(client.parameters.rtpengine_tout_ms == 250);
  BOOST_TEST(client.parameters.rtpengine_retr == 5);
  BOOST_TEST(client.parameters.hash_algo == 2);  // the default of 6.1
  BOOST_TEST(client.parameters.mos.at("mos_min_at_A_pv") == "$var(mos)");
  BOOST_TEST(all(scenario.warnings).contains("reply 183 INVITE never runs"), all(scenario.warnings));
  BOOST_TEST(scenario.warnings.size() == 1U);
}

BOOST_AUTO_TEST_CASE(routing_in_file_order) {
  const ScenarioFile scenario = good(whole);
  BOOST_REQUIRE(scenario.routing.size() == 4U);
  const RoutingRule& invite = scenario.routing[0];
  BOOST_TEST((invite.route == script::Route::request));
  BOOST_TEST(invite.method == "INVITE");
  BOOST_TEST(!invite.status.has_value());
  BOOST_REQUIRE(invite.lines.size() == 2U);
  BOOST_TEST(invite.lines[0] == "rtpengine_offer(\"trust-address ICE=force\")");
  BOOST_TEST(scenario.routing[1].status.value() == 2);
  BOOST_TEST(scenario.routing[2].status.value() == 183);
  BOOST_TEST(scenario.routing[2].lines.size() == 1U);
  BOOST_TEST((scenario.routing[3].route == script::Route::failure));

  const auto rules = route_rules(scenario, scenario.proxies.front().release());
  BOOST_REQUIRE(rules.has_value());
  BOOST_REQUIRE(rules->size() == 4U);
  BOOST_TEST(rules->front().statements.at(1).function == "set_rtpengine_set");
  const auto lines_for = [&](script::Route route, std::string_view method, int status) {
    return proxy::statements_for(*rules, route, method, status).size();
  };
  BOOST_TEST(lines_for(script::Route::request, "INVITE", 0) == 2U);
  BOOST_TEST(lines_for(script::Route::request, "BYE", 0) == 0U);
  BOOST_TEST(lines_for(script::Route::reply, "INVITE", 204) == 1U);
  BOOST_TEST(lines_for(script::Route::reply, "INVITE", 180) == 0U);
  BOOST_TEST(lines_for(script::Route::failure, "UPDATE", 486) == 1U);
}

BOOST_AUTO_TEST_CASE(engines_and_network) {
  const ScenarioFile scenario = good(whole);
  BOOST_REQUIRE(scenario.engines.size() == 3U);
  const Engine& a = scenario.engines[0];
  BOOST_TEST(a.config.name == "a");
  BOOST_TEST(a.host == "10.0.0.1");
  BOOST_TEST(a.port == 2223);
  BOOST_TEST((a.service_time.low == 250us && a.service_time.high == 1ms));
  BOOST_TEST(a.config.interfaces.at(0).address == "10.0.0.1");
  BOOST_TEST(a.config.port_min == 20000);
  BOOST_TEST(a.config.port_max == 20100);
  BOOST_TEST(a.config.max_sessions == 50);
  BOOST_TEST(a.config.delete_delay_s == 5);
  BOOST_TEST(scenario.engines[2].host == "::1");
  BOOST_TEST((scenario.network.latency.low == 500us && scenario.network.latency.high == 2ms));
  BOOST_TEST(scenario.network.reordering == 1.0);
  BOOST_REQUIRE(scenario.links.size() == 1U);
  BOOST_TEST(scenario.links[0].engine.value() == "b");
  BOOST_TEST(scenario.links[0].loss == 0.5);
  BOOST_TEST(scenario.links[0].duplication == 0.02);  // from [network]
}

BOOST_AUTO_TEST_CASE(traffic_faults_and_checks) {
  const ScenarioFile scenario = good(whole);
  BOOST_REQUIRE(scenario.traffic.size() == 2U);
  const Traffic& traffic = scenario.traffic[0];
  BOOST_TEST(traffic.flow == "re-invite");
  BOOST_TEST(traffic.rate_per_s == 0.5);
  BOOST_TEST((traffic.arrival == Traffic::Arrival::regular));
  BOOST_TEST((traffic.start == 10s && traffic.until == 10min));
  BOOST_TEST(traffic.count.value() == 100U);
  BOOST_TEST((traffic.hold.low == 40s && traffic.hold.high == 3min));
  BOOST_TEST((traffic.reinvite_after.low == 5s && traffic.reinvite_after.high == 20s));
  BOOST_TEST(traffic.call_ids.size() == 2U);
  BOOST_TEST((scenario.traffic[1].until == scenario.duration));  // its own end is not given

  BOOST_REQUIRE(scenario.faults.size() == 2U);
  BOOST_TEST((scenario.faults[0].kind->name == "crash" && scenario.faults[0].lasts == 90s));
  BOOST_TEST(scenario.faults[1].kind->name == "slow");
  BOOST_TEST(write_scenario(scenario).contains("latency = \"1s..3s\""));
  BOOST_TEST(!scenario.faults[1].lasts.has_value());

  BOOST_REQUIRE(scenario.checks.size() == 5U);
  BOOST_TEST((scenario.checks[0].from == 1min && scenario.checks[0].until == 9min));
  BOOST_TEST((scenario.checks[0].expect == Expectation::fail));
  BOOST_TEST((scenario.checks[1].expect == Expectation::pass));
  const auto lines = [&](std::size_t check) {
    std::string out(scenario.checks[check].kind->name);
    Section section;
    scenario.checks[check].kind->write(scenario.checks[check].options, section);
    for (const Member& member : section.table().members) {
      out += " " + member.key + "=";
      append_toml(out, member.value);
    }
    return out;
  };
  BOOST_TEST(lines(1) == "share tolerance=0.1 expected={ a = 0.66, \"udp:10.0.0.2:2223\" = 0.33 }");
  BOOST_TEST(lines(2) == "failover_time max=\"1.5s\"");
  BOOST_TEST(lines(3) == "calls_lost");  // the default: none
  BOOST_TEST(lines(4) == "blocked_workers max_share=0.5");
}

BOOST_AUTO_TEST_CASE(the_documentation_has_the_tables_of_the_vocabulary) {
  std::ifstream file(rtpe::test::source_directory() + "/docs/scenario-file.md");
  std::stringstream text;
  text << file.rdbuf();
  for (const std::string& table : vocabulary_tables())
    BOOST_TEST(text.str().contains("\n\n" + table + "\n"), "run scripts/update-docs: it puts there\n" << table);
}

BOOST_AUTO_TEST_CASE(every_word_of_the_vocabulary_is_read) {
  constexpr std::string_view head = R"toml([client]
rtpengine_sock = "udp:10.0.0.1:2223"
[routing]
"request INVITE" = "rtpengine_manage()"
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[traffic]]
until = "1h"
)toml";
  constexpr std::string_view table = "[client]\ndb_rows = [{ url = 'udp:1.1.1.1:1' }]\n";
  for (const FaultKind* kind : fault_kinds()) {
    const auto routing = head.find("[routing]");
    const bool proxies = kind->befalls == FaultKind::Befalls::proxies;
    const char* engine = kind->befalls == FaultKind::Befalls::parties ? "party = 'callee'" : "engine = 'a'";
    const auto scenario =
        good(fmt::format("{}{}[[fault]]\nat = '1s'\n{}\ndo = '{}'\n{}\n", proxies ? table : head.substr(0, routing),
                         head.substr(routing), proxies ? "" : engine, kind->name, kind->example));
    BOOST_TEST(scenario.faults.at(0).kind == kind);
    BOOST_TEST((good(write_scenario(scenario)).faults == scenario.faults), kind->name);
  }
  for (const CheckKind* kind : check_kinds()) {
    const auto scenario = good(fmt::format("{}[[check]]\nthat = \"{}\"\n{}\n", head, kind->name, kind->example));
    BOOST_TEST(scenario.checks.at(0).kind == kind);
    BOOST_TEST((good(write_scenario(scenario)).checks == scenario.checks), kind->name);
  }
  for (const std::string_view flow : flow_names())
    BOOST_TEST(good(std::string(head) + "flow = '" + std::string(flow) + "'").traffic.at(0).flow == flow);
}

namespace {

constexpr std::string_view rest_of_a_file = R"toml([routing]
"request INVITE" = "rtpengine_manage()"
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
count = 1
[[check]]
that = "affinity"
)toml";

}  // namespace

BOOST_AUTO_TEST_CASE(several_proxies_take_from_client_what_they_do_not_say) {
  const ScenarioFile scenario = good(std::string(R"toml([client]
rtpengine_sock = "udp:10.0.0.1:2223 udp:10.0.0.2:2223"
rtpengine_retr = 3
workers = 4
[[proxy]]
name = "left"
server_id = 1
[[proxy]]
name = "right"
server_id = 2
personality = "kamailio-6.1"
workers = 2
rtpengine_sock = ["udp:10.0.0.2:2223"]
)toml") + std::string(rest_of_a_file));
  BOOST_REQUIRE(scenario.proxies.size() == 2U);
  const Client &left = scenario.proxies[0], &right = scenario.proxies[1];
  BOOST_TEST((left.name == "left" && right.name == "right"));
  BOOST_TEST((left.parameters.server_id == 1 && right.parameters.server_id == 2));
  BOOST_TEST((left.workers == 4U && right.workers == 2U));
  BOOST_TEST((left.personality == "kamailio-5.6" && right.personality == "kamailio-6.1"));
  BOOST_TEST((left.parameters.hash_algo == 0 && right.parameters.hash_algo == 2));  // each its release's default
  BOOST_TEST((left.parameters.rtpengine_retr == 3 && right.parameters.rtpengine_retr == 3));
  BOOST_TEST(left.parameters.rtpengine_sock.front() == "udp:10.0.0.1:2223 udp:10.0.0.2:2223");
  BOOST_TEST(right.parameters.rtpengine_sock.front() == "udp:10.0.0.2:2223");
  BOOST_TEST(scenario.places.proxies.at(1).line == 8U);
  BOOST_TEST(scenario.warnings.size() == 1U, all(scenario.warnings));  // no rule deletes
}

BOOST_AUTO_TEST_CASE(mistakes_of_several_proxies) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"", "f:1:1: the file has no [client]: the proxy and its nodes"},
      {"[[proxy]]\nname = 'a'\n", "f:1:1: [[proxy]] needs the key \"rtpengine_sock\""},
      {"[[proxy]]\nrtpengine_sock = 'udp:10.0.0.1:2223 udp:10.0.0.2:2223'\n",
       "f:1:1: [[proxy]] needs the key \"name\""},
      {"[client]\nrtpengine_sock = 'udp:10.0.0.1:2223 udp:10.0.0.2:2223'\n[[proxy]]\nname = 'a'\n[[proxy]]\nname = "
       "'a'\n",
       "f:5:1: proxy \"a\" is there twice, first on line 3"},
      {"[client]\nrtpengine_sock = 'udp:10.0.0.1:2223 udp:10.0.0.2:2223'\nworker = 2\n[[proxy]]\nname = "
       "'a'\n[[proxy]]\nname = 'b'\n",
       "f:3:1: [client] knows no key \"worker\""},
      {"[client]\nrtpengine_sock = 'udp:10.0.0.1:2223 udp:10.0.0.2:2223'\nping_mode = 0\n[[proxy]]\nname = 'a'\n"
       "[[proxy]]\nname = 'b'\npersonality = 'kamailio-6.1'\n",
       "f:3:13: ping_mode: kamailio-5.6 does not know this parameter; it came with kamailio-5.8"},
  };
  for (const auto& [text, message] : rows) {
    const auto scenario = parse_scenario(std::string(text) + std::string(rest_of_a_file), "f");
    BOOST_REQUIRE_MESSAGE(!scenario, text << " is accepted");
    BOOST_TEST(scenario.error().size() == 1U, all(scenario.error()));
    BOOST_TEST(scenario.error().front().text().starts_with(message), all(scenario.error()));
  }
}

BOOST_AUTO_TEST_CASE(what_is_legitimate_but_odd_is_a_warning) {
  const ScenarioFile scenario = good(R"toml([client]
rtpengine_sock = "udp:10.0.0.1:2223 udp:10.0.0.9:2223 tcp:10.0.0.1:2223"
[routing]
"request INVITE" = "rtpengine_manage()"
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "idle"
listen = "udp:10.0.0.3:2223"
[[traffic]]
until = "1min"
hold = "10s"
[[fault]]
at = "1h"
engine = "a"
do = "crash"
)toml");
  const std::string warnings = all(scenario.warnings);
  for (const char* part :
       {"there is no [[check]]", "engines keep every call until their own timeout",
        "good.toml:2:37: no [[engine]] listens on node udp:10.0.0.9:2223",
        "Kamailio skips the node tcp:10.0.0.1:2223: expected udp:", "no node leads to engine \"idle\"",
        "this fault begins at 1h, when the last call is over (1min12s at the latest)"})
    BOOST_TEST(warnings.find(part) != std::string::npos, part << " is not in\n" << warnings);
  BOOST_TEST(scenario.warnings.size() == 6U);
}

BOOST_AUTO_TEST_SUITE_END()
