// What the machines of a process do, as events.
#include "scenarios/run/process.hpp"

namespace rtpe::scenario {
namespace {

std::string_view cookie_of(std::string_view bytes) { return bytes.substr(0, bytes.find(' ')); }

/// What the reply says became of the command.
void read_result(const bencode::View& reply, ExchangeEnded& ended) {
  ended.result = ReplyResult::undecodable;
  if (!reply) return;
  ended.reason = reply.find_string("error-reason").value_or("");
  const std::string_view result = reply.find_string("result").value_or("");
  if (result.empty()) return;
  ended.result = ReplyResult::other;
  for (const ReplyResult known : {ReplyResult::ok, ReplyResult::pong, ReplyResult::error, ReplyResult::load_limit})
    if (result == to_string(known)) ended.result = known;
  if (ended.result == ReplyResult::other && ended.reason.empty()) ended.reason = result;
}

}  // namespace

void Process::selected(Time now, const SelectionReport& report) {
  if (ended_node_ != nullptr) tell_exchange(now);
  if (!shared_.recorder.wanted<Selected>()) return shared_.recorder.record(now, Selected{});
  walk_.clear();
  for (const WalkStep& step : report.walk)
    walk_.push_back({.node = Names::number(*step.node), .weight = step.node->weight, .cut = step.cut});
  excluded_.clear();
  for (const ExcludedNode& excluded : report.excluded)
    excluded_.push_back({.node = Names::number(*excluded.node), .why = excluded.why});
  const bool sha1 = report.hash.algorithm == HashAlgorithm::sha1;
  const std::string_view digest(reinterpret_cast<const char*>(report.hash.digest.data()), report.hash.digest.size());
  shared_.recorder.record(now, Selected{.operation = operation_,
                                        .call = call_,
                                        .call_id = report.call_id,
                                        .via_branch = report.via_branch,
                                        .set = report.set_id,
                                        .source = report.source,
                                        .failure = report.failure,
                                        .node = report.node == nullptr ? no_node : Names::number(*report.node),
                                        .algorithm = report.hash.algorithm,
                                        .byte_sum = report.hash.byte_sum,
                                        .digest = {sha1 ? digest : std::string_view{}},
                                        .number = report.hash.number,
                                        .weight_sum = report.weight_sum,
                                        .remainder = report.remainder,
                                        .forced = report.forced,
                                        .walk = walk_,
                                        .excluded = excluded_});
}

void Process::sent(Time now, const Node& node, Command command, std::string_view bytes, std::uint32_t attempt) {
  if (ended_node_ != nullptr) tell_exchange(now);
  if (attempt == 1) first_send_ = now;
  sends_ = attempt;
  shared_.recorder.record(now, Sent{.operation = operation_,
                                    .call = call_,
                                    .process = kind_,
                                    .worker = worker_number(),
                                    .node = Names::number(node),
                                    .command = command,
                                    .cookie = cookie_of(bytes),
                                    .attempt = attempt,
                                    .bytes = static_cast<std::uint32_t>(bytes.size())});
}

void Process::stale(Time now, const Node& node, std::string_view bytes) {
  shared_.recorder.record(
      now, Stale{.operation = operation_, .call = call_, .node = Names::number(node), .cookie = cookie_of(bytes)});
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
  ExchangeEnded ended{.operation = operation_,
                      .call = call_,
                      .process = kind_,
                      .worker = worker_number(),
                      .node = Names::number(node),
                      .command = ended_command_,
                      .outcome = ended_outcome_,
                      .latency = sends_ > 0 ? ended_at_ - first_send_ : Duration{},
                      .sends = sends_};
  if (ended_outcome_ == ExchangeOutcome::answered && shared_.recorder.wanted<ExchangeEnded>()) {
    const bool read_already = worker_.reader.bytes().data() == ended_payload_.data() &&
                              worker_.reader.bytes().size() == ended_payload_.size() && !worker_.reader.tape().empty();
    bencode::View reply;
    if (read_already)
      reply = bencode::View(worker_.reader, 0);
    else if (const auto read = reader_.read(ended_payload_, {.tolerance = bencode::Tolerance::peer}))
      reply = *read;
    read_result(reply, ended);
  }
  shared_.recorder.record(ended_at_, ended);
  sends_ = 0;
}

void Process::node_state_changed(Time now, const Node& node, StateCause cause) {
  if (ended_node_ != nullptr) tell_exchange(now);
  shared_.recorder.record(
      now, NodeState{.node = Names::number(node), .disabled = node.disabled, .recheck = node.recheck, .cause = cause});
}

void Process::table_inserted(Time now, std::string_view call_id, std::string_view via_branch, const Node& node) {
  if (ended_node_ != nullptr) tell_exchange(now);
  shared_.recorder.record(
      now, TableChange{.call = call_, .call_id = call_id, .via_branch = via_branch, .node = Names::number(node)});
}

void Process::table_removed(Time now, std::string_view call_id, std::string_view via_branch) {
  if (ended_node_ != nullptr) tell_exchange(now);
  shared_.recorder.record(now,
                          TableChange{.call = call_, .call_id = call_id, .via_branch = via_branch, .node = no_node});
}

}  // namespace rtpe::scenario
