// The choice of a node from any state of a set: every row of the module's own selection code.
#include <boost/test/unit_test.hpp>

#include "client/operation/selection.hpp"
#include "tests/support/json.hpp"
#include "tests/support/scripted_network.hpp"

BOOST_AUTO_TEST_SUITE(selection_states_test)

using namespace rtpe;
using namespace std::chrono_literals;

namespace {

struct Lab {
  Proxy proxy;
  Worker worker;
  NodeSet* set;

  explicit Lab(const boost::json::object& row) : proxy(configured(row)), set(&proxy.registry.set_of(0)) {
    proxy.renew_sockets(worker, Time(1000s));
    for (const auto& state : row.at("nodes").as_array()) {
      const auto index = set->nodes.size();
      Node& node = proxy.registry.add_node(*set, {.url = "udp:127.0.0.1:" + std::to_string(20000 + index)});
      node.weight = state.at("weight").to_number<std::uint32_t>();
      node.disabled = state.at("disabled").as_int64() != 0;
      node.recheck = state.at("recheck").to_number<std::uint32_t>();
      node.displayed = state.at("displayed").as_int64() != 0;
      if (state.at("queried").as_int64() != 0) worker.tried.push_back(&node);
    }
  }

  static Proxy configured(const boost::json::object& row) {
    const Personality& personality = *find_personality("kamailio-5.6");
    Parameters parameters = Parameters::defaults_of(personality);
    parameters.hash_algo = row.at("algo").as_int64();
    parameters.aggressive_redetection = row.at("aggressive_redetection").as_int64();
    parameters.rtpengine_disable_tout = row.at("disable_tout").as_int64();
    parameters.rtpengine_retr = 1;
    parameters.rtpengine_tout_ms = 0;  // the vectors stand still at one second
    return *Proxy::configure(parameters, personality);
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_row) {
  const auto vectors = test::read_json("kamailio/selection_states.json");
  const auto& rows = vectors.at("cases").as_array();
  for (const auto& value : rows) {
    const auto& row = value.as_object();
    BOOST_TEST_CONTEXT(boost::json::serialize(row)) {
      Lab lab(row);
      test::ScriptedNetwork network(lab.worker);
      std::vector<std::int64_t> pings;
      network.treat = [&](const test::Sent& sent) {
        BOOST_TEST(sent.dictionary == "d7:command4:pinge");
        pings.push_back(sent.node->index);
        test::Treatment treatment;
        if (row.at("nodes").as_array()[sent.node->index].at("answers_ping").as_int64() != 0)
          treatment.arrivals = {test::reply_to(sent, "d6:result4:ponge")};
        return treatment;
      };
      Selection selection;
      const std::string call_id = test::text_of(row.at("callid"));
      selection.begin(lab.proxy, lab.worker, {.call_id = call_id, .set = lab.set});
      const Time now{std::chrono::seconds(row.at("now").as_int64())};
      BOOST_TEST((network.run(selection, now) == now));

      const Node* chosen = selection.node();
      BOOST_TEST((chosen ? static_cast<std::int64_t>(chosen->index) : -1) == row.at("chosen").as_int64());
      BOOST_TEST(pings == boost::json::value_to<std::vector<std::int64_t>>(row.at("pings")),
                 boost::test_tools::per_element());
      BOOST_TEST(selection.pings() == pings.size());
      const auto& after = row.at("after").as_array();
      BOOST_REQUIRE_EQUAL(after.size(), lab.set->nodes.size());
      for (std::size_t i = 0; i < after.size(); ++i) {
        const Node& node = *lab.set->nodes[i];
        BOOST_TEST(node.disabled == (after[i].as_array()[0].as_int64() != 0), "node " << i);
        BOOST_TEST(node.recheck == after[i].as_array()[1].to_number<std::uint32_t>(), "node " << i);
      }
    }
  }
  BOOST_TEST(rows.size() == 240U);
}

BOOST_AUTO_TEST_SUITE_END()
