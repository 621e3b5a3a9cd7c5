#include "scenarios/campaign/history.hpp"

namespace rtpe::scenario::campaign {

void History::record(Duration since_start, const Event& event) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires { this->note(since_start, e); }) this->note(since_start, e);
      },
      event);
}

std::string History::called(std::uint32_t node) const {
  if (node >= nodes.size()) return "nobody";
  return nodes[node].engine.empty() ? nodes[node].name : nodes[node].engine;
}

const CallHistory* History::call(CallKey key) const {
  const auto found = calls_by_key_.find(key);
  return found == calls_by_key_.end() ? nullptr : &calls[found->second];
}

OperationHistory* History::running(std::uint32_t proxy, std::uint64_t operation) {
  const auto found = running_.find({proxy, operation});
  return found == running_.end() ? nullptr : &operations[found->second];
}

void History::note(Duration /*at*/, const RunStarted& event) {
  for (const ProxyEntry& proxy : event.proxies) workers.push_back(proxy.workers);
  for (const NodeEntry& node : event.nodes)
    nodes.push_back({.name = std::string(node.name),
                     .url = std::string(node.url),
                     .engine = std::string(node.engine),
                     .proxy = node.proxy,
                     .set = node.set});
}

void History::note(Duration at, const CallStarted& event) {
  calls_by_key_[call_of(event)] = calls.size();
  CallHistory& call = calls.emplace_back();
  call.call = call_of(event);
  call.call_id = event.call_id;
  call.flow = event.flow;
  call.started = at;
}

void History::note(Duration at, const OperationStarted& event) {
  const std::size_t place = operations.size();
  running_[{event.proxy, event.operation}] = place;
  of_worker_[{event.proxy, event.worker}] = place;
  OperationHistory& operation = operations.emplace_back();
  operation.proxy = event.proxy;
  operation.worker = event.worker;
  operation.operation = event.operation;
  operation.call = call_of(event);
  operation.function = event.function;
  operation.message = event.message;
  operation.started = at;
  if (const auto call = calls_by_key_.find(operation.call); call != calls_by_key_.end())
    calls[call->second].operations.push_back(place);
}

void History::note(Duration at, const Selected& event) {
  OperationHistory* operation = running(event.proxy, event.operation);
  if (operation == nullptr) return;
  operation->set = event.set;
  operation->algorithm = event.algorithm;
  operation->weight_sum = event.weight_sum;
  operation->steps.push_back({.what = Step::What::choice,
                              .at = at,
                              .node = event.node,
                              .source = event.source,
                              .failure = event.failure,
                              .forced = event.forced});
}

void History::note(Duration at, const ExchangeEnded& event) {
  OperationHistory* operation = running(event.proxy, event.operation);
  if (operation == nullptr) return;
  operation->steps.push_back({.what = Step::What::exchange,
                              .at = at,
                              .took = event.latency,
                              .node = event.node,
                              .command = event.command,
                              .outcome = event.outcome,
                              .result = event.result,
                              .reason = std::string(event.reason),
                              .sends = event.sends});
}

void History::note(Duration at, const LockWait& event) {
  const auto found = of_worker_.find({event.proxy, event.worker});
  if (found == of_worker_.end() || event.worker == no_worker) return;
  operations[found->second].steps.push_back({.what = Step::What::lock, .at = at, .took = event.waited});
}

void History::note(Duration at, const OperationEnded& event) {
  const auto found = running_.find({event.proxy, event.operation});
  if (found == running_.end()) return;
  OperationHistory& operation = operations[found->second];
  operation.ended = at;
  operation.command = event.command;
  operation.end = event.end;
  operation.node = event.node;
  operation.failure = event.failure;
  of_worker_.erase({event.proxy, event.worker});
  running_.erase(found);
}

void History::note(Duration at, const NodeState& event) {
  states.push_back({.at = at, .node = event.node, .disabled = event.disabled, .cause = event.cause});
}

void History::note(Duration at, const CallEnded& event) {
  const auto found = calls_by_key_.find(call_of(event));
  if (found == calls_by_key_.end()) return;
  CallHistory& call = calls[found->second];
  call.end = event.end;
  call.message = event.message;
  call.failure = event.failure;
  if (event.end != CallEnd::unfinished) call.ended = at;
}

void History::note(Duration at, const EngineCall& event) {
  engine_calls.push_back({.at = at,
                          .engine = std::string(event.engine),
                          .call_id = std::string(event.call_id),
                          .created = event.created,
                          .cause = event.cause});
}

void History::note(Duration at, const EngineState& event) {
  engines.push_back({.at = at, .engine = std::string(event.engine), .state = event.state});
}

void History::note(Duration at, const FaultChanged& event) {
  faults.push_back({.at = at,
                    .fault = event.fault,
                    .engine = std::string(event.engine),
                    .verb = std::string(event.verb->name),
                    .begins = event.begins});
}

void History::note(Duration at, const RunEnded& /*event*/) { end = at; }

}  // namespace rtpe::scenario::campaign
