#include "scenarios/log/counters.hpp"

#include <algorithm>

namespace rtpe::scenario {

CheckOutcome CheckResult::verdict() const {
  if (expect == Expectation::pass || outcome == CheckOutcome::not_judged) return outcome;
  return outcome == CheckOutcome::failed ? CheckOutcome::passed : CheckOutcome::failed;
}

std::string CheckResult::said() const {
  if (outcome == CheckOutcome::not_judged) return "not judged: " + summary;
  if (expect == Expectation::pass) return summary;
  return (outcome == CheckOutcome::failed ? "failed as expected: " : "was expected to fail: ") + summary;
}

CheckOutcome RunResult::outcome() const {
  const auto any = [&](CheckOutcome outcome) {
    return std::ranges::find(checks, outcome, &CheckResult::verdict) != checks.end();
  };
  if (end != RunEnd::finished || any(CheckOutcome::failed)) return CheckOutcome::failed;
  return nothing_tried() || any(CheckOutcome::not_judged) ? CheckOutcome::not_judged : CheckOutcome::passed;
}

EventKinds Counters::interests() const {
  return kinds_of<RunStarted, CallStarted, CallEnded, SipMessage, SipDropped, Sent, ExchangeEnded, NodeState,
                  OperationEnded, Workers, CheckJudged, RunEnded>();
}

void Counters::record(Duration at, const Event& event) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires { count(at, e); }) count(at, e);
      },
      event);
}

void Counters::count(Duration /*at*/, const RunStarted& event) {
  result_.title = event.title;
  result_.file = event.file;
  result_.case_name = event.case_name;
  result_.seed = event.seed;
  result_.clock = event.clock;
  for (const ProxyEntry& proxy : event.proxies) result_.workers += proxy.workers;
  load_.resize(event.proxies.size());
  for (const NodeEntry& node : event.nodes) {
    NodeSummary& row = nodes_.emplace_back().summary;
    row.name = node.name;
    row.url = node.url;
    row.engine = node.engine;
    row.proxy = node.proxy;
    row.set_id = node.set;
    row.weight = node.weight;
  }
}

void Counters::count(Duration /*at*/, const CallStarted& /*event*/) { ++result_.calls; }

void Counters::count(Duration /*at*/, const CallEnded& event) {
  anchored_.erase(call_of(event));
  if (event.end == CallEnd::completed)
    ++result_.calls_completed;
  else if (event.end == CallEnd::failed)
    ++result_.calls_failed;
}

void Counters::count(Duration /*at*/, const SipMessage& event) {
  ++result_.sip_messages;
  if (event.waited <= Duration{}) return;
  ++result_.sip_waited;
  result_.sip_waited_total += event.waited;
  result_.sip_waited_longest = std::max(result_.sip_waited_longest, event.waited);
}

void Counters::count(Duration /*at*/, const SipDropped& /*event*/) { ++result_.sip_dropped; }

void Counters::count(Duration /*at*/, const Sent& event) {
  ++result_.sends;
  ++nodes_[event.node].summary.sends;
}

void Counters::count(Duration /*at*/, const ExchangeEnded& event) {
  ++result_.exchanges;
  NodeCount& node = nodes_[event.node];
  const auto command = static_cast<std::size_t>(event.command);
  const bool answered = event.outcome == ExchangeOutcome::answered;
  if (answered) {
    if (command >= node.latency.size()) node.latency.resize(command + 1);
    node.latency[command].add(event.latency);
  }
  if (event.command == Command::ping) {
    ++node.summary.pings;
    if (answered) ++node.summary.pings_answered;
    return;
  }
  ++result_.commands;
  ++node.summary.commands;
  if (!answered) {
    ++node.summary.timed_out;
  } else if (event.result != ReplyResult::ok) {
    count_refusal(node.summary, event);
  } else {
    ++node.summary.answered;
    if (event.command != Command::delete_ && event.call != 0 && anchored_.insert(call_of(event)).second)
      ++node.summary.new_calls;
  }
}

void Counters::count_refusal(NodeSummary& node, const ExchangeEnded& event) {
  ++node.refused;
  std::string_view reason = event.reason.empty() ? to_string(event.result) : event.reason;
  auto row = std::ranges::find(node.refusals, reason, &Refusal::reason);
  if (row == node.refusals.end() && node.refusals.size() >= most_reasons) {
    reason = "other reasons";
    row = std::ranges::find(node.refusals, reason, &Refusal::reason);
  }
  if (row == node.refusals.end()) row = node.refusals.insert(row, {.reason = std::string(reason)});
  ++row->count;
}

void Counters::count(Duration at, const NodeState& event) {
  NodeCount& node = nodes_[event.node];
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
  ++result_.operations;
  if (event.end == OperationEnd::failed) ++result_.operations_failed;
  result_.longest_operation = std::max(result_.longest_operation, event.took);
}

void Counters::count(Duration /*at*/, const Workers& event) {
  load_[event.proxy] = event;
  std::uint32_t busy = 0;
  for (const Workers& load : load_) busy += load.busy;
  result_.most_workers_busy = std::max(result_.most_workers_busy, busy);
  result_.most_queued = std::max(result_.most_queued, event.queued);
}

void Counters::count(Duration /*at*/, const CheckJudged& event) {
  result_.checks.push_back({.that = std::string(event.that),
                            .outcome = event.outcome,
                            .expect = event.expect,
                            .summary = std::string(event.summary),
                            .evidence = {event.evidence.begin(), event.evidence.end()},
                            .line = event.line,
                            .column = event.column});
}

void Counters::count(Duration at, const RunEnded& event) {
  result_.simulated = at;
  result_.events = event.events;
  result_.end = event.end;
}

RunEnded Counters::totals(RunEnd end) const {
  return {.calls = result_.calls,
          .calls_failed = result_.calls_failed,
          .operations = result_.operations,
          .exchanges = result_.exchanges,
          .sends = result_.sends,
          .end = end};
}

namespace {

LatencySummary summary_of(const LatencyHistogram& latency) {
  return {.count = latency.count(),
          .median = latency.percentile(50),
          .p90 = latency.percentile(90),
          .p99 = latency.percentile(99),
          .highest = latency.highest()};
}

}  // namespace

NodeSummary Counters::summary_of(const NodeCount& node, Duration end) {
  NodeSummary summary = node.summary;
  if (node.disabled) summary.time_disabled += end - node.disabled_since;
  summary.disabled_at_end = node.disabled;
  LatencyHistogram all;
  for (std::size_t command = 0; command < node.latency.size(); ++command) {
    if (node.latency[command].count() == 0) continue;
    summary.latencies.push_back(
        {.command = static_cast<Command>(command), .latency = scenario::summary_of(node.latency[command])});
    if (static_cast<Command>(command) != Command::ping) all.add(node.latency[command]);
  }
  summary.latency = scenario::summary_of(all);
  std::ranges::stable_sort(summary.refusals, std::ranges::greater{}, &Refusal::count);
  return summary;
}

RunResult Counters::result() const {
  RunResult result = result_;
  for (const NodeCount& node : nodes_) result.nodes.push_back(summary_of(node, result.simulated));
  return result;
}

}  // namespace rtpe::scenario
