// The call table: vectors of the module, and a plain model of section 20 run against it with random operations.
#include "client/calls/call_table.hpp"

#include <algorithm>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/test/unit_test.hpp>
#include <list>

#include "tests/support/json.hpp"

BOOST_AUTO_TEST_SUITE(call_table_test)

using namespace rtpe;
using rtpe::test::text_of;

namespace {

Command command_of_vector(const boost::json::value& value) {
  return value.as_string() == "DELETE" ? Command::delete_ : Command::offer;
}

/// The rows exactly as behaviour.md section 20 writes them.
struct Model {
  struct Entry {
    std::string call_id, via_branch;
    std::uint32_t expiry;
    Node* node;
  };
  std::vector<std::list<Entry>> rows;
  bool dummy;

  bool is_dummy(const std::string& c, const std::string& v) const { return dummy && c.empty() && v.empty(); }
  static bool any(const std::string& v, Command command) { return v.empty() && command == Command::delete_; }
  std::list<Entry>& row(const std::string& c) { return rows[table_row(c, static_cast<std::uint32_t>(rows.size()))]; }

  Node* lookup(std::uint32_t now, const std::string& c, const std::string& v, Command command) {
    if (is_dummy(c, v)) return nullptr;
    auto& list = row(c);
    for (auto at = list.begin(); at != list.end();) {
      if (at->call_id == c && (at->via_branch == v || any(v, command))) return at->node;
      at = at->expiry < now ? list.erase(at) : std::next(at);
    }
    return nullptr;
  }
  bool insert(std::uint32_t now, std::uint32_t lifetime, const std::string& c, const std::string& v, Node& node) {
    if (is_dummy(c, v)) return false;
    auto& list = row(c);
    for (auto at = list.begin(); at != list.end();) {
      if (at->call_id == c && at->via_branch == v) return false;
      at = at->expiry < now ? list.erase(at) : std::next(at);
    }
    list.push_back({c, v, now + lifetime, &node});
    return true;
  }
  bool remove(std::uint32_t now, const std::string& c, const std::string& v, Command command) {
    if (is_dummy(c, v)) return false;
    auto& list = row(c);
    bool found = false;
    for (auto at = list.begin(); at != list.end();) {
      if (at->call_id == c && (at->via_branch == v || any(v, command))) {
        at = list.erase(at);
        found = true;
        if (!any(v, command)) return true;
      } else {
        at = at->expiry < now ? list.erase(at) : std::next(at);
      }
    }
    return found;
  }
  std::uint64_t total() const {
    std::uint64_t number = 0;
    for (const auto& list : rows) number += list.size();
    return number;
  }
  std::uint64_t expired(std::uint32_t now) const {
    std::uint64_t number = 0;
    for (const auto& list : rows)
      for (const auto& entry : list) number += entry.expiry < now;
    return number;
  }
};

struct Shape {
  std::uint32_t rows;
  RowHead head;
  bool equal_lifetimes;
  std::uint32_t seed;
};

void run_against_model(const Shape& shape) {
  boost::random::mt19937 random(shape.seed);
  const auto draw = [&](std::uint32_t least, std::uint32_t most) {
    return boost::random::uniform_int_distribution<std::uint32_t>(least, most)(random);
  };
  std::vector<Node> nodes(4);
  Model model{std::vector<std::list<Model::Entry>>(shape.rows), shape.head == RowHead::dummy};
  CallTable table(shape.rows, 10, shape.head);
  std::uint32_t now = 1000;
  for (int step = 0; step < 6000; ++step) {
    if (draw(0, 5) == 0) now += draw(1, 4);
    std::string call_id = draw(0, 30) == 0 ? "" : "call-" + std::to_string(draw(0, 25));
    if (draw(0, 9) == 0) call_id += std::string(100, 'x');
    const std::string branch = draw(0, 2) == 0 ? "z9hG4bK" + std::to_string(draw(0, 3)) : "";
    const Command command = draw(0, 1) == 0 ? Command::offer : Command::delete_;
    Node& node = nodes[draw(0, 3)];
    const std::uint32_t lifetime = shape.equal_lifetimes ? 10 : draw(0, 20);
    switch (draw(0, 3)) {
      case 0:
        BOOST_REQUIRE_EQUAL(table.remove(now, call_id, branch, command), model.remove(now, call_id, branch, command));
        break;
      case 1:
        BOOST_REQUIRE_EQUAL(table.lookup(now, call_id, branch, command), model.lookup(now, call_id, branch, command));
        break;
      default:
        BOOST_REQUIRE_EQUAL(table.insert(now, lifetime, call_id, branch, node),
                            model.insert(now, lifetime, call_id, branch, node));
    }
    BOOST_REQUIRE_EQUAL(table.total(), model.total());
    BOOST_REQUIRE_EQUAL(table.expired(now), model.expired(now));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_vector) {
  const auto vectors = test::read_json("kamailio/hash_table_ops.json");
  for (const auto& sequence : vectors.at("sequences").as_array()) {
    const auto size = std::max<std::int64_t>(1, sequence.at("size").as_int64());
    CallTable table(static_cast<std::uint32_t>(size), 3600);
    std::vector<Node> nodes(16);
    std::uint32_t now = 0;
    const auto& steps = sequence.at("steps").as_array();
    const auto& results = sequence.at("results").as_array();
    BOOST_REQUIRE_EQUAL(steps.size(), results.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto& step = steps[i].as_array();
      const std::string what = text_of(step[0]);
      BOOST_TEST_CONTEXT(i << ": " << boost::json::serialize(step)) {
        if (what == "time") {
          now = step[1].to_number<std::uint32_t>();
          continue;
        }
        std::int64_t result = -1;
        if (what == "insert") {
          result = table.insert(now, step[3].to_number<std::uint32_t>(), text_of(step[1]), text_of(step[2]),
                                nodes[step[4].to_number<std::size_t>()]);
        } else if (what == "lookup") {
          const Node* node = table.lookup(now, text_of(step[1]), text_of(step[2]), command_of_vector(step[3]));
          result = node ? node - nodes.data() : 0;
        } else if (what == "remove") {
          result = table.remove(now, text_of(step[1]), text_of(step[2]), command_of_vector(step[3]));
        } else if (what == "total") {
          result = static_cast<std::int64_t>(table.total());
        }
        BOOST_TEST(result == results[i].as_int64());
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(agrees_with_the_plain_rows) {
  std::uint32_t seed = 1;
  for (const std::uint32_t rows : {1U, 3U, 256U})
    for (const RowHead head : {RowHead::dummy, RowHead::none})
      for (const bool equal : {true, false}) run_against_model({rows, head, equal, seed++});
}

BOOST_AUTO_TEST_CASE(a_hundred_thousand_calls_come_and_go) {
  CallTable table(256, 3600);
  Node node;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100'000; ++i) BOOST_REQUIRE(table.insert(1, "call-" + std::to_string(i), "", node));
    BOOST_TEST(table.total() == 100'000U);
    for (int i = 0; i < 100'000; ++i) BOOST_REQUIRE(table.remove(2, "call-" + std::to_string(i), "", Command::delete_));
    BOOST_TEST(table.total() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(row_is_the_djb2_of_section_19) {
  BOOST_TEST(table_row("a", 256) == (5381U * 33 + 97) % 256);
  BOOST_TEST(table_row("a", 0) == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
