#include "pcap/ng/node_memory.hpp"

namespace rtpe::capture {

void KnownNodes::add_new(const Endpoint& node) {
  if (nodes_.size() >= nodes_at_most) return;
  last_ = node;
  nodes_.insert(node);
  ports_.set(node.port);
}

}  // namespace rtpe::capture
