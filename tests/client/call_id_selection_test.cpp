// Call-ID hashes, table rows and the weighted choice against the vectors of the module.
#include <boost/test/unit_test.hpp>

#include "client/calls/call_table.hpp"
#include "client/selection/call_id_hash.hpp"
#include "client/selection/weighted_choice.hpp"
#include "tests/support/json.hpp"

BOOST_AUTO_TEST_SUITE(call_id_selection_test)

using namespace rtpe;

namespace {

struct Config {
  NodeSet set;
  std::vector<const Node*> tried;
};

Config config_of(const boost::json::object& object) {
  Config config;
  for (const auto& weight : object.at("w").as_array()) {
    auto node = std::make_unique<Node>();
    node->weight = weight.to_number<std::uint32_t>();
    node->index = static_cast<std::uint32_t>(config.set.nodes.size());
    config.set.nodes.push_back(std::move(node));
  }
  const auto each = [&](const char* key, auto&& apply) {
    if (const auto* list = object.if_contains(key))
      for (const auto& index : list->as_array()) apply(*config.set.nodes[index.to_number<std::size_t>()]);
  };
  each("dis", [](Node& node) { node.disabled = true, node.recheck = permanent; });
  each("hid", [](Node& node) { node.displayed = false; });
  each("q", [&](Node& node) { config.tried.push_back(&node); });
  return config;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_vector) {
  const auto vectors = test::read_json("kamailio/callid_selection.json");
  std::vector<Config> configs;
  for (const auto& name : vectors.at("config_order").as_array())
    configs.push_back(config_of(vectors.at("configs").at(name.as_string()).as_object()));
  const HashAlgorithm algorithms[] = {HashAlgorithm::byte_sum, HashAlgorithm::sha1, HashAlgorithm::crc32};
  std::size_t picks = 0;
  for (const auto& row : vectors.at("rows").as_array()) {
    const auto& object = row.as_object();
    const std::string call_id = object.contains("callid") ? test::text_of(object.at("callid"))
                                                          : test::from_hex(object.at("callid_hex").as_string());
    BOOST_TEST_CONTEXT(call_id) {
      BOOST_TEST(call_id_number(call_id, HashAlgorithm::byte_sum) == object.at("legacy").to_number<std::uint32_t>());
      BOOST_TEST(call_id_number(call_id, HashAlgorithm::sha1) == object.at("sha1sum").to_number<std::uint32_t>());
      if (!object.at("crc32").is_null())
        BOOST_TEST(call_id_number(call_id, HashAlgorithm::crc32) == object.at("crc32").to_number<std::uint32_t>());
      for (const auto& slot : object.at("slot").as_object())
        BOOST_TEST(table_row(call_id, static_cast<std::uint32_t>(std::stoul(std::string(slot.key())))) ==
                   slot.value().to_number<std::uint32_t>());
      for (const auto& pick : object.at("pick").as_object()) {
        const auto algorithm = algorithms[std::stoul(std::string(pick.key()))];
        const auto& expected = pick.value().as_array();
        BOOST_REQUIRE_EQUAL(expected.size(), configs.size());
        for (std::size_t i = 0; i < configs.size(); ++i) {
          const Config& config = configs[i];
          const Node* node = weighted_choice(config.set, config.tried, call_id_number(call_id, algorithm),
                                             eligible_weight(config.set, config.tried));
          BOOST_TEST((node ? static_cast<std::int64_t>(node->index) : -1) == expected[i].as_int64());
          ++picks;
        }
      }
    }
  }
  BOOST_TEST(picks > 5000U);
}

BOOST_AUTO_TEST_CASE(algorithm_numbers_follow_the_release) {
  const Personality& old = *find_personality("kamailio-5.6");
  const Personality& recent = *find_personality("kamailio-6.1");
  BOOST_TEST((hash_algorithm(0, old) == HashAlgorithm::byte_sum));
  BOOST_TEST((hash_algorithm(0, recent) == HashAlgorithm::crc32));
  BOOST_TEST((hash_algorithm(1, recent) == HashAlgorithm::sha1));
  BOOST_TEST((hash_algorithm(2, old) == HashAlgorithm::crc32));
  BOOST_TEST(!hash_algorithm(3, old).has_value());
}

BOOST_AUTO_TEST_CASE(reasons_of_exclusion) {
  NodeSet set;
  for (int i = 0; i < 6; ++i) set.nodes.push_back(std::make_unique<Node>());
  set.nodes[0]->displayed = false;
  set.nodes[1]->disabled = true;
  set.nodes[2]->disabled = true;
  set.nodes[2]->recheck = permanent;
  set.nodes[4]->weight = 0;
  const std::vector<const Node*> tried = {set.nodes[3].get()};
  std::vector<ExcludedNode> excluded;
  list_exclusions(set, tried, excluded);
  const Exclusion expected[] = {Exclusion::hidden, Exclusion::disabled, Exclusion::permanently_disabled,
                                Exclusion::tried, Exclusion::zero_weight};
  BOOST_REQUIRE_EQUAL(excluded.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) {
    BOOST_TEST(excluded[i].node == set.nodes[i].get());
    BOOST_TEST(to_string(excluded[i].why) == to_string(expected[i]));
  }
}

BOOST_AUTO_TEST_SUITE_END()
