#include "scenarios/proxy/kamailio_watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "client/ng/cookie.hpp"
#include "client/script/function.hpp"
#include "scenarios/proxy/media_report.hpp"
#include "scenarios/proxy/reply_result.hpp"

namespace rtpe::scenario {
namespace {

constexpr std::size_t most_processes = 4096;

/// Takes the next word off.
std::string_view take_log_word(std::string_view& text) {
  const auto end = text.find(' ');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

template <class Number>
std::optional<Number> log_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end == text.data()) return std::nullopt;
  return number;
}

/// " 1(6907) WARNING: <script>: text".
struct LogLine {
  std::uint32_t number = 0, process_id = 0;
  std::string_view level, text;
};
std::optional<LogLine> log_line(std::string_view line) {
  while (line.starts_with(' ')) line.remove_prefix(1);
  const auto open = line.find('('), close = line.find(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const auto number = log_number<std::uint32_t>(line.substr(0, open));
  const auto id = log_number<std::uint32_t>(line.substr(open + 1, close - open - 1));
  if (!number || !id || close + 2 > line.size()) return std::nullopt;
  line.remove_prefix(close + 2);
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  return LogLine{.number = *number, .process_id = *id, .level = line.substr(0, colon), .text = line.substr(colon + 1)};
}

/// What stands between `before` and `after`.
std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const auto begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin + before.size());
  return text.substr(0, text.find(after));
}

/// "0_6907_3": the process that made it.
std::optional<std::uint32_t> process_of(std::string_view cookie) {
  const auto first = cookie.find('_');
  if (first == std::string_view::npos) return std::nullopt;
  return log_number<std::uint32_t>(cookie.substr(first + 1));
}

}  // namespace

KamailioWatch::KamailioWatch(Parts parts) : parts_(std::move(parts)) {
  const std::uint32_t count = parts_.shared.registry.node_count();
  numbers_.resize(count);
  views_.resize(count);
  for (const NodeSet& set : parts_.shared.registry.sets())
    for (const auto& node : set.nodes) {
      numbers_[node->index] = parts_.names.number(*node);
      nodes_by_url_.emplace(parts_.addresses.node_url(node->index), node->index);
    }
}

void KamailioWatch::begin(Time now) {
  begun_ = true;
  for (std::uint32_t node = 0; node < views_.size(); ++node)
    if (views_[node].disabled)
      record(now, NodeState{.proxy = parts_.proxy,
                            .node = event_node(node),
                            .disabled = true,
                            .recheck = views_[node].recheck,
                            .cause = StateCause::ping_unanswered});
}

bool KamailioWatch::line(Time now, std::string_view line) {
  const auto read = log_line(line);
  if (!read || (!processes_.contains(read->process_id) && processes_.size() >= most_processes)) return false;
  Process& process = processes_[read->process_id];
  process.number = read->number;
  if (const auto at = read->text.find(kamailio_mark); at != std::string_view::npos && read->text.contains("<script>")) {
    mark(now, process, read->text.substr(at + kamailio_mark.size()));
    return false;
  }
  module_said(now, process, read->text);
  return read->level.contains("ERROR") || read->level.contains("CRITICAL") || read->level.contains("ALERT");
}

void KamailioWatch::mark(Time now, Process& process, std::string_view words) {
  const std::string_view kind = take_log_word(words);
  if (kind == "Q" || kind == "R") {
    std::string message;
    if (kind == "R") message.append(take_log_word(words)).push_back(' ');
    message += take_log_word(words);
    (void)take_log_word(words);  // CSeq
    const std::string_view source = take_log_word(words);
    return took(now, process, message, source, words);
  }
  const auto statement = log_number<std::size_t>(take_log_word(words));
  if (!statement || *statement >= parts_.statements.size()) return;
  if (kind == "S") return operation_began(now, process, *statement, words);
  if (kind == "E") return operation_ended(now, process, log_number<int>(words).value_or(-1));
}

void KamailioWatch::took(Time now, Process& process, std::string_view message, std::string_view source,
                         std::string_view call_id) {
  process.message = message;
  process.call = parts_.phones.find(call_id);
  if (!process.call) return;
  record(now,
         SipMessage{.proxy = parts_.proxy,
                    .call = process.call->call,
                    .worker = worker_of(process),
                    .message = process.message,
                    .direction = source == parts_.addresses.caller() ? Direction::from_caller : Direction::from_callee,
                    .waited = {}});
}

void KamailioWatch::tell_load(Time now) {
  const auto busy = static_cast<std::uint32_t>(
      std::ranges::count_if(processes_, [](const auto& row) { return row.second.operation.has_value(); }));
  if (std::exchange(busy_, busy) == busy) return;
  record(now, Workers{.proxy = parts_.proxy, .busy = busy, .waiting_for_lock = 0, .queued = 0});
}

void KamailioWatch::operation_began(Time now, Process& process, std::size_t statement, std::string_view call_id) {
  if (process.operation) operation_ended(now, process, -1);
  // A timer's process runs failure routes too: it took no message.
  if (const auto call = parts_.phones.find(call_id)) process.call = call;
  if (process.message.empty()) process.message = "408 INVITE";
  process.operation =
      Operation{.number = ++operations_, .statement = statement, .began = now, .node = {}, .command = {}};
  process.exchange.open = false;
  record(now, OperationStarted{.proxy = parts_.proxy,
                               .operation = process.operation->number,
                               .call = process.call ? process.call->call : 0,
                               .worker = worker_of(process),
                               .function = parts_.statements[statement].function,
                               .message = process.message});
  tell_load(now);
}

Command KamailioWatch::command_guess(const Process& process, const WatchedStatement& statement) const {
  const auto* const known = script::find_function(statement.function, *parts_.shared.personality);
  if (known == nullptr) return Command::ping;
  if (known->kind != script::FunctionKind::manage) return known->command;
  const std::string_view message = process.message;
  if (message.starts_with('1') || message.starts_with('2') || message == "ACK" || message == "PRACK")
    return Command::answer;
  return message == "INVITE" || message == "UPDATE" ? Command::offer : Command::delete_;
}

void KamailioWatch::operation_ended(Time now, Process& process, int code) {
  if (!process.operation) return;
  if (process.exchange.open) end_exchange(now, process, ExchangeOutcome::receive_failed);
  const Operation operation = *process.operation;
  process.operation.reset();
  const WatchedStatement& statement = parts_.statements[operation.statement];
  const bool needed_a_node = operation.command || operation.pings > 0 || operation.found_no_node;
  OperationEnded ended{.proxy = parts_.proxy,
                       .operation = operation.number,
                       .call = process.call ? process.call->call : 0,
                       .worker = worker_of(process),
                       .function = statement.function,
                       .command = operation.command,
                       .node = operation.node ? event_node(*operation.node) : no_node,
                       .outcome = {},
                       .end = code > 0        ? OperationEnd::ok
                              : needed_a_node ? OperationEnd::failed
                                              : OperationEnd::nothing_done,
                       .rc = code,
                       .failure = {},
                       .sends = operation.sends,
                       .pings = operation.pings,
                       .took = now - operation.began};
  if (needed_a_node) {
    if (!ended.command) ended.command = command_guess(process, statement);
    ended.outcome = OperationOutcome::no_node;
    if (code > 0) ended.outcome = OperationOutcome::ok;
    if (code <= 0 && operation.result == ReplyResult::error) ended.outcome = OperationOutcome::error_reply;
    if (code <= 0 && operation.result == ReplyResult::undecodable) ended.outcome = OperationOutcome::undecodable_reply;
  }
  if (code < 0)
    ended.failure = operation.found_no_node ? "no node can be used"
                    : needed_a_node         ? "no node did it"
                                            : "nothing was to be done";
  record(now, ended);
  tell_load(now);
  if (listener_ == nullptr || !process.call) return;
  const bool negotiates = ended.command == Command::offer || ended.command == Command::answer;
  if (ended.end == OperationEnd::failed)
    listener_->operation_failed(
        process.call->call, process.call->handle,
        {.trouble = negotiates ? flow::CallListener::Trouble::media : flow::CallListener::Trouble::other,
         .message = process.message,
         .why = ended.failure});
  else if (ended.end == OperationEnd::ok && negotiates && operation.node)
    if (const auto engine = parts_.names.sites()[*operation.node].engine)
      listener_->media_at(process.call->call, process.call->handle, *engine);
}

void KamailioWatch::module_said(Time now, Process& process, std::string_view text) {
  if (text.contains("no available proxies") && process.operation) process.operation->found_no_node = true;
  if (text.contains("failed to select new") && process.operation)
    record(now, Selected{.proxy = parts_.proxy,
                         .operation = process.operation->number,
                         .call = process.call ? process.call->call : 0,
                         .call_id = between(text, "callid=", " "),
                         .failure = NoChoice::no_eligible_node});
  const bool refused = text.contains("can't send command"), silent = text.contains("timeout waiting reply for command");
  if (!refused && !silent) return;
  const auto node = nodes_by_url_.find(between(text, "RTPEngine <", ">"));
  const auto command = command_of(between(text, "command \"", "\""));
  if (node == nodes_by_url_.end() || !command) return;
  // A datagram to a closed port is seen by nobody; Kamailio says that it was refused.
  Exchange& exchange = process.exchange;
  if (!exchange.open || exchange.node != node->second || exchange.command != *command) {
    if (exchange.open) end_exchange(now, process, ExchangeOutcome::receive_failed);
    exchange = {.cookie = {}, .node = node->second, .command = *command, .began = now, .sends = 1, .open = true};
    record(now, Sent{.proxy = parts_.proxy,
                     .operation = process.operation ? process.operation->number : 0,
                     .call = process.operation && process.call ? process.call->call : 0,
                     .process = kind_of(process),
                     .worker = kind_of(process) == ProcessKind::worker ? worker_of(process) : no_worker,
                     .node = event_node(node->second),
                     .command = *command,
                     .cookie = {},
                     .attempt = 1,
                     .bytes = 0});
  }
  end_exchange(now, process, refused ? ExchangeOutcome::send_failed : ExchangeOutcome::timed_out);
}

std::optional<std::uint32_t> KamailioWatch::sender_of(std::string_view cookie, std::string_view payload) {
  if (parts_.shared.personality->cookie == CookieKind::process_id) return process_of(cookie);
  for (const auto& [id, process] : processes_)
    if (process.exchange.open && process.exchange.cookie == cookie) return id;
  const auto dictionary = reader_.read(payload, {.tolerance = bencode::Tolerance::peer});
  const auto call_id = dictionary ? dictionary->find_string("call-id") : std::nullopt;
  const auto call = call_id ? parts_.phones.find(*call_id) : std::nullopt;
  if (call)
    for (const auto& [id, process] : processes_)
      if (process.operation && process.call && process.call->call == call->call) return id;
  return no_process;
}

void KamailioWatch::request(Time now, std::uint32_t node, std::string_view bytes) {
  const auto message = ng::split(bytes);
  const auto id = message ? sender_of(message->cookie, message->payload) : std::nullopt;
  if (!id || (!processes_.contains(*id) && processes_.size() >= most_processes)) return;
  Process& process = processes_[*id];
  Exchange& exchange = process.exchange;
  if (!exchange.open || exchange.cookie != message->cookie) {
    if (exchange.open) end_exchange(now, process, ExchangeOutcome::timed_out);
    const auto dictionary = reader_.read(message->payload, {.tolerance = bencode::Tolerance::peer});
    const auto word = dictionary ? dictionary->find_string("command") : std::nullopt;
    exchange = {.cookie = std::string(message->cookie),
                .node = node,
                .command = word ? command_of(*word).value_or(Command::ping) : Command::ping,
                .began = now,
                .sends = 0,
                .open = true};
  }
  ++exchange.sends;
  record(now, Sent{.proxy = parts_.proxy,
                   .operation = process.operation ? process.operation->number : 0,
                   .call = process.operation && process.call ? process.call->call : 0,
                   .process = kind_of(process),
                   .worker = kind_of(process) == ProcessKind::worker ? worker_of(process) : no_worker,
                   .node = event_node(node),
                   .command = exchange.command,
                   .cookie = message->cookie,
                   .attempt = exchange.sends,
                   .bytes = static_cast<std::uint32_t>(bytes.size())});
}

void KamailioWatch::reply(Time now, std::uint32_t node, std::string_view bytes) {
  const auto message = ng::split(bytes);
  const auto id = message ? sender_of(message->cookie, {}) : std::nullopt;
  const auto found = id ? processes_.find(*id) : processes_.end();
  if (found == processes_.end()) return;
  Process& process = found->second;
  if (process.exchange.open && process.exchange.cookie == message->cookie && process.exchange.node == node)
    return end_exchange(now, process, ExchangeOutcome::answered, message->payload);
  record(now, Stale{.proxy = parts_.proxy,
                    .operation = process.operation ? process.operation->number : 0,
                    .call = process.operation && process.call ? process.call->call : 0,
                    .node = event_node(node),
                    .cookie = message->cookie});
}

void KamailioWatch::end_exchange(Time now, Process& process, ExchangeOutcome outcome, std::string_view payload) {
  Exchange& exchange = process.exchange;
  exchange.open = false;
  ExchangeEnded ended{.proxy = parts_.proxy,
                      .operation = process.operation ? process.operation->number : 0,
                      .call = process.operation && process.call ? process.call->call : 0,
                      .process = kind_of(process),
                      .worker = kind_of(process) == ProcessKind::worker ? worker_of(process) : no_worker,
                      .node = event_node(exchange.node),
                      .command = exchange.command,
                      .outcome = outcome,
                      .result = ReplyResult::none,
                      .reason = {},
                      .latency = now - exchange.began,
                      .sends = exchange.sends};
  if (outcome == ExchangeOutcome::answered) tell_result(reader_, payload, ended);
  record(now, ended);
  if (outcome == ExchangeOutcome::answered && begun_) tell_quality(now, ended, payload);
  NodeView& view = views_[exchange.node];
  doubt_ = doubt_ || outcome != ExchangeOutcome::answered || exchange.command == Command::ping;
  view.last = outcome;
  view.last_command = exchange.command;
  if (!process.operation) return;
  Operation& operation = *process.operation;
  if (exchange.command == Command::ping) {
    ++operation.pings;
    return;
  }
  operation.command = exchange.command;
  operation.sends += exchange.sends;
  operation.result = ended.result;
  if (outcome == ExchangeOutcome::answered) operation.node = exchange.node;
}

void KamailioWatch::tell_quality(Time now, const ExchangeEnded& ended, std::string_view payload) {
  const bool may_tell = ended.command == Command::query || ended.command == Command::delete_;
  if ((parts_.asked & kinds_of<MediaMeasured>()) == 0 || !may_tell) return;
  if (const auto reply = reader_.read(payload, {.tolerance = bencode::Tolerance::peer}))
    tell_media(*reply,
               {.proxy = ended.proxy,
                .operation = ended.operation,
                .call = ended.call,
                .node = ended.node,
                .command = ended.command},
               now, parts_.recorder);
}

void KamailioWatch::message_sent(Time now, const flow::PacketFields& packet, Direction direction) {
  if ((parts_.asked & kinds_of<SdpSent>()) == 0 || packet.body.empty()) return;
  record(now, SdpSent{.proxy = parts_.proxy,
                      .call = packet.call,
                      .message = flow::name_of(packet),
                      .direction = direction,
                      .body = packet.body});
}

void KamailioWatch::state(Time now, std::uint32_t node, bool disabled, std::uint32_t recheck, bool by_table) {
  NodeView& view = views_[node];
  const bool later = disabled && (recheck > view.recheck + 1 || recheck + 1 < view.recheck);
  if (view.disabled == disabled && !later) return;
  const bool was_permanent = view.disabled && view.recheck == permanent;
  view.disabled = disabled;
  view.recheck = recheck;
  StateCause cause = StateCause::ping_answered;
  if (by_table && (recheck == permanent || !disabled)) {
    cause = StateCause::database_reload;
  } else if (recheck == permanent) {
    cause = StateCause::rpc_disable;
  } else if (was_permanent && !disabled) {
    cause = StateCause::rpc_enable;  // nothing else brings it back
  } else if (disabled) {
    cause = view.last == ExchangeOutcome::send_failed ? StateCause::send_failed : StateCause::no_reply;
    if (view.last_command == Command::ping) cause = StateCause::ping_unanswered;
  }
  record(
      now,
      NodeState{
          .proxy = parts_.proxy, .node = event_node(node), .disabled = disabled, .recheck = recheck, .cause = cause});
}

}  // namespace rtpe::scenario
