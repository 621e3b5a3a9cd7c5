// The distribution a configuration really gives, and which calls change their node when something changes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/explain/situation.hpp"
#include "client/selection/call_id_hash.hpp"

namespace rtpe {

/// What one node of the set gets.
struct NodeShare {
  const Node* node = nullptr;
  double intended = 0;      ///< its weight over the sum of all eligible weights, 0..1
  double actual = 0;        ///< its part of the Call-IDs, 0..1
  bool reachable = true;    ///< some number that the hash can give leads to it; false with a weight: a dead investment
  std::uint64_t calls = 0;  ///< of the Call-IDs
};

/// What one change does to calls that the call table does not know.
struct Movement {
  std::string change = {};      ///< "udp:a:1 down", "kamailio-6.1", ...
  std::uint64_t moved = 0;      ///< Call-IDs that go elsewhere afterwards, or nowhere
  std::uint64_t must_move = 0;  ///< those that had to: their node is gone, or (a node more) the new node's fair share
};

struct Audit {
  std::uint64_t calls = 0;
  std::vector<NodeShare> nodes = {};  ///< set order
  std::uint64_t without_node = 0;
  std::vector<Movement> movements = {};
};

/// A configuration with the states of its nodes, and what each of many Call-IDs gets.
class Auditor {
 public:
  static Expected<Auditor> make(const Situation& situation);
  /// Index in the set of each Call-ID's node, -1: none.
  [[nodiscard]] std::vector<std::int32_t> choices(const std::vector<std::string>& call_ids) const;
  /// Shares of every node of the set.
  [[nodiscard]] Audit audit(const std::vector<std::int32_t>& choices) const;
  /// Per eligible node: what moves when it alone goes down.
  [[nodiscard]] std::vector<Movement> each_node_down(const std::vector<std::string>& call_ids,
                                                     const std::vector<std::int32_t>& before) const;
  [[nodiscard]] const NodeSet& set() const { return setting_.set(); }
  [[nodiscard]] const Setting& setting() const { return setting_; }
  [[nodiscard]] std::optional<HashAlgorithm> algorithm() const { return algorithm_; }

 private:
  explicit Auditor(Setting setting) : setting_(std::move(setting)) {}
  Setting setting_;
  std::optional<HashAlgorithm> algorithm_;
};

/// What moves between two configurations; nodes are the same when their URLs are. `must_move`: calls whose node is not
/// eligible afterwards, and the share of weight that new nodes and raised weights deserve.
[[nodiscard]] Movement movement_between(std::string change, const Auditor& before, const Auditor& after,
                                        const std::vector<std::string>& call_ids);

/// Call-IDs as many user agents make them: a random UUID, an at sign and an address. The same seed gives the same ones.
[[nodiscard]] std::vector<std::string> sample_call_ids(std::size_t count, std::uint32_t seed);

/// Whether some number that the algorithm can give leads to each node of the set, in set order.
[[nodiscard]] std::vector<bool> reachable_nodes(const NodeSet& set, HashAlgorithm algorithm);

}  // namespace rtpe
