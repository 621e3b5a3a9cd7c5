// All sets of a proxy, and the rtpengine_sock grammar that fills them (behaviour.md section 1).
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "client/sets/node.hpp"

namespace rtpe {

struct SockOptions {
  std::uint32_t setid_default = 0;
  bool websocket_api = false;  ///< wsapi="lwsc" given
  bool accept_tcp = false;     ///< also take tcp: URLs, which the module does not know
};

/// What the module makes of a value of rtpengine_sock without a word, or with a warning in its log, and what its author
/// hardly meant. One sentence.
struct SockWarning {
  std::size_t offset = 0;  ///< of the node in the value
  std::string message;
};

class Registry {
 public:
  /// Parses one modparam value. Error: Kamailio would not start. Warned of: nodes that are skipped, weights that are
  /// not read as they are written, nodes that stand twice in a set.
  Expected<void> add_sock(std::string_view sock, const SockOptions& options, std::vector<SockWarning>& warnings);
  NodeSet& set_of(std::uint32_t id);  ///< found or created
  [[nodiscard]] NodeSet* find_set(std::uint32_t id);
  [[nodiscard]] const NodeSet* find_set(std::uint32_t id) const;
  /// Creation order: the order of RPC output.
  [[nodiscard]] const std::deque<NodeSet>& sets() const { return sets_; }
  [[nodiscard]] std::deque<NodeSet>& sets() { return sets_; }
  /// The node, updated in place when the set has that URL already, appended with a new index otherwise.
  Node& add_node(NodeSet& set, Node node);
  [[nodiscard]] std::uint32_t node_count() const { return next_index_; }

 private:
  std::deque<NodeSet> sets_;
  std::uint32_t next_index_ = 0;
};

}  // namespace rtpe
