#include "client/sets/registry.hpp"

#include <algorithm>
#include <utility>

namespace rtpe {

NodeSet& Registry::set_of(std::uint32_t id) {
  if (NodeSet* set = find_set(id)) return *set;
  NodeSet& set = sets_.emplace_back();
  set.id = id;
  return set;
}

NodeSet* Registry::find_set(std::uint32_t id) { return const_cast<NodeSet*>(std::as_const(*this).find_set(id)); }

const NodeSet* Registry::find_set(std::uint32_t id) const {
  const auto found = std::ranges::find(sets_, id, &NodeSet::id);
  return found == sets_.end() ? nullptr : &*found;
}

Node& Registry::add_node(NodeSet& set, Node node) {
  for (const auto& known : set.nodes) {
    if (known->url != node.url) continue;
    known->disabled = node.disabled;
    known->displayed = node.displayed;
    known->recheck = node.recheck;
    known->weight = node.weight;
    return *known;
  }
  node.set_id = set.id;
  node.index = next_index_++;
  return *set.nodes.emplace_back(std::make_unique<Node>(std::move(node)));
}

}  // namespace rtpe
