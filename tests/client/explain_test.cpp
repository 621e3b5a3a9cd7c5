// Explanations agree with the module's vectors, and say why.
#include "client/explain/explain.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/json.hpp"

BOOST_AUTO_TEST_SUITE(explain_test)

using namespace rtpe;

namespace {

std::string url(std::size_t index) { return "udp:127.0.0.1:" + std::to_string(20000 + index); }

/// The configuration of a vector as a user would give it to explain.
Situation situation_of(const boost::json::object& config, std::int64_t algorithm) {
  Situation situation{.sock = {""}, .hash_algo = algorithm};
  const auto& weights = config.at("w").as_array();
  for (std::size_t i = 0; i < weights.size(); ++i)
    situation.sock[0] += url(i) + "=" + std::to_string(weights[i].to_number<std::uint32_t>()) + " ";
  const auto each = [&](const char* key, std::vector<std::string>& urls) {
    if (const auto* list = config.if_contains(key))
      for (const auto& index : list->as_array()) urls.push_back(url(index.to_number<std::size_t>()));
  };
  each("dis", situation.disabled);
  each("hid", situation.hidden);
  each("q", situation.tried);
  return situation;
}

Explanation explain(const Situation& situation, std::string_view call_id, Explainer** keep = nullptr) {
  static std::vector<std::unique_ptr<Explainer>> alive;  // explanations point into them
  auto made = Explainer::make(situation);
  BOOST_REQUIRE(made);
  alive.push_back(std::make_unique<Explainer>(std::move(*made)));
  if (keep) *keep = alive.back().get();
  return alive.back()->explain(call_id);
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_selection_vector) {
  const auto vectors = test::read_json("kamailio/callid_selection.json");
  std::size_t picks = 0;
  for (std::int64_t algorithm = 0; algorithm <= 2; ++algorithm) {
    std::vector<Explainer> explainers;
    for (const auto& name : vectors.at("config_order").as_array()) {
      auto made = Explainer::make(situation_of(vectors.at("configs").at(name.as_string()).as_object(), algorithm));
      BOOST_REQUIRE(made);
      explainers.push_back(std::move(*made));
    }
    for (const auto& value : vectors.at("rows").as_array()) {
      const auto& row = value.as_object();
      const auto* expected = row.at("pick").as_object().if_contains(std::to_string(algorithm));
      if (expected == nullptr) continue;
      const auto call_id =
          row.contains("callid") ? test::text_of(row.at("callid")) : test::from_hex(row.at("callid_hex").as_string());
      for (std::size_t i = 0; i < explainers.size(); ++i) {
        const auto why = explainers[i].explain(call_id);
        const auto index = why.node ? static_cast<std::int64_t>(why.node->index) : -1;
        if (index != expected->as_array()[i].as_int64()) BOOST_ERROR(call_id << " config " << i << ": " << index);
        if (why.node) BOOST_TEST_REQUIRE((!why.walk.empty() && why.walk.back().node == why.node));
        ++picks;
      }
    }
  }
  BOOST_TEST(picks > 5000U);
}

BOOST_AUTO_TEST_CASE(the_worked_example) {
  const Situation all{.sock = {"udp:a:1=1 udp:b:1=2 udp:c:1=3"}};
  const auto a = explain(all, "a");
  BOOST_TEST(a.hash.number == 97U);
  BOOST_TEST(a.weight_sum == 6U);
  BOOST_TEST(a.remainder == 1U);
  BOOST_TEST(a.table_row == 6U);
  BOOST_TEST(to_text(a.hash, 1) == "sum of 1 bytes = 97, & 255 = 97");
  BOOST_TEST_REQUIRE(a.walk.size() == 2U);
  BOOST_TEST(a.walk[0].cut == 1U);
  BOOST_TEST(a.walk[1].cut == 0U);
  BOOST_TEST(a.node->url == "udp:b:1");
  auto one_down = all;
  one_down.down = {"udp:a:1"};
  const auto moved = explain(one_down, "a");
  BOOST_TEST(moved.node->url == "udp:c:1");
  BOOST_TEST_REQUIRE(moved.excluded.size() == 1U);
  BOOST_TEST((moved.excluded[0].why == Exclusion::disabled));
}

BOOST_AUTO_TEST_CASE(pings_and_the_call_table) {
  Situation situation{.sock = {"udp:a:1 udp:b:1"}, .down = {"udp:a:1"}, .disabled = {"udp:b:1"}};
  const auto nothing = explain(situation, "x");
  BOOST_TEST(nothing.node == nullptr);
  BOOST_TEST(nothing.forced);
  BOOST_TEST(nothing.pinged.size() == 1U);  // not the permanently disabled one
  BOOST_TEST((nothing.failure == NoChoice::no_eligible_node));
  situation.aggressive_redetection = 0;
  BOOST_TEST(explain(situation, "x").pinged.empty());

  situation = {.sock = {"udp:a:1 udp:b:1"}, .disabled = {"udp:a:1"}, .known = "udp:a:1"};
  const auto known = explain(situation, "x");
  BOOST_TEST((known.failure == NoChoice::known_node_disabled));
  BOOST_TEST(known.node == nullptr);
  situation.allow_op = 2;
  Explainer* explainer = nullptr;
  const auto allowed = explain(situation, "x", &explainer);
  BOOST_TEST((allowed.source == ChoiceSource::table));
  BOOST_TEST(allowed.node->url == "udp:a:1");
  BOOST_TEST(explainer->explain("x").node->url == "udp:a:1");
  BOOST_TEST(explainer->setting().proxy().table.total() == 0U);

  situation = {.sock = {"udp:a:1 udp:b:1"}, .tried = {"udp:a:1"}, .known = "udp:a:1"};
  BOOST_TEST(explain(situation, "x").node->url == "udp:a:1");  // 5.6 asks it again
  situation.personality = find_personality("kamailio-5.7");
  BOOST_TEST((explain(situation, "x").failure == NoChoice::known_node_tried));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const struct {
    Situation situation;
    std::string_view text;
  } rows[] = {
      {{.sock = {"x == udp:a:1"}}, "x"},
      {{.sock = {"1 == udp:a:1"}}, "there is no set 0 (the sets are 1)"},
      {{.sock = {""}}, "there is no set 0 (rtpengine_sock names no set)"},
      {{.sock = {"udp:a:1"}, .down = {"udp:b:1"}}, "down: udp:b:1 is no node of set 0 (its nodes are udp:a:1)"},
      {{.sock = {"udp:a:1"}, .known = "udp:b:1"}, "known: udp:b:1 is no node of set 0"},
  };
  for (const auto& row : rows) {
    const auto made = Explainer::make(row.situation);
    BOOST_TEST_REQUIRE(!made.has_value());
    BOOST_TEST(made.error().text().find(row.text) != std::string::npos, made.error().text());
  }
  BOOST_TEST((explain({.sock = {"udp:a:1"}, .hash_algo = 7}, "x").failure == NoChoice::unknown_hash_algorithm));
}

BOOST_AUTO_TEST_SUITE_END()
