#include "pcap/log/log_calls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "pcap/to_scenario/seen_calls.hpp"
#include "pcap/to_scenario/seen_routing.hpp"

namespace rtpe::capture {
namespace {

using scenario::no_node;

std::string text_of(const SeenSip& message) {
  return message.status == 0 ? message.method : fmt::format("{} {}", message.status, message.method);
}

ExchangeOutcome outcome_of(const SeenCommand& command) {
  if (command.outcome == Outcome::answered) return ExchangeOutcome::answered;
  return command.was_refused ? ExchangeOutcome::send_failed : ExchangeOutcome::timed_out;
}

scenario::ReplyResult result_of(const SeenCommand& command) {
  if (command.outcome != Outcome::answered) return scenario::ReplyResult::none;
  if (command.result.empty()) return scenario::ReplyResult::undecodable;
  return scenario::from_word<scenario::ReplyResult>(command.result).value_or(scenario::ReplyResult::other);
}

Time reached(const SeenSip& message) {
  return message.reached_proxy ? message.time : message.left.value_or(message.time);
}

}  // namespace

/// What a call's messages and commands have come to.
struct LogCalls::Ending {
  Time last;
  std::string message, failure;  ///< of the operation that failed
  bool negotiation_failed = false, was_deleted = false;
  std::set<Endpoint> engines;  ///< that have the call
};

LogCalls::LogCalls(const LogSources& sources, TimedEvents& out)
    : sources_(sources), out_(out), operations_(sources.parts.proxies()) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, const SeenCommand*> last;
  for (const SeenCommand& command : sources.seen.commands) {
    if (command.process.empty()) continue;
    const auto proxy = sources.parts.proxy(command.client.address);
    const SeenCommand*& before = last[{proxy, sources.parts.worker(command)}];
    if (before != nullptr) next_of_process_[before] = command.first_sent;
    before = &command;
  }
}

Time LogCalls::end_of(const SeenCommand& command) const {
  if (command.outcome == Outcome::answered) return std::max(command.first_sent, command.first_reply);
  if (command.outcome == Outcome::refused || command.outcome == Outcome::unreachable)
    return std::max(command.last_sent, command.first_reply);
  if (command.was_refused) return command.last_sent;
  const Time waited = command.last_sent + sources_.deployment.tout.value_or(std::chrono::seconds(1));
  const auto next = next_of_process_.find(&command);
  const Time end = next == next_of_process_.end() ? waited : std::min(waited, next->second);
  return std::clamp(end, command.last_sent, std::max(command.last_sent, sources_.seen.last));
}

void LogCalls::exchange(const SeenCommand& command, Of of) {
  const auto verb = command_of(command.command);
  if (!verb) return;  // `cli`, `transform`: no command of a client like this
  const auto proxy = sources_.parts.proxy(command.client.address), worker = sources_.parts.worker(command);
  const auto node = sources_.parts.node(command.client.address, command.node);
  const auto sent = [&](Time at, std::uint32_t attempt, std::uint32_t bytes) {
    out_.add(at, scenario::Sent{.proxy = proxy,
                                .operation = of.operation,
                                .call = of.call,
                                .worker = worker,
                                .node = node,
                                .command = *verb,
                                .cookie = command.cookie,
                                .attempt = attempt,
                                .bytes = bytes});
  };
  std::uint32_t attempt = 0;
  for (const SeenSend& one : command.datagrams) sent(one.time, ++attempt, one.bytes);
  if (attempt == 0) sent(command.first_sent, 1, 0);
  const Time end = end_of(command);
  out_.add(end, scenario::ExchangeEnded{
                    .proxy = proxy,
                    .operation = of.operation,
                    .call = of.call,
                    .worker = worker,
                    .node = node,
                    .command = *verb,
                    .outcome = outcome_of(command),
                    .result = result_of(command),
                    .reason = command.error_reason.empty() && result_of(command) == scenario::ReplyResult::other
                                  ? command.result
                                  : command.error_reason,
                    .latency = end - command.first_sent,
                    .sends = command.sends});
  if (command.late_reply)
    out_.add(*command.late_reply,
             scenario::Stale{.proxy = proxy, .operation = 0, .call = of.call, .node = node, .cookie = command.cookie});
  const auto place = static_cast<std::size_t>(&command - sources_.seen.commands.data());
  if (const auto& state = sources_.choices.of(place).state) out_.add(end, *state);
}

void LogCalls::engine_calls(const SeenCommand& command, Ending& ending) {
  if (command.outcome != Outcome::answered || command.result != "ok") return;
  const bool is_delete = command.command == "delete", sets_up = command.command == "offer";
  if (!is_delete && !sets_up) return;
  ending.was_deleted = ending.was_deleted || is_delete;
  if (sets_up ? !ending.engines.insert(command.node).second : ending.engines.erase(command.node) == 0) return;
  out_.add(command.first_reply,
           scenario::EngineCall{.engine = sources_.parts.engine(command.node),
                                .call_id = command.call,
                                .created = sets_up,
                                .cause = is_delete ? scenario::RemovalCause::deleted : scenario::RemovalCause::none});
}

void LogCalls::message(const SeenSip& message, const std::string& caller_tag, std::uint32_t proxy, Of of) {
  const bool from_caller = (message.status == 0) == (message.from_tag == caller_tag);
  out_.add(reached(message), scenario::SipMessage{.proxy = proxy,
                                                  .call = of.call,
                                                  .worker = scenario::no_worker,
                                                  .message = out_.keep(text_of(message)),
                                                  .direction = from_caller ? scenario::Direction::from_caller
                                                                           : scenario::Direction::from_callee});
}

/// What the function came to, from the replies to its commands.
void LogCalls::conclude(const SeenCommands& group, scenario::OperationEnded& ended) const {
  ended.outcome = OperationOutcome::no_node;
  ended.end = scenario::OperationEnd::failed;
  ended.rc = -1;
  for (const SeenCommand* one : group.commands) {
    if (one->command == "ping") {
      ++ended.pings;
      continue;
    }
    ended.sends += one->sends;
    if (one->outcome != Outcome::answered) continue;
    ended.node = sources_.parts.node(one->client.address, one->node);
    ended.outcome = one->result == "ok"      ? OperationOutcome::ok
                    : one->result == "error" ? OperationOutcome::error_reply
                    : one->result.empty()    ? OperationOutcome::undecodable_reply
                                             : OperationOutcome::other_result;
    ended.failure = one->result == "ok" ? std::string_view() : std::string_view(one->error_reason);
  }
  if (ended.outcome == OperationOutcome::ok) {
    ended.end = scenario::OperationEnd::ok;
    ended.rc = 1;
  } else if (ended.failure.empty()) {
    ended.failure = ended.sends == 0 ? "no node can be used" : "no node did it";
  }
}

Time LogCalls::operation(const SeenCommands& group, const std::vector<SeenSip>& messages, Of of, Ending& ending) {
  const SeenCommand& first = *group.commands.front();
  const auto proxy = sources_.parts.proxy(first.client.address), worker = sources_.parts.worker(first);
  of.operation = ++operations_[proxy];
  const std::size_t cause = cause_of(messages, first.first_sent);
  const std::string_view about = cause < messages.size() ? out_.keep(text_of(messages[cause])) : std::string_view();
  std::string_view command = group.operation.command;
  if (command == "ping" && cause < messages.size()) command = usual_command(messages[cause]);
  const std::string_view function = function_of(command);
  if (!function.empty())
    out_.add(first.first_sent, scenario::OperationStarted{.proxy = proxy,
                                                          .operation = of.operation,
                                                          .call = of.call,
                                                          .worker = worker,
                                                          .function = function,
                                                          .message = about});
  Time end = first.first_sent;
  for (const SeenCommand* one : group.commands) {
    const auto place = static_cast<std::size_t>(one - sources_.seen.commands.data());
    if (auto selected = sources_.choices.of(place).selected) {
      selected->operation = of.operation;
      selected->call = of.call;
      out_.add(one->first_sent, *selected);
    }
    exchange(*one, of);
    engine_calls(*one, ending);
    end = std::max(end, end_of(*one));
  }
  scenario::OperationEnded ended{.proxy = proxy, .operation = of.operation, .call = of.call, .worker = worker};
  ended.function = function;
  ended.command = command_of(command);
  ended.took = end - first.first_sent;
  conclude(group, ended);
  const bool is_open = is_unfinished(*group.commands.back(), sources_.seen.last);
  if (ended.end == scenario::OperationEnd::failed && !is_open && (command == "offer" || command == "answer")) {
    ending.negotiation_failed = true;
    ending.message = about;
    ending.failure = ended.failure;
  }
  if (!function.empty()) out_.add(end, ended);
  busy_.push_back({.at = first.first_sent, .proxy = proxy, .worker = worker, .change = 1});
  busy_.push_back({.at = end, .proxy = proxy, .worker = worker, .change = -1});
  return end;
}

void LogCalls::call(const std::string& call_id, const std::vector<const SeenCommand*>& commands,
                    const std::vector<SeenSip>& messages) {
  const auto host = proxy_of(messages);
  if (commands.empty() && !host) return;
  const auto proxy = sources_.parts.proxy(commands.empty() ? *host : commands.front()->client.address);
  const Of of{.call = ++calls_};
  Time first = Time::max();
  if (!messages.empty()) first = reached(messages.front());
  if (!commands.empty()) first = std::min(first, commands.front()->first_sent);
  out_.add(first, scenario::CallStarted{.proxy = proxy,
                                        .call = of.call,
                                        .call_id = out_.keep(call_id),
                                        .flow = messages.empty() ? "without SIP" : "captured"});
  Ending ending;
  ending.last = first;
  const std::string caller_tag = messages.empty() ? std::string() : messages.front().from_tag;
  for (const SeenSip& one : messages) {
    message(one, caller_tag, proxy, of);
    ending.last = std::max({ending.last, one.time, one.left.value_or(one.time)});
  }
  for (const SeenCommands& group : operations_of(commands, messages))
    ending.last = std::max(ending.last, operation(group, messages, of, ending));
  end(call_id, proxy, of, messages, ending);
}

void LogCalls::end(const std::string& call_id, std::uint32_t proxy, Of of, const std::vector<SeenSip>& messages,
                   const Ending& ending) {
  bool is_over = ending.was_deleted && ending.engines.empty();
  scenario::CallEnded ended{.proxy = proxy, .call = of.call, .call_id = out_.keep(call_id)};
  for (const SeenSip& one : messages) {
    if (one.method == "BYE" || one.method == "CANCEL" || (one.method == "INVITE" && one.status >= 300)) is_over = true;
    if (one.refused_by_proxy >= 500 && ended.failure.empty()) {
      is_over = true;
      ended.end = scenario::CallEnd::failed;
      ended.message = out_.keep(text_of(one));
      ended.failure = out_.keep(fmt::format("the proxy answered {}", one.refused_by_proxy));
    }
  }
  if (ending.negotiation_failed) {
    ended.end = scenario::CallEnd::failed;
    ended.message = out_.keep(ending.message);
    ended.failure = out_.keep(ending.failure);
  } else if (!is_over) {
    ended.end = scenario::CallEnd::unfinished;
  }
  out_.add(ended.end == scenario::CallEnd::unfinished ? std::max(ending.last, sources_.seen.last) : ending.last, ended);
}

void LogCalls::load() {
  std::ranges::stable_sort(busy_, {}, &Busy::at);
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> works;
  std::vector<std::uint32_t> busy(sources_.parts.proxies(), 0);
  for (const Busy& row : busy_) {
    int& now = works[{row.proxy, row.worker}];
    const bool was_busy = now > 0;
    now += row.change;
    if (was_busy == (now > 0)) continue;
    busy[row.proxy] += was_busy ? ~0U : 1U;
    out_.add(row.at, scenario::Workers{.proxy = row.proxy, .busy = busy[row.proxy]});
  }
}

}  // namespace rtpe::capture
