// True shares and movements, against figures computed from exact models of the hash algorithms.
#include "client/explain/audit.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(audit_test)

using namespace rtpe;

namespace {

Auditor auditor_of(Situation situation) {
  auto made = Auditor::make(situation);
  BOOST_REQUIRE(made);
  return std::move(*made);
}

Situation equal_nodes(int count, std::string_view personality = "kamailio-5.6") {
  Situation out{.sock = {""}, .personality = find_personality(personality)};
  for (int i = 0; i < count; ++i) out.sock[0] += "udp:10.0.0." + std::to_string(i) + ":2223 ";
  return out;
}

double moved_part(const Movement& movement, std::size_t calls) {
  return static_cast<double>(movement.moved) / static_cast<double>(calls);
}

}  // namespace

BOOST_AUTO_TEST_CASE(weights_beyond_256_are_never_reached_by_the_byte_sum) {
  const auto calls = sample_call_ids(20'000, 1);
  Situation situation{.sock = {"udp:a:1=500 udp:b:1=300 udp:c:1=200"}};
  const auto legacy = auditor_of(situation);
  const auto audit = legacy.audit(legacy.choices(calls));
  BOOST_TEST(audit.nodes[0].actual == 1.0);
  BOOST_TEST(audit.nodes[0].intended == 0.5);
  BOOST_TEST(audit.nodes[1].calls == 0U);
  BOOST_TEST(audit.nodes[2].calls == 0U);
  BOOST_TEST(audit.nodes[0].reachable);
  BOOST_TEST(!audit.nodes[1].reachable);
  BOOST_TEST(!audit.nodes[2].reachable);
  situation.hash_algo = 2;
  const auto crc = auditor_of(situation);
  const auto fair = crc.audit(crc.choices(calls));
  BOOST_TEST(std::abs(fair.nodes[0].actual - 0.5) < 0.02);
  BOOST_TEST(std::abs(fair.nodes[2].actual - 0.2) < 0.02);
  for (const auto& share : fair.nodes) BOOST_TEST(share.reachable);
}

BOOST_AUTO_TEST_CASE(reachability_is_exact) {
  const auto reachable = [](std::string sock, HashAlgorithm algorithm) {
    const auto auditor = auditor_of({.sock = {std::move(sock)}});
    return reachable_nodes(auditor.set(), algorithm);
  };
  using enum HashAlgorithm;
  BOOST_TEST(reachable("udp:a:1=255 udp:b:1=1 udp:c:1=9", byte_sum) == (std::vector<bool>{true, true, false}));
  BOOST_TEST(reachable("udp:a:1=256 udp:b:1=1", byte_sum) == (std::vector<bool>{true, false}));
  BOOST_TEST(reachable("udp:a:1=0 udp:b:1=1", crc32) == (std::vector<bool>{false, true}));
  // Sums of signed bytes stay within 2560 of 0; those below 0 are taken modulo 2^32. The weights here add up to 2^31.
  BOOST_TEST(reachable("udp:a:1=2541 udp:b:1=2147478547 udp:c:1=2560", sha1) == (std::vector<bool>{true, false, true}));
  BOOST_TEST(reachable("udp:a:1=0 udp:b:1=0", byte_sum) == (std::vector<bool>{false, false}));
}

// The figures of exact integer models over 40 000 UUID-like Call-IDs: how many of the calls change their node.
BOOST_AUTO_TEST_CASE(who_moves) {
  const auto calls = sample_call_ids(40'000, 7);
  const struct {
    std::string_view personality;
    int nodes;
    double down, added;
  } rows[] = {{"kamailio-6.0", 3, 0.669, 0.742},
              {"kamailio-6.1", 3, 0.668, 0.750},
              {"kamailio-6.0", 5, 0.811, 0},
              {"kamailio-6.1", 5, 0.799, 0}};
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.personality << " " << row.nodes) {
      const auto before = auditor_of(equal_nodes(row.nodes, row.personality));
      const auto choices = before.choices(calls);
      double sum = 0;
      for (const auto& movement : before.each_node_down(calls, choices)) {
        sum += moved_part(movement, calls.size());
        BOOST_TEST(movement.must_move < calls.size() / 2);
      }
      BOOST_TEST(std::abs(sum / row.nodes - row.down) < 0.02, sum / row.nodes);
      if (row.added == 0) continue;
      const auto after = auditor_of(equal_nodes(row.nodes + 1, row.personality));
      const auto movement = movement_between("one more", before, after, calls);
      BOOST_TEST(std::abs(moved_part(movement, calls.size()) - row.added) < 0.02, moved_part(movement, calls.size()));
      BOOST_TEST(movement.must_move == calls.size() / 4);
    }
  }
  const auto upgrade = movement_between("6.1", auditor_of(equal_nodes(3, "kamailio-6.0")),
                                        auditor_of(equal_nodes(3, "kamailio-6.1")), calls);
  BOOST_TEST(std::abs(moved_part(upgrade, calls.size()) - 0.662) < 0.02, moved_part(upgrade, calls.size()));
  BOOST_TEST(upgrade.must_move == 0U);
}

BOOST_AUTO_TEST_CASE(nodes_that_are_down_take_no_part) {
  auto situation = equal_nodes(3);
  situation.down = {"udp:10.0.0.1:2223"};
  const auto auditor = auditor_of(situation);
  const auto calls = sample_call_ids(5'000, 3);
  const auto choices = auditor.choices(calls);
  const auto audit = auditor.audit(choices);
  BOOST_TEST(audit.nodes[1].calls == 0U);
  BOOST_TEST(audit.nodes[1].intended == 0.0);
  BOOST_TEST(audit.without_node == 0U);
  BOOST_TEST(auditor.each_node_down(calls, choices).size() == 2U);
}

BOOST_AUTO_TEST_CASE(call_ids_are_reproducible_and_an_unknown_algorithm_is_refused) {
  BOOST_TEST(sample_call_ids(3, 5) == sample_call_ids(3, 5));
  BOOST_TEST(sample_call_ids(1, 5) != sample_call_ids(1, 6));
  BOOST_TEST(sample_call_ids(1, 5)[0].size() == 36U + 9U);
  BOOST_TEST(!Auditor::make({.sock = {"udp:a:1"}, .hash_algo = 9}).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
