#include "scenarios/proxy/proxy_events.hpp"

#include "client/proxy/message.hpp"
#include "scenarios/flow/dialog.hpp"
#include "scenarios/proxy/media_report.hpp"

namespace rtpe::scenario {
namespace {

std::string_view cookie_of(std::string_view bytes) { return bytes.substr(0, bytes.find(' ')); }

Direction direction_of(const proxy::Message& message) {
  return message.sip->source_address == flow::caller_address ? Direction::from_caller : Direction::from_callee;
}

ProcessKind process_kind_of(const proxy::Process& process) {
  switch (process.kind()) {
    case proxy::ProcessKind::sip_worker:
      return ProcessKind::worker;
    case proxy::ProcessKind::ping_timer:
      return ProcessKind::ping_timer;
    case proxy::ProcessKind::rpc:
      break;
  }
  return ProcessKind::rpc;
}

std::uint32_t worker_of(const proxy::Process& process) {
  return process.kind() == proxy::ProcessKind::sip_worker ? process.number() : no_worker;
}

OperationEnd end_of(proxy::OperationEnd end) {
  switch (end) {
    case proxy::OperationEnd::ok:
      return OperationEnd::ok;
    case proxy::OperationEnd::failed:
      return OperationEnd::failed;
    case proxy::OperationEnd::nothing_done:
      break;
  }
  return OperationEnd::nothing_done;
}

/// What the reply says became of the command.
void read_result(const proxy::ExchangeReport& report, ExchangeEnded& ended) {
  ended.reason = report.reason;
  if (report.result.empty()) return;
  if (report.result == "ok") {  // nearly always
    ended.result = ReplyResult::ok;
    return;
  }
  ended.result = ReplyResult::other;
  for (const ReplyResult known :
       {ReplyResult::ok, ReplyResult::pong, ReplyResult::error, ReplyResult::load_limit, ReplyResult::undecodable})
    if (report.result == to_string(known)) ended.result = known;
  if (ended.result == ReplyResult::other && ended.reason.empty()) ended.reason = report.result;
}

}  // namespace

void ProxyEvents::message_taken(Time now, const proxy::Process& process, const proxy::Message& message,
                                Duration waited) {
  recorder_.record(now, SipMessage{.proxy = proxy_,
                                   .call = message.call,
                                   .worker = process.number(),
                                   .message = message.name,
                                   .direction = direction_of(message),
                                   .waited = waited});
}

void ProxyEvents::message_dropped(Time now, const proxy::Message& message) {
  recorder_.record(
      now,
      SipDropped{.proxy = proxy_, .call = message.call, .message = message.name, .direction = direction_of(message)});
}

void ProxyEvents::operation_started(Time now, const proxy::Process& process, const script::Statement& statement) {
  recorder_.record(now, OperationStarted{.proxy = proxy_,
                                         .operation = process.operation(),
                                         .call = process.call(),
                                         .worker = process.number(),
                                         .function = statement.function,
                                         .message = process.message()->name});
}

void ProxyEvents::operation_ended(Time now, const proxy::Process& process, const proxy::OperationReport& report) {
  const script::CallResult& result = *report.result;
  OperationEnded ended{.proxy = proxy_,
                       .operation = process.operation(),
                       .call = process.call(),
                       .worker = process.number(),
                       .function = report.statement->function,
                       .command = {},
                       .node = report.node != nullptr ? names_.number(*report.node) : no_node,
                       .outcome = {},
                       .end = end_of(report.end),
                       .rc = result.rc,
                       .failure = result.rc < 0 ? result.failure : std::string_view{},
                       .sends = report.sends,
                       .pings = report.pings,
                       .took = report.took};
  if (!result.operations.empty()) {
    ended.command = result.operations.back().command;
    ended.outcome = result.operations.back().outcome;
  }
  recorder_.record(now, ended);
}

void ProxyEvents::lock_waited(Time now, const proxy::Process& process, const Lock& lock, Duration waited) {
  recorder_.record(now, LockWait{.proxy = proxy_,
                                 .process = process_kind_of(process),
                                 .worker = worker_of(process),
                                 .lock = lock.kind == Lock::Kind::set ? LockKind::set : LockKind::set_list,
                                 .set = lock.set_id,
                                 .waited = waited});
}

void ProxyEvents::load_changed(Time now, const proxy::Load& load) {
  recorder_.record(now, Workers{.proxy = proxy_,
                                .busy = load.busy,
                                .waiting_for_lock = load.waiting_for_lock,
                                .queued = load.queued_messages});
}

void ProxyEvents::selected(Time now, const proxy::Process& process, const SelectionReport& report) {
  if (!recorder_.wanted<Selected>()) return recorder_.record(now, Selected{});
  walk_.clear();
  for (const WalkStep& step : report.walk)
    walk_.push_back({.node = names_.number(*step.node), .weight = step.node->weight, .cut = step.cut});
  excluded_.clear();
  for (const ExcludedNode& excluded : report.excluded)
    excluded_.push_back({.node = names_.number(*excluded.node), .why = excluded.why});
  const bool sha1 = report.hash.algorithm == HashAlgorithm::sha1;
  const std::string_view digest(reinterpret_cast<const char*>(report.hash.digest.data()), report.hash.digest.size());
  recorder_.record(now, Selected{.proxy = proxy_,
                                 .operation = process.operation(),
                                 .call = process.call(),
                                 .call_id = report.call_id,
                                 .via_branch = report.via_branch,
                                 .set = report.set_id,
                                 .source = report.source,
                                 .failure = report.failure,
                                 .node = report.node == nullptr ? no_node : names_.number(*report.node),
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

void ProxyEvents::sent(Time now, const proxy::Process& process, const Node& node, Command command,
                       std::string_view bytes, std::uint32_t attempt) {
  recorder_.record(now, Sent{.proxy = proxy_,
                             .operation = process.operation(),
                             .call = process.call(),
                             .process = process_kind_of(process),
                             .worker = worker_of(process),
                             .node = names_.number(node),
                             .command = command,
                             .cookie = cookie_of(bytes),
                             .attempt = attempt,
                             .bytes = static_cast<std::uint32_t>(bytes.size())});
}

void ProxyEvents::stale(Time now, const proxy::Process& process, const Node& node, std::string_view bytes) {
  recorder_.record(now, Stale{.proxy = proxy_,
                              .operation = process.operation(),
                              .call = process.call(),
                              .node = names_.number(node),
                              .cookie = cookie_of(bytes)});
}

void ProxyEvents::exchange_ended(Time now, const proxy::Process& process, const proxy::ExchangeReport& report) {
  ExchangeEnded ended{.proxy = proxy_,
                      .operation = process.operation(),
                      .call = process.call(),
                      .process = process_kind_of(process),
                      .worker = worker_of(process),
                      .node = names_.number(*report.node),
                      .command = report.command,
                      .outcome = report.outcome,
                      .result = ReplyResult::none,
                      .reason = {},
                      .latency = report.latency,
                      .sends = report.sends};
  read_result(report, ended);
  recorder_.record(now, ended);
  const bool may_tell = report.command == Command::query || report.command == Command::delete_;
  if ((asked_ & kinds_of<MediaMeasured>()) == 0 || !may_tell || report.payload.empty()) return;
  if (const auto reply = reader_.read(report.payload, {.tolerance = bencode::Tolerance::peer}))
    tell_media(*reply,
               {.proxy = proxy_,
                .operation = ended.operation,
                .call = ended.call,
                .node = ended.node,
                .command = ended.command},
               now, recorder_);
}

void ProxyEvents::message_sent(Time now, const flow::PacketFields& packet, Direction direction) {
  if ((asked_ & kinds_of<SdpSent>()) == 0 || packet.body.empty()) return;
  recorder_.record(now, SdpSent{.proxy = proxy_,
                                .call = packet.call,
                                .message = flow::name_of(packet),
                                .direction = direction,
                                .body = packet.body});
}

void tell_disabled_nodes(const Proxy& proxy, Time now, ProxyEvents& events) {
  for (const NodeSet& set : proxy.registry.sets())
    for (const auto& node : set.nodes)
      if (node->disabled) events.tell_state(now, *node, StateCause::database_reload);
}

void ProxyEvents::tell_state(Time now, const Node& node, StateCause cause) {
  recorder_.record(now, NodeState{.proxy = proxy_,
                                  .node = names_.number(node),
                                  .disabled = node.disabled,
                                  .recheck = node.recheck,
                                  .cause = cause});
}

void ProxyEvents::table_inserted(Time now, const proxy::Process& process, std::string_view call_id,
                                 std::string_view via_branch, const Node& node) {
  recorder_.record(now, TableChange{.proxy = proxy_,
                                    .call = process.call(),
                                    .call_id = call_id,
                                    .via_branch = via_branch,
                                    .node = names_.number(node)});
}

void ProxyEvents::table_removed(Time now, const proxy::Process& process, std::string_view call_id,
                                std::string_view via_branch) {
  recorder_.record(
      now, TableChange{
               .proxy = proxy_, .call = process.call(), .call_id = call_id, .via_branch = via_branch, .node = no_node});
}

}  // namespace rtpe::scenario
