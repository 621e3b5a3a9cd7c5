// What the machines of a process do, as events.
#include "scenarios/run/process.hpp"

namespace rtpe::scenario {
namespace {

std::string_view cookie_of(std::string_view bytes) { return bytes.substr(0, bytes.find(' ')); }

}  // namespace

void Process::selected(Time now, const SelectionReport& report) {
  if (ended_node_ != nullptr) tell_exchange(now);
  shared_.recorder.record(now, Selected{.operation = operation_, .call = call_, .report = &report});
}

void Process::sent(Time now, const Node& node, Command command, std::string_view bytes, std::uint32_t attempt) {
  if (ended_node_ != nullptr) tell_exchange(now);
  if (attempt == 1) first_send_ = now;
  sends_ = attempt;
  shared_.recorder.record(now, Sent{.operation = operation_,
                                    .call = call_,
                                    .node = shared_.names.node(node),
                                    .command = wire_name(command),
                                    .cookie = cookie_of(bytes),
                                    .attempt = attempt,
                                    .bytes = static_cast<std::uint32_t>(bytes.size()),
                                    .node_index = node.index,
                                    .worker = index_});
}

void Process::stale(Time now, const Node& node, std::string_view bytes) {
  shared_.recorder.record(
      now, Stale{.operation = operation_, .call = call_, .node = shared_.names.node(node), .cookie = cookie_of(bytes)});
}

void Process::exchange_ended(Time now, const Node& node, Command command, ExchangeOutcome outcome,
                             std::string_view payload, int /*error_number*/) {
  if (ended_node_ != nullptr) tell_exchange(now);
  ended_at_ = now;
  ended_node_ = &node;
  ended_command_ = command;
  ended_outcome_ = outcome;
  ended_payload_ = payload;
  // A reply is read by whoever asked for it before anything else happens; without one nothing is to be waited for.
  if (outcome != ExchangeOutcome::answered) tell_exchange(now);
}

void Process::tell_exchange(Time /*now*/) {
  const Node& node = *ended_node_;
  ended_node_ = nullptr;
  std::string_view result, reason;
  if (ended_outcome_ == ExchangeOutcome::answered && shared_.recorder.wanted<ExchangeEnded>()) {
    const bool read_already = worker_.reader.bytes().data() == ended_payload_.data() &&
                              worker_.reader.bytes().size() == ended_payload_.size() && !worker_.reader.tape().empty();
    bencode::View reply;
    if (read_already)
      reply = bencode::View(worker_.reader, 0);
    else if (const auto read = reader_.read(ended_payload_, {.tolerance = bencode::Tolerance::peer}))
      reply = *read;
    if (reply) {
      result = reply.find_string("result").value_or("");
      reason = reply.find_string("error-reason").value_or("");
    }
    if (result.empty()) result = "undecodable";
  }
  const bool any_send = sends_ > 0;
  shared_.recorder.record(ended_at_, ExchangeEnded{.operation = operation_,
                                                   .call = call_,
                                                   .node = shared_.names.node(node),
                                                   .command = wire_name(ended_command_),
                                                   .outcome = ended_outcome_,
                                                   .result = result,
                                                   .reason = reason,
                                                   .latency = any_send ? ended_at_ - first_send_ : Duration{},
                                                   .sends = sends_,
                                                   .node_index = node.index,
                                                   .worker = index_});
  sends_ = 0;
}

void Process::node_state_changed(Time now, const Node& node, StateCause cause) {
  if (ended_node_ != nullptr) tell_exchange(now);
  shared_.recorder.record(now, NodeState{.node = shared_.names.node(node),
                                         .disabled = node.disabled,
                                         .recheck = node.recheck,
                                         .cause = cause,
                                         .node_index = node.index});
}

void Process::table_inserted(Time now, std::string_view call_id, std::string_view via_branch, const Node& node) {
  if (ended_node_ != nullptr) tell_exchange(now);
  shared_.recorder.record(now, TableChange{.call = call_,
                                           .call_id = call_id,
                                           .via_branch = via_branch,
                                           .node = shared_.names.node(node),
                                           .node_index = node.index});
}

void Process::table_removed(Time now, std::string_view call_id, std::string_view via_branch) {
  if (ended_node_ != nullptr) tell_exchange(now);
  shared_.recorder.record(
      now, TableChange{.call = call_, .call_id = call_id, .via_branch = via_branch, .node = {}, .node_index = no_node});
}

}  // namespace rtpe::scenario
