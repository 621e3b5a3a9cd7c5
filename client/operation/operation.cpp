#include "client/operation/operation.hpp"

namespace rtpe {
namespace {

/// The error reasons that make the module ask another node (3.5).
bool is_capacity_reason(std::string_view reason) {
  return reason == "Parallel session limit reached" || reason == "Ran out of ports";
}

}  // namespace

std::string_view to_string(OperationOutcome outcome) {
  switch (outcome) {
    case OperationOutcome::ok:
      return "ok";
    case OperationOutcome::no_node:
      return "no node";
    case OperationOutcome::nodes_limit:
      return "queried nodes limit reached";
    case OperationOutcome::undecodable_reply:
      return "undecodable reply";
    case OperationOutcome::error_reply:
      return "error reply";
    case OperationOutcome::other_result:
      return "result is not ok";
  }
  return "unknown";
}

Operation::Operation(Proxy& proxy, Worker& worker, const OperationRequest& request)
    : proxy_(proxy), worker_(worker), request_(request) {
  result_.command = request.command;
  worker_.tried.clear();
}

Action Operation::resume(Time now, const Input& input) {
  Action action;
  switch (step_) {
    case Step::start:
      return next_round(now);
    case Step::selecting:
      action = selection_.resume(now, input);
      return action.kind == ActionKind::finished ? selected(now) : action;
    case Step::exchanging:
      action = exchange_.resume(now, input);
      return action.kind == ActionKind::finished ? exchanged(now) : action;
    case Step::done:
      break;
  }
  return {};
}

Action Operation::next_round(Time now) {
  result_.reply = {};
  result_.reply_bytes = {};
  if (static_cast<std::int64_t>(worker_.tried.size()) >= proxy_.parameters.queried_nodes_limit)
    return finish(OperationOutcome::nodes_limit);
  step_ = Step::selecting;
  selection_.begin(proxy_, worker_,
                   {.command = request_.command,
                    .call_id = request_.call_id,
                    .via_branch = request_.via_branch,
                    .set = request_.set});
  const Action action = selection_.resume(now, {});
  return action.kind == ActionKind::finished ? selected(now) : action;
}

Action Operation::selected(Time now) {
  result_.pings += selection_.pings();
  if (!selection_.node()) return finish(OperationOutcome::no_node);
  step_ = Step::exchanging;
  exchange_.begin(proxy_, worker_, *selection_.node(), request_.command, request_.dictionary);
  const Action action = exchange_.resume(now, {});
  return action.kind == ActionKind::finished ? exchanged(now) : action;
}

Action Operation::exchanged(Time now) {
  Node& node = exchange_.node();
  const bool replied = exchange_.outcome() == ExchangeOutcome::answered;
  result_.sends += exchange_.sends();
  if (!replied) record_failure(proxy_, worker_, node, exchange_.outcome(), now);
  worker_.tried.push_back(&node);
  result_.nodes_tried = static_cast<std::uint32_t>(worker_.tried.size());
  // Rounds that end without the driver nest, queried_nodes_limit deep at most.
  if (!replied || judge_reply(now) == Verdict::retry) return next_round(now);
  return finish(result_.outcome);
}

Operation::Verdict Operation::judge_reply(Time now) {
  Node& node = exchange_.node();
  result_.node = &node;
  result_.reply_bytes = exchange_.payload();
  result_.outcome = OperationOutcome::undecodable_reply;
  const auto reply = worker_.reader.read(exchange_.payload(), {.tolerance = bencode::Tolerance::peer});
  if (!reply) return Verdict::final;
  result_.reply = *reply;
  const auto text = reply->find_string("result");
  if (!text) return Verdict::final;
  if (*text == "load limit") return Verdict::retry;
  if (*text == "error") {
    result_.outcome = OperationOutcome::error_reply;
    return is_capacity_reason(reply->find_string("error-reason").value_or("")) ? Verdict::retry : Verdict::final;
  }
  result_.outcome = *text == "ok" ? OperationOutcome::ok : OperationOutcome::other_result;
  remember(now, node);
  return Verdict::final;
}

void Operation::remember(Time now, Node& node) {
  const std::uint32_t now_s = seconds_of(now);
  const auto& [command, call_id, via_branch, dictionary, set] = request_;
  if (!proxy_.table.lookup(now_s, call_id, via_branch, command) &&
      proxy_.table.insert(now_s, call_id, via_branch, node) && worker_.observer)
    worker_.observer->table_inserted(now, call_id, via_branch, node);
  if (command != Command::delete_) return;
  if (proxy_.table.remove(now_s, call_id, via_branch, command) && worker_.observer)
    worker_.observer->table_removed(now, call_id, via_branch);
}

Action Operation::finish(OperationOutcome outcome) {
  result_.outcome = outcome;
  step_ = Step::done;
  return {};
}

}  // namespace rtpe
