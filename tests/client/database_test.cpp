// Node sets from SQL: db_url, the rows' effect on sets as recorded from Kamailio, SQLite for real.
#include "tests/support/database.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "client/control/control_call.hpp"
#include "client/database/database_nodes.hpp"
#include "client/database/database_url.hpp"
#include "client/database/node_rows.hpp"
#include "tests/support/json.hpp"

BOOST_AUTO_TEST_SUITE(database_test)

using namespace rtpe;
using namespace std::chrono_literals;
using control::ControlCommand;

namespace {

Proxy proxy_of(std::string db_url) {
  Parameters parameters;
  parameters.db_url = std::move(db_url);
  return *Proxy::configure(parameters, *find_personality("kamailio-5.6"));
}

struct Show {
  Time now{1'000'000s};
  Worker rpc;
  /// As the recording has it: url, set, index, weight, disabled, recheck_ticks.
  std::vector<std::vector<std::string>> operator()(Proxy& proxy) {
    control::ControlCall call(proxy, rpc, {.command = ControlCommand::show});
    drive(call);
    std::vector<std::vector<std::string>> rows;
    for (const auto& row : call.reply().rows)
      rows.push_back({row.url, std::to_string(row.set_id), std::to_string(row.index), std::to_string(row.weight),
                      row.permanent  ? "1(permanent)"
                      : row.disabled ? "1"
                                     : "0",
                      row.permanent ? "N/A" : std::to_string(row.recheck_s)});
    return rows;
  }
  /// Every ping is answered.
  void drive(control::ControlCall& call) {
    Input input;
    std::string pong;
    for (Action action = call.resume(now, input); action.kind != ActionKind::finished;
         action = call.resume(now, input)) {
      if (action.kind == ActionKind::acquire) {
        input = {.kind = InputKind::granted};
      } else if (action.kind == ActionKind::release) {
        input = {.kind = InputKind::released};
      } else {
        pong = std::string(action.bytes.substr(0, action.bytes.find(' ') + 1)) + "d6:result4:ponge";
        input = {.kind = InputKind::datagram, .bytes = pong};
      }
    }
  }
};

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const boost::json::value& step) {
  Rows rows;
  for (const auto& row : step.at("show").as_array()) {
    auto& cells = rows.emplace_back();
    for (const auto& cell : row.as_array()) cells.emplace_back(cell.as_string());
  }
  return rows;
}

const std::vector<database::NodeRow> first = {{.setid = 0, .url = "udp:127.0.0.1:22231", .weight = 1, .disabled = 0},
                                              {.setid = 0, .url = "udp:127.0.0.1:22232", .weight = 2, .disabled = 1},
                                              {.setid = 1, .url = "udp:127.0.0.1:22233", .weight = 1, .disabled = 0}};
const std::vector<database::NodeRow> second = {{.setid = 0, .url = "udp:127.0.0.1:22232", .weight = 5, .disabled = 0},
                                               {.setid = 0, .url = "udp:127.0.0.1:22234", .weight = 1, .disabled = 0}};
const std::vector<database::NodeRow> third = {{.setid = 0, .url = "udp:127.0.0.1:22232", .weight = 5, .disabled = 0},
                                              {.setid = 0, .url = "udp:127.0.0.1:22231", .weight = 4, .disabled = 0}};

}  // namespace

BOOST_AUTO_TEST_CASE(reloads_show_what_kamailio_showed) {
  const auto recorded = test::read_json("kamailio/db_reload_live.json");
  const auto& steps = recorded.as_array();
  Proxy proxy = proxy_of("sqlite:///nowhere");
  Show show;
  database::apply_node_rows(first, proxy, show.now);
  BOOST_TEST((show(proxy) == rows_of(steps[0])));
  database::apply_node_rows(second, proxy, show.now);
  BOOST_TEST((show(proxy) == rows_of(steps[2])));
  database::apply_node_rows(third, proxy, show.now);
  BOOST_TEST((show(proxy) == rows_of(steps[3])));
}

BOOST_AUTO_TEST_CASE(a_url_column_is_one_node_and_bad_ones_are_skipped) {
  Proxy proxy = proxy_of("sqlite:///nowhere");
  const std::vector<database::NodeRow> rows = {{.url = " udp:127.0.0.1:1 udp:127.0.0.1:2"},
                                               {.url = "udp:127.0.0.1:3=7"},
                                               {.url = ""},
                                               {.setid = 9, .url = "sctp:127.0.0.1:4"}};
  database::apply_node_rows(rows, proxy, Time(5s));
  BOOST_REQUIRE(proxy.registry.node_count() == 1U);
  BOOST_TEST(proxy.registry.find_set(0)->nodes.front()->url == "udp:127.0.0.1:1");
  BOOST_TEST(proxy.registry.find_set(9)->nodes.empty());
  BOOST_TEST(proxy.warnings.size() == 3U);
}

BOOST_AUTO_TEST_CASE(an_empty_table_hides_everything_and_warns) {
  Proxy proxy = proxy_of("sqlite:///nowhere");
  database::apply_node_rows(first, proxy, Time(5s));
  database::apply_node_rows({}, proxy, Time(6s));
  for (const auto& set : proxy.registry.sets())
    for (const auto& node : set.nodes) BOOST_TEST((!node->displayed && node->disabled && node->recheck == permanent));
  BOOST_TEST(proxy.warnings.size() == 1U);
}

BOOST_AUTO_TEST_CASE(db_urls) {
  const auto sqlite = database::parse_database_url("sqlite:////tmp/it's here.db");
  BOOST_REQUIRE(sqlite);
  BOOST_TEST(sqlite->backend == "sqlite3");
  BOOST_TEST(sqlite->parameters == "dbname=\"//tmp/it's here.db\"");
  const auto mysql = database::parse_database_url("db_mysql://kamailio:p@ss:word@db.example:3307/kamailio");
  BOOST_REQUIRE(mysql);
  BOOST_TEST(mysql->backend == "mysql");
  BOOST_TEST(mysql->parameters == "host='db.example' dbname='kamailio' user='kamailio' password='p@ss:word' port=3307");
  const auto postgres = database::parse_database_url("postgres://reader@localhost/kamailio");
  BOOST_REQUIRE(postgres);
  BOOST_TEST(postgres->parameters == "host='localhost' dbname='kamailio' user='reader'");
  for (const char* bad : {"", "kamailio", "oracle://a@b/c", "mysql://", "mysql://user@host", "mysql://user@/name",
                          "sqlite://relative.db"})
    BOOST_TEST(!database::parse_database_url(bad).has_value(), bad);
}

BOOST_AUTO_TEST_CASE(sqlite_for_real) {
  const test::SqliteFile file;
  file.execute(test::rtpengine_tables("rtpengine", "setid"));
  file.execute("INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (0, 'udp:127.0.0.1:22231', 3, 0)");
  Proxy proxy = proxy_of(file.db_url());
  database::DatabaseNodes nodes;
  BOOST_REQUIRE(nodes.load(proxy, Time(100s)));
  BOOST_TEST(proxy.registry.find_set(0)->nodes.front()->weight == 3U);

  // The reload command and its 10 seconds.
  Show show;
  control::ControlCall early(proxy, show.rpc, {.command = ControlCommand::reload, .source = &nodes});
  proxy.list_changed_s = seconds_of(show.now) - 9;
  show.drive(early);
  BOOST_TEST(early.reply().code == 500);
  file.execute("INSERT INTO rtpengine (setid, url, weight, disabled) VALUES (2, 'udp:127.0.0.1:22232', 1, 1)");
  proxy.list_changed_s = seconds_of(show.now) - 10;
  control::ControlCall reload(proxy, show.rpc, {.command = ControlCommand::reload, .source = &nodes});
  show.drive(reload);
  BOOST_TEST(reload.reply().text == "Ok. Reload successful.");
  BOOST_TEST(proxy.registry.find_set(2)->nodes.front()->recheck == permanent);
}

BOOST_AUTO_TEST_CASE(other_table_and_column_names) {
  const test::SqliteFile file;
  file.execute(test::rtpengine_tables("media_nodes", "group_id"));
  file.execute(
      "INSERT INTO media_nodes (group_id, url, weight, disabled) VALUES (7, 'udp:127.0.0.1:1', 4294967295, 0)");
  Proxy proxy = proxy_of(file.db_url());
  proxy.parameters.table_name = "media_nodes";
  proxy.parameters.setid_col = "group_id";
  BOOST_REQUIRE(database::DatabaseNodes().load(proxy, Time(1s)));
  BOOST_TEST(proxy.registry.find_set(7)->nodes.front()->weight == 4294967295U);
  proxy.parameters.setid_col = "setid; DROP TABLE media_nodes";
  BOOST_TEST(!database::DatabaseNodes().load(proxy, Time(1s)).has_value());
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_said_and_the_nodes_stay) {
  const test::SqliteFile file;
  Proxy proxy = proxy_of(file.db_url());
  database::apply_node_rows(first, proxy, Time(5s));
  const auto no_tables = database::DatabaseNodes().load(proxy, Time(6s));
  BOOST_REQUIRE(!no_tables);
  BOOST_TEST((no_tables.error().kind == ErrorKind::missing));
  file.execute(test::rtpengine_tables("rtpengine", "setid"));
  file.execute("UPDATE version SET table_version = 2");
  const auto old_version = database::DatabaseNodes().load(proxy, Time(6s));
  BOOST_REQUIRE(!old_version);
  BOOST_TEST(old_version.error().message.find("is not 1") != std::string::npos);
  BOOST_TEST(proxy.registry.find_set(0)->nodes.front()->displayed);
  proxy.parameters.db_url = "mysql://nobody@127.0.0.1:1/none";
  BOOST_TEST(!database::DatabaseNodes().load(proxy, Time(6s)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
