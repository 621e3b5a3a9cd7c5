#include "pcap/ng/node_activity.hpp"

#include <algorithm>

namespace rtpe::capture {

void NodeActivities::add(const WireExchange& exchange) {
  if (exchange.outcome == Outcome::lone_reply) return;
  const auto found = nodes_.find(exchange.node);
  if (found == nodes_.end() && nodes_.size() == nodes_at_most) {
    ++overflow_;
    return;
  }
  NodeActivity& node = found != nodes_.end() ? found->second : nodes_[exchange.node];
  ++node.commands;
  node.sends += exchange.sends;
  if (exchange.outcome == Outcome::answered) {
    ++node.answered;
    if (exchange.result == "error") ++node.errors;
    if (exchange.latency) {
      ++node.timed;
      node.latency_sum += *exchange.latency;
      node.latency_highest = std::max(node.latency_highest, *exchange.latency);
    }
    node.last_answer = exchange.first_sent;
    node.silent_since.reset();
    node.unanswered_since = 0;
    return;
  }
  ++(exchange.outcome == Outcome::no_answer ? node.no_answer : node.refused);
  if (!node.silent_since) node.silent_since = exchange.first_sent;
  ++node.unanswered_since;
}

}  // namespace rtpe::capture
