// Scenarios whose nodes stand in a database.
#include <fmt/format.h>

#include <boost/test/unit_test.hpp>
#include <map>

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

namespace {

constexpr std::string_view rows_in_the_file = R"toml([client]
db_rows = [{ url = "udp:10.0.0.1:2223" }, { url = "udp:10.0.0.2:2223", setid = 2, weight = 3, disabled = 0 }]
)toml";

std::string fault_lines(std::string_view what) { return fmt::format("[[fault]]\n{}\n", what); }

/// What rtpengine.reload answered, and which nodes were chosen, each with the time in seconds.
struct Course {
  std::vector<std::string> reloads;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> chosen;  ///< first and last
};

Course course_of(const ScenarioFile& scenario) {
  Course course;
  const auto played = test::play(scenario);
  const auto second = [](const boost::json::object& record) { return record.at("at_ns").as_int64() / 1'000'000'000; };
  for (const auto& record : test::records(played, "rpc_ended"))
    course.reloads.push_back(fmt::format("{} {}", second(record), std::string(record.at("reply").as_string())));
  for (const auto& record : test::records(played, "selected")) {
    const auto node = record.find("node");
    if (node == record.end() || record.at("source").as_string() != "weighted") continue;
    const auto [place, is_new] = course.chosen.try_emplace(std::string(node->value().as_string()), second(record), 0);
    place->second.second = second(record);
  }
  return course;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_table_in_the_file_needs_no_database, Files) {
  const auto scenario = read(rows_in_the_file, {});
  BOOST_TEST_REQUIRE(scenario.has_value(), told(scenario));
  BOOST_TEST((scenario->proxies[0].rows ==
              Rows{{.url = "udp:10.0.0.1:2223"}, {.setid = 2, .url = "udp:10.0.0.2:2223", .weight = 3}}));
  const std::string written = write_scenario(*scenario);
  const auto again = parse_scenario(written, scenario->file);
  BOOST_TEST_REQUIRE(again.has_value(), told(again));
  BOOST_TEST((again->proxies[0] == scenario->proxies[0]), written);
}

BOOST_FIXTURE_TEST_CASE(a_reload_brings_what_the_table_says_by_then, Files) {
  const std::string lines = std::string("seed = 3\n") + std::string(rows_in_the_file);
  const std::string calls =
      "[[traffic]]\nrate = \"20/s\"\nuntil = \"60s\"\nhold = \"1s\"\n[[engine]]\nname = \"c\"\n"
      "listen = \"udp:10.0.0.3:2223\"\n";
  const std::string reload = "do = \"rpc\"\ncommand = \"rtpengine.reload\"";
  std::string faults = fault_lines("at = \"9s\"\n" + reload);
  faults += fault_lines("at = \"11s\"\ndo = \"set_node_row\"\nurl = \"udp:10.0.0.3:2223\"\nsetid = 2\nweight = 3");
  faults += fault_lines("at = \"20s\"\n" + reload);
  faults += fault_lines("at = \"25s\"\ndo = \"remove_node_row\"\nurl = \"udp:10.0.0.2:2223\"\nsetid = 2");
  faults += fault_lines("at = \"30s\"\ndo = \"database_outage\"\nfor = \"5s\"");
  faults += fault_lines("at = \"31s\"\n" + reload);
  faults += fault_lines("at = \"36s\"\n" + reload);
  faults += fault_lines("at = \"41s\"\n" + reload);
  const auto scenario = read_scenario(file("changing.toml", lines + std::string(rest) + calls + faults), {});
  BOOST_TEST_REQUIRE(scenario.has_value(), told(scenario));
  const Course course = course_of(*scenario);
  const std::vector<std::string> reloads = {
      R"(9 {"code":500,"message":"Too short reload interval - try later"})", R"(20 "Ok. Reload successful.")",
      R"(31 {"code":500,"message":"Failed reloading db"})",
      R"(36 {"code":500,"message":"Too short reload interval - try later"})", R"(41 "Ok. Reload successful.")"};
  BOOST_TEST(course.reloads == reloads, boost::test_tools::per_element());
  BOOST_TEST_REQUIRE(course.chosen.size() == 2U);
  const auto& old_node = course.chosen.at("udp:10.0.0.2:2223");
  const auto& new_node = course.chosen.at("udp:10.0.0.3:2223");
  BOOST_TEST((old_node.first == 0 && old_node.second >= 39 && old_node.second <= 41));
  BOOST_TEST((new_node.first >= 20 && new_node.first <= 22 && new_node.second >= 58));
}

BOOST_FIXTURE_TEST_CASE(mistakes_in_rows_are_told_with_their_place, Files) {
  const struct {
    std::string client, fault;
    const char* says;
  } rows[] = {
      {"[client]\ndb_rows = [{ setid = 2 }]\n", "", "db_rows of [client] needs the key \"url\""},
      {"[client]\ndb_rows = [{ url = \"udp:10.0.0.1:2223=3\" }]\n", "",
       ":2:20: url of db_rows of [client] is one node"},
      {"[client]\ndb_rows = [{ url = \"http:x\" }]\n", "", ":2:20: url of db_rows"},
      {"[client]\ndb_rows = [{ url = \"udp:10.0.0.1:2223\", wieght = 3 }]\n", "", "weight"},
      {"[client]\ndb_rows = [{ url = \"udp:10.0.0.1:2223\", disabled = 2 }]\n", "", "disabled"},
      {"[client]\ndb_rows = \"udp:10.0.0.1:2223\"\n", "", "db_rows"},
      {std::string(rows_in_the_file) + "db_url = \"sqlite:///x\"\n", "", "db_rows is that database's table"},
      {std::string(rows_in_the_file), "at = \"1s\"\ndo = \"set_node_row\"", "url"},
      {std::string(rows_in_the_file), "at = \"1s\"\ndo = \"set_node_row\"\nurl = \"udp:10.0.0.7:2223\"",
       "no [[engine]] listens on node udp:10.0.0.7:2223"},
      {std::string(rows_in_the_file), "at = \"1s\"\ndo = \"remove_node_row\"\nurl = \"udp:10.0.0.1:2223\"\nweight = 2",
       "weight"},
      {"[client]\nrtpengine_sock = \"2 == udp:10.0.0.1:2223\"\n", "at = \"1s\"\ndo = \"database_outage\"",
       "\"database_outage\" is about the table of db_url, and the proxy has none"},
  };
  for (const auto& row : rows) {
    const std::string text = row.client + std::string(rest) + (row.fault.empty() ? "" : fault_lines(row.fault));
    const auto scenario = read_scenario(file("wrong.toml", text), {});
    BOOST_TEST(told(scenario).find(row.says) != std::string::npos, row.says << ": " << told(scenario));
  }
}

BOOST_AUTO_TEST_SUITE_END()
