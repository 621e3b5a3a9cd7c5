// The rtpengine_sock grammar against the vectors recorded from the module.
#include <boost/test/unit_test.hpp>

#include "client/operation/proxy.hpp"
#include "client/sets/node_url.hpp"
#include "client/sets/registry.hpp"
#include "tests/support/json.hpp"

BOOST_AUTO_TEST_SUITE(sock_grammar_test)

using namespace rtpe;
using rtpe::test::text_of;

namespace {

Scheme scheme_of_mode(std::int64_t mode) {
  switch (mode) {
    case 0:
      return Scheme::unix_stream;
    case 2:
      return Scheme::ws;
    case 3:
      return Scheme::wss;
    case 6:
      return Scheme::udp6;
    default:
      return Scheme::udp;
  }
}

void compare_sets(const Registry& registry, const boost::json::array& expected) {
  BOOST_REQUIRE_EQUAL(registry.sets().size(), expected.size());
  for (std::size_t s = 0; s < expected.size(); ++s) {
    const NodeSet& set = registry.sets()[s];
    const auto& nodes = expected[s].at("nodes").as_array();
    BOOST_TEST(set.id == expected[s].at("set").to_number<std::uint32_t>());
    BOOST_REQUIRE_EQUAL(set.nodes.size(), nodes.size());
    for (std::size_t n = 0; n < nodes.size(); ++n) {
      const Node& node = *set.nodes[n];
      BOOST_TEST(node.url == text_of(nodes[n].at("url")));
      BOOST_TEST(node.address == text_of(nodes[n].at("address")));
      BOOST_TEST(node.index == nodes[n].at("index").to_number<std::uint32_t>());
      BOOST_TEST(node.weight == nodes[n].at("weight").to_number<std::uint32_t>());
      BOOST_TEST((node.scheme == scheme_of_mode(nodes[n].at("mode").as_int64())));
      BOOST_TEST(node.set_id == set.id);
      BOOST_TEST(!node.disabled);
      BOOST_TEST(node.displayed);
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_vector) {
  const auto vectors = test::read_json("kamailio/sock_parse.json");
  std::size_t rows = 0;
  for (const auto& row : vectors.at("cases").as_array()) {
    BOOST_TEST_CONTEXT(boost::json::serialize(row)) {
      Registry registry;
      std::vector<SockWarning> warnings;
      const SockOptions options{.websocket_api = row.at("ws_api").as_int64() != 0};
      const auto& params = row.at("params").as_array();
      for (std::size_t i = 0; i < params.size(); ++i) {
        const bool accepted = registry.add_sock(text_of(params[i]), options, warnings).has_value();
        BOOST_TEST(accepted == (row.at("rc").as_array()[i].as_int64() == 0));
      }
      compare_sets(registry, row.at("sets").as_array());
      ++rows;
    }
  }
  BOOST_TEST(rows == vectors.at("cases").as_array().size());
  BOOST_TEST(rows > 40U);
}

BOOST_AUTO_TEST_CASE(skipped_tokens_leave_a_warning_that_names_them) {
  Registry registry;
  std::vector<SockWarning> warnings;
  BOOST_REQUIRE(registry.add_sock("udp:a:1 ws://b:2 tcp:c:3 udp:d:port", {}, warnings));
  BOOST_REQUIRE_EQUAL(warnings.size(), 3U);
  BOOST_TEST(warnings[0].message.find("ws://b:2") != std::string::npos);
  BOOST_TEST(warnings[1].message.find("tcp:c:3") != std::string::npos);
  BOOST_TEST(warnings[2].message.find("\"port\"") != std::string::npos);
}

/// Kamailio takes all of these without a word.
BOOST_AUTO_TEST_CASE(weights_that_are_not_read_as_written_are_warned_of) {
  const struct {
    std::string_view sock;
    std::uint32_t weight;
    std::string_view says;
  } rows[] = {
      {"udp:a:1=-1", 4294967295U, "reads the weight \"-1\" of udp:a:1 as 4294967295"},
      {"udp:a:1=2,udp:b:1", 2, "reads the weight \"2,udp:b:1\" of udp:a:1 as 2"},
      {"udp:a:1=2;udp:b:1=3", 2, "reads the weight \"2;udp:b:1=3\" of udp:a:1 as 2"},
      {"udp:a:1=2.5", 2, "\"2.5\""},
      {"udp:a:1=x", 0, "\"x\" of udp:a:1 as 0"},
      {"udp:a:1=", 0, "as 0"},
      {"udp:a:1=4294967296", 0, "as 0"},
      {"udp:a:1=1 udp:a:1=5", 5, "udp:a:1 stands in set 0 already"},
      {"udp:a:1=5", 5, ""},
      {"udp:a:1=0", 0, ""},
      {"udp:a:1", 1, ""},
  };
  for (const auto& row : rows) {
    Registry registry;
    std::vector<SockWarning> warnings;
    BOOST_REQUIRE(registry.add_sock(row.sock, {}, warnings));
    BOOST_TEST(registry.sets()[0].nodes.size() == 1U, row.sock);
    BOOST_TEST(registry.sets()[0].nodes[0]->weight == row.weight, row.sock);
    BOOST_TEST(warnings.size() == (row.says.empty() ? 0U : 1U), row.sock);
    if (!warnings.empty()) BOOST_TEST(warnings[0].message.find(row.says) != std::string::npos, warnings[0].message);
  }
  Registry registry;
  std::vector<SockWarning> warnings;
  BOOST_REQUIRE(registry.add_sock("7 == udp:a:1 udp:b:1=-1", {}, warnings));
  BOOST_TEST(warnings.at(0).offset == 13U);
}

BOOST_AUTO_TEST_CASE(tcp_nodes_only_when_asked_for) {
  Registry registry;
  std::vector<SockWarning> warnings;
  BOOST_REQUIRE(registry.add_sock("tcp:127.0.0.1:2223=2", {.accept_tcp = true}, warnings));
  BOOST_REQUIRE_EQUAL(registry.sets()[0].nodes.size(), 1U);
  BOOST_TEST((registry.sets()[0].nodes[0]->scheme == Scheme::tcp));
  BOOST_TEST(registry.sets()[0].nodes[0]->weight == 2U);
}

BOOST_AUTO_TEST_CASE(default_set_and_db_url) {
  Parameters parameters;
  parameters.setid_default = 9;
  parameters.rtpengine_sock = {"udp:a:1", "3 == udp:b:1"};
  const auto proxy = Proxy::configure(parameters, *find_personality("kamailio-5.6"));
  BOOST_REQUIRE(proxy);
  BOOST_REQUIRE_EQUAL(proxy->registry.sets().size(), 2U);
  BOOST_TEST(proxy->registry.sets()[0].id == 9U);
  BOOST_TEST(proxy->registry.find_set(3)->nodes[0]->url == "udp:b:1");

  parameters.db_url = "sqlite:///tmp/x";
  parameters.rtpengine_sock = {"x == would be fatal"};
  const auto with_database = Proxy::configure(parameters, *find_personality("kamailio-5.6"));
  BOOST_REQUIRE(with_database);
  BOOST_TEST(with_database->registry.sets().empty());
}

BOOST_AUTO_TEST_CASE(endpoints_split_as_the_module_does) {
  const struct {
    const char *url, *host, *port;
  } rows[] = {
      {"udp:10.0.0.1:2223", "10.0.0.1", "2223"}, {"udp:10.0.0.1", "10.0.0.1", "22222"},
      {"udp:10.0.0.1:", "10.0.0.1", "22222"},    {"udp6:[::1]:2223", "::1", "2223"},
      {"udp6:[::1]:", "::1", "22222"},           {"udp6:[::1]", ":", "1]"},
      {"udp6:::1:2223", "::1", "2223"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.url) {
      const auto node = parse_node_url(row.url, {});
      BOOST_REQUIRE(node);
      const Endpoint endpoint = endpoint_of(*node);
      BOOST_TEST(endpoint.host == row.host);
      BOOST_TEST(endpoint.port == row.port);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
