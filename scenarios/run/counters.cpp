#include "scenarios/run/counters.hpp"

namespace rtpe::scenario {

EventKinds Counters::interests() const {
  return kinds_of<RunStarted, CallStarted, CallEnded, SipMessage, SipDropped, Sent, ExchangeEnded, NodeState,
                  OperationEnded, Workers>();
}

void Counters::record(Duration at, const Event& event) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (std::is_same_v<E, CallStarted>)
          ++totals_.calls;
        else if constexpr (std::is_same_v<E, SipMessage>)
          ++totals_.sip_messages;
        else if constexpr (std::is_same_v<E, SipDropped>)
          ++totals_.sip_dropped;
        else if constexpr (requires { count(at, e); })
          count(at, e);
      },
      event);
}

void Counters::count(Duration /*at*/, const RunStarted& event) {
  totals_.workers = event.workers;
  for (const NodeEntry& node : event.nodes) {
    NodeCount& row = nodes_.emplace_back();
    row.summary.name = node.name;
    row.summary.url = node.url;
    row.summary.engine = node.engine;
    row.summary.set_id = node.set_id;
    row.summary.weight = node.weight;
  }
}

void Counters::count(Duration /*at*/, const CallEnded& event) {
  anchored_.erase(event.call);
  if (event.result == "completed")
    ++totals_.calls_completed;
  else if (event.result.starts_with("failed"))
    ++totals_.calls_failed;
}

void Counters::count(Duration /*at*/, const Sent& event) {
  ++totals_.sends;
  ++nodes_[event.node_index].summary.sends;
}

void Counters::count(Duration /*at*/, const ExchangeEnded& event) {
  ++totals_.exchanges;
  NodeCount& node = nodes_[event.node_index];
  const bool ping = event.command == "ping";
  const bool answered = event.outcome == ExchangeOutcome::answered;
  if (answered) node.latency.add(event.latency);
  if (ping) {
    ++node.summary.pings;
    if (answered) ++node.summary.pings_answered;
    return;
  }
  ++node.summary.commands;
  if (!answered)
    ++node.summary.timed_out;
  else if (event.result != "ok")
    ++node.summary.refused;
  else {
    ++node.summary.answered;
    if (event.command != "delete" && event.call != 0 && anchored_.insert(event.call).second) ++node.summary.new_calls;
  }
}

void Counters::count(Duration at, const NodeState& event) {
  NodeCount& node = nodes_[event.node_index];
  if (event.disabled == node.disabled) return;
  node.disabled = event.disabled;
  if (event.disabled) {
    ++node.summary.times_disabled;
    node.disabled_since = at;
  } else {
    node.summary.time_disabled += at - node.disabled_since;
  }
}

void Counters::count(Duration /*at*/, const OperationEnded& event) {
  ++totals_.operations;
  if (event.end == OperationEnd::failed) ++totals_.operations_failed;
  totals_.longest_operation = std::max(totals_.longest_operation, event.took);
}

void Counters::count(Duration /*at*/, const Workers& event) {
  totals_.most_workers_busy = std::max(totals_.most_workers_busy, event.busy);
}

void Counters::fill(RunResult& result, Duration end) const {
  result.calls = totals_.calls;
  result.calls_completed = totals_.calls_completed;
  result.calls_failed = totals_.calls_failed;
  result.operations = totals_.operations;
  result.operations_failed = totals_.operations_failed;
  result.exchanges = totals_.exchanges;
  result.sends = totals_.sends;
  result.sip_messages = totals_.sip_messages;
  result.sip_dropped = totals_.sip_dropped;
  result.workers = totals_.workers;
  result.most_workers_busy = totals_.most_workers_busy;
  result.longest_operation = totals_.longest_operation;
  for (const NodeCount& node : nodes_) {
    NodeSummary& summary = result.nodes.emplace_back(node.summary);
    if (node.disabled) summary.time_disabled += end - node.disabled_since;
    summary.disabled_at_end = node.disabled;
    summary.latency_median = node.latency.median();
    summary.latency_highest = node.latency.highest();
  }
}

RunEnded Counters::totals(std::string_view end) const {
  return {.calls = totals_.calls,
          .calls_failed = totals_.calls_failed,
          .operations = totals_.operations,
          .exchanges = totals_.exchanges,
          .sends = totals_.sends,
          .end = end};
}

}  // namespace rtpe::scenario
