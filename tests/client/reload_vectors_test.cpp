// What a reload does to nodes and to rtpengine.show, as recorded from Kamailio 5.6.3; the rows come from the test.
#include <boost/test/unit_test.hpp>

#include "tests/support/json.hpp"
#include "tests/support/recorded_lab.hpp"

BOOST_AUTO_TEST_SUITE(reload_vectors_test)

using namespace rtpe;
using namespace std::chrono_literals;
using control::ControlCommand;
using rtpe::test::text_of;

namespace {

/// A table of nodes, loaded as section 11 says: every node hidden, then each row shown.
struct Rows : control::NodeSource {
  struct Row {
    std::string port;
    std::uint32_t weight;
    bool disabled = false;
    std::uint32_t set = 0;
  };
  std::vector<Row> rows;

  Expected<void> load(Proxy& proxy, Time now) override {
    for (auto& set : proxy.registry.sets()) {
      for (auto& node : set.nodes) {
        node->displayed = false;
        node->disabled = true;
        node->recheck = permanent;
      }
    }
    for (const auto& [port, weight, disabled, set] : rows) {
      proxy.registry.add_node(proxy.registry.set_of(set), {.url = "udp:127.0.0.1:" + port,
                                                           .address = "127.0.0.1:" + port,
                                                           .weight = weight,
                                                           .disabled = disabled,
                                                           .recheck = disabled ? permanent : seconds_of(now)});
    }
    return {};
  }
};

boost::json::array show(test::RecordedLab& lab) {
  boost::json::array out;
  for (const auto& row : lab.rpc(ControlCommand::show).rows) {
    out.push_back(boost::json::array{boost::json::string(row.url), std::to_string(row.set_id).c_str(),
                                     std::to_string(row.index).c_str(), std::to_string(row.weight).c_str(),
                                     row.permanent ? "1(permanent)" : std::to_string(row.disabled).c_str(),
                                     row.permanent ? "N/A" : std::to_string(row.recheck_s).c_str()});
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_step) {
  const auto vectors = test::read_json("kamailio/db_reload_live.json");
  const auto& steps = vectors.as_array();
  BOOST_REQUIRE_EQUAL(steps.size(), 4U);
  Parameters parameters;
  parameters.db_url = "text:///nowhere";
  test::RecordedLab lab(parameters);
  Rows rows;
  rows.rows = {{"22231", 1}, {"22232", 2, true}, {"22233", 1, false, 1}};
  BOOST_REQUIRE(rows.load(lab.proxy, lab.now));
  const auto reload = [&] {
    lab.pass(11s);
    return lab.rpc(ControlCommand::reload, "", 0);
  };
  BOOST_TEST(boost::json::serialize(show(lab)) == boost::json::serialize(steps[0].at("show")));

  rows.rows = {{"22232", 5}, {"22234", 1}};
  lab.pass(11s);
  control::ControlCall call(lab.proxy, lab.rpc_process, {.command = ControlCommand::reload, .source = &rows});
  lab.now = lab.rpc_network.run(call, lab.now);
  BOOST_TEST(call.reply().text == text_of(steps[1].at("reply")));
  lab.rpc_network.sent.clear();
  BOOST_TEST(boost::json::serialize(show(lab)) == boost::json::serialize(steps[2].at("show")));
  // The first RPC command after a reload rebuilds its sockets and pings every node that is shown.
  BOOST_TEST(lab.rpc_network.sent.size() == 2U);

  rows.rows = {{"22231", 4}, {"22232", 5}};
  BOOST_TEST(reload().code == 500);  // without a source there is nothing to load from
  control::ControlCall again(lab.proxy, lab.rpc_process, {.command = ControlCommand::reload, .source = &rows});
  lab.now = lab.rpc_network.run(again, lab.now);
  BOOST_TEST(again.reply().code == 200);
  BOOST_TEST(boost::json::serialize(show(lab)) == boost::json::serialize(steps[3].at("show")));
}

BOOST_AUTO_TEST_SUITE_END()
