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

class Registry {
 public:
  /// Parses one modparam value. Error: Kamailio would not start. Tokens that are skipped leave a warning.
  Expected<void> add_sock(std::string_view sock, const SockOptions& options, std::vector<std::string>& warnings);
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
