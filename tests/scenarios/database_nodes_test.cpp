// Scenarios whose nodes stand in a database.
#include <boost/test/unit_test.hpp>

#include "client/database/node_rows.hpp"
#include "tests/support/lab_program.hpp"
#include "tests/support/scenarios.hpp"

BOOST_AUTO_TEST_SUITE(database_nodes_test)

using namespace rtpe;
using namespace rtpe::scenario;
using Rows = std::vector<database::NodeRow>;

namespace {

constexpr std::string_view head = R"toml(title = "From a database"
[client]
db_url = "sqlite:///nodes"
)toml";

constexpr std::string_view rest = R"toml([routing]
"request INVITE" = ['set_rtpengine_set("2")', 'rtpengine_manage()']
"reply INVITE" = ['set_rtpengine_set("2")', 'rtpengine_manage()']
"request BYE" = ['set_rtpengine_set("2")', 'rtpengine_delete()']
[[engine]]
name = "a"
listen = "udp:10.0.0.1:2223"
[[engine]]
name = "b"
listen = "udp:10.0.0.2:2223"
[[traffic]]
count = 40
rate = "10/s"
hold = "1s"
[[check]]
that = "calls_lost"
max = 0
)toml";

struct Files : test::LabProgram {
  Read<ScenarioFile> read(std::string_view client, const ReadNodeRows& rows) const {
    return read_scenario(file("scenario.toml", std::string(client) + std::string(rest)), rows);
  }
  Read<ScenarioFile> read(const Rows& rows) const {
    return read(head, [rows](const Parameters&) { return rows; });
  }
};

/// Problems and warnings.
std::string told(const Read<ScenarioFile>& scenario) {
  return scenario ? text_of(scenario->warnings) : text_of(scenario.error());
}

const Rows two_nodes = {{.setid = 0, .url = "udp:10.0.0.1:2223"}, {.setid = 2, .url = "udp:10.0.0.2:2223"}};

}  // namespace

BOOST_FIXTURE_TEST_CASE(calls_go_to_the_rows_of_the_table, Files) {
  const auto scenario = read(two_nodes);
  BOOST_TEST_REQUIRE(scenario.has_value(), told(scenario));
  BOOST_TEST(scenario->warnings.empty(), text_of(scenario->warnings));
  const auto played = test::play(*scenario);
  for (const auto& check : played.result.checks) BOOST_TEST(check.passed(), check.summary);
  const auto chosen = test::records(played, "selected");
  BOOST_TEST_REQUIRE(chosen.size() >= 40U);
  for (const auto& record : chosen) BOOST_TEST(record.at("node").as_string() == "udp:10.0.0.2:2223");
}

BOOST_FIXTURE_TEST_CASE(disabled_rows_are_never_chosen, Files) {
  auto rows = two_nodes;
  rows.push_back({.setid = 2, .url = "udp:10.0.0.1:2223", .weight = 1000, .disabled = 1});
  const auto scenario = read(rows);
  BOOST_TEST_REQUIRE(scenario.has_value(), told(scenario));
  for (const auto& record : test::records(test::play(*scenario), "selected"))
    BOOST_TEST(record.at("node").as_string() == "udp:10.0.0.2:2223");
}

BOOST_FIXTURE_TEST_CASE(it_is_written_back, Files) {
  const auto scenario = read(two_nodes);
  BOOST_TEST_REQUIRE(scenario.has_value());
  const auto again = parse_scenario(write_scenario(*scenario), scenario->file);
  BOOST_TEST_REQUIRE(again.has_value(), told(again));
  BOOST_TEST(again->proxies[0].parameters.db_url == "sqlite:///nodes");
  BOOST_TEST((again->proxies[0].parameters == scenario->proxies[0].parameters));
}

BOOST_FIXTURE_TEST_CASE(a_proxy_s_nodes_replace_the_shared_ones, Files) {
  const std::string lines =
      "[client]\nrtpengine_sock = \"2 == udp:10.0.0.1:2223\"\n[[proxy]]\nname = \"left\"\n[[proxy]]\nname = \"right\"\n"
      "server_id = 2\ndb_url = \"sqlite:///nodes\"\n";
  const auto scenario = read(lines, [](const Parameters&) { return two_nodes; });
  BOOST_TEST_REQUIRE(scenario.has_value(), told(scenario));
  BOOST_TEST(scenario->proxies[0].rows.empty());
  BOOST_TEST(scenario->proxies[1].rows.size() == 2U);
  BOOST_TEST(scenario->proxies[1].parameters.rtpengine_sock.empty());
}

BOOST_FIXTURE_TEST_CASE(mistakes_are_told_with_their_place, Files) {
  const struct {
    Rows rows;
    const char* says;
  } rows[] = {
      {{}, ":5:1: set_rtpengine_set(\"2\"): set '2' does not exist"},
      {{two_nodes[0]}, ":5:1: set_rtpengine_set(\"2\"): set '2' does not exist"},
      {{two_nodes[1]}, "no node leads to engine \"a\""},
      {{two_nodes[1], {.setid = 2, .url = "http:x"}}, "skipped"},
      {{two_nodes[0], two_nodes[1], {.url = "udp:10.0.0.9:2223"}}, "no [[engine]] listens on node udp:10.0.0.9:2223"},
  };
  for (const auto& row : rows)
    BOOST_TEST(told(read(row.rows)).find(row.says) != std::string::npos, told(read(row.rows)));
  BOOST_TEST(told(read(head, {})).find("databases are not read here") != std::string::npos);
  const auto gone = read(head, [](const Parameters&) -> Expected<Rows> {
    return std::unexpected(Error{.kind = ErrorKind::missing, .message = "no such file"});
  });
  BOOST_TEST(told(gone).find("scenario.toml:2:1: no such file") != std::string::npos, told(gone));
  const auto both =
      read(std::string(head) + "rtpengine_sock = \"udp:10.0.0.1:2223\"\n", [](const Parameters&) { return two_nodes; });
  BOOST_TEST(told(both).find("rtpengine_sock is not read beside db_url") != std::string::npos, told(both));
}

BOOST_AUTO_TEST_SUITE_END()
