#include "pcap/to_scenario/seen_calls.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rtpe::capture {
namespace {

/// Several commands are one operation when the first ones failed and the last one asks the same. Pings belong to what
/// the same message caused.
bool continues(const SeenCommand& last, const SeenCommand& next, const std::vector<SeenSip>& messages) {
  const bool failed_over = last.outcome != Outcome::answered || last.result == "load limit";
  if (!is_ping(last) && !is_ping(next))
    return failed_over && last.command == next.command && last.body_hash == next.body_hash && last.node != next.node;
  const bool was_waited_for = last.outcome == Outcome::no_answer && !last.was_refused;
  const bool is_soon = next.first_sent - last.last_sent < (was_waited_for ? silent_ping : quick_ping);
  return last.process == next.process && is_soon && (is_ping(last) || failed_over) &&
         cause_of(messages, last.first_sent) == cause_of(messages, next.first_sent);
}

/// A delete long after a message that sets a call up: nobody answered, and the proxy gave the branch up.
bool is_of_own_timer(const std::vector<SeenSip>& messages, std::size_t cause, const SeenCommands& group) {
  const SeenSip& message = messages[cause];
  const bool sets_up = message.method == "INVITE" && message.status < 200;
  const Time left = std::max(message.time, message.left.value_or(message.time));
  return sets_up && group.operation.command == "delete" &&
         group.commands.front()->first_sent - left > std::chrono::seconds(2);
}

/// A route calls the function of that command for such a message.
bool fits(std::string_view command, const SeenSip& message) {
  const bool negotiates = message.method == "INVITE" || message.method == "UPDATE";
  const bool brings_body = message.status < 300 && !message.sdp.empty();
  if (command == "offer") return negotiates && (message.status == 0 || brings_body);
  if (command == "answer") return brings_body && (message.status != 0 || !negotiates);
  if (command == "delete")
    return message.status >= 300 || (message.status == 0 && (message.method == "BYE" || message.method == "CANCEL"));
  return true;
}

/// A back-to-back user agent answers by itself and makes the other leg anew: the message that caused a command is the
/// BYE before its own 200, or that of the other leg, for which the one of this leg stands that follows at once. Its
/// place, or `cause`.
std::size_t cause_that_fits(const std::vector<SeenSip>& messages, std::size_t cause, const SeenCommands& one) {
  constexpr std::chrono::seconds at_once{1};
  const std::string& command = one.operation.command;
  if (fits(command, messages[cause])) return cause;
  if (command == "delete" && cause > 0 && messages[cause].method == "BYE" && fits(command, messages[cause - 1]))
    return cause - 1;
  const Time ended = std::max(one.commands.back()->first_reply, one.commands.back()->last_sent);
  for (std::size_t next = cause + 1; next < messages.size() && messages[next].time - ended <= at_once; ++next)
    if (fits(command, messages[next])) return next;
  return cause;
}

/// The last message before the operation that can have caused it.
void find_causes(SeenCall& call, std::vector<SeenCommands>& operations) {
  for (SeenCommands& one : operations) {
    const Time began = one.commands.front()->first_sent;
    const std::size_t cause = cause_of(call.messages, began);
    if (cause == call.messages.size()) {
      call.why_not = fmt::format("{} came before any SIP message of the call", one.operation.command);
      return;
    }
    if (is_of_own_timer(call.messages, cause, one)) {
      call.why_not = fmt::format("{} was caused by the proxy's own timer, which no message of the capture shows",
                                 one.operation.command);
      return;
    }
    one.operation.message = cause_that_fits(call.messages, cause, one);
    call.operations.push_back(one.operation);
  }
}

/// SIP for a capture that has none: what causes such NG commands.
class InventedSip {
 public:
  InventedSip(SeenCall& call, std::vector<SeenCommands>& operations) : call_(call), operations_(operations) {}

  void make() {
    caller_ = operations_.front().commands.front()->from_tag;
    for (SeenCommands& one : operations_)
      if (!one.commands.front()->from_tag.empty() && caller_.empty()) caller_ = one.commands.front()->from_tag;
    for (at_ = 0; at_ < operations_.size() && call_.why_not.empty(); ++at_) cause(operations_[at_]);
  }

 private:
  [[nodiscard]] std::string command(std::size_t index) const {
    return index < operations_.size() ? operations_[index].operation.command : std::string();
  }

  void say(std::string method, std::uint16_t status, const SeenCommand& about, bool from_caller, bool with_sdp) {
    // A request has its sender's tag, a reply the other one's.
    const bool callers_request = (status == 0) == from_caller;
    call_.messages.push_back({.time = about.first_sent,
                              .left = about.outcome == Outcome::answered ? about.first_reply : about.last_sent,
                              .source = {},
                              .destination = {},
                              .reached_proxy = true,
                              .method = std::move(method),
                              .status = status,
                              .cseq = cseq_,
                              .from_tag = callers_request ? "caller" : "callee",
                              .to_tag = is_dialog_ ? "in dialog" : "",
                              .sdp = with_sdp ? about.sdp : std::string()});
  }
  void keep(const SeenCommands& one) {
    SeenOperation operation = one.operation;
    operation.message = call_.messages.size() - 1;
    call_.operations.push_back(std::move(operation));
  }
  void acknowledge(const SeenCommand& about) { say("ACK", 0, about, invite_by_caller_, false); }

  void cause(SeenCommands& one) {
    const SeenCommand& about = *one.commands.back();
    const bool by_caller = about.from_tag.empty() || about.from_tag == caller_;
    const std::string& what = one.operation.command;
    if (what == "offer") return offer(one, about, by_caller);
    if (what == "answer") return answer(one, about);
    if (what == "delete") return remove(one, about, by_caller);
    if (at_ > 0 && !call_.messages.empty() && (command(at_ + 1).empty() || what == "ping")) return keep(one);
    if (what == "query" && command(at_ + 1) == "delete" && is_dialog_ && !is_open_) {
      ++cseq_;
      say("BYE", 0, about, by_caller, false);
      has_bye_ = true;
      return keep(one);
    }
    call_.why_not =
        fmt::format("there is no SIP in the capture, and {} alone does not say which message caused it", what);
  }

  void offer(const SeenCommands& one, const SeenCommand& about, bool by_caller) {
    if (is_open_) {  // nothing was answered that the capture shows
      say("INVITE", 200, about, !invite_by_caller_, false);
      acknowledge(about);
      is_dialog_ = true;
    }
    ++cseq_;
    invite_by_caller_ = by_caller;
    say("INVITE", 0, about, by_caller, true);
    is_open_ = true;
    keep(one);
  }

  void answer(const SeenCommands& one, const SeenCommand& about) {
    if (!is_open_) {
      call_.why_not = "an answer without an offer before it";
      return;
    }
    const bool is_final = command(at_ + 1) != "answer";
    say("INVITE", is_final ? 200 : 183, about, !invite_by_caller_, true);
    keep(one);
    if (!is_final) return;
    is_open_ = false;
    is_dialog_ = true;
    acknowledge(about);
  }

  void remove(const SeenCommands& one, const SeenCommand& about, bool by_caller) {
    if (has_bye_) return keep(one);
    if (is_dialog_ && !is_open_) {
      ++cseq_;
      say("BYE", 0, about, by_caller, false);
      keep(one);
      say("BYE", 200, about, !by_caller, false);
      has_bye_ = true;
      return;
    }
    if (!is_open_) {
      call_.why_not = call_.messages.empty() ? "the capture begins in the middle of it" : "a delete after its end";
      return;
    }
    if (command(at_ + 1) == "delete") {  // CANCEL, and the 487 that it causes
      say("CANCEL", 0, about, invite_by_caller_, false);
      keep(one);
      say("CANCEL", 200, about, !invite_by_caller_, false);
      const SeenCommands& second = operations_[++at_];
      say("INVITE", 487, *second.commands.back(), !invite_by_caller_, false);
      keep(second);
    } else {
      say("INVITE", 486, about, !invite_by_caller_, false);
      keep(one);
    }
    is_open_ = false;
  }

  SeenCall& call_;
  std::vector<SeenCommands>& operations_;
  std::string caller_;
  std::size_t at_ = 0;
  std::uint32_t cseq_ = 0;
  bool is_open_ = false, is_dialog_ = false, has_bye_ = false, invite_by_caller_ = true;
};

}  // namespace

std::size_t cause_of(const std::vector<SeenSip>& messages, Time time) {
  std::size_t cause = messages.size();
  for (std::size_t index = 0; index < messages.size() && messages[index].time <= time; ++index) {
    const SeenSip& message = messages[index];
    const bool is_idle = (message.method == "CANCEL" && message.status != 0) ||
                         (message.status > 100 && message.status < 200 && message.sdp.empty());
    if (!is_idle) cause = index;
  }
  return cause;
}

std::vector<SeenCommands> operations_of(const std::vector<const SeenCommand*>& commands,
                                        const std::vector<SeenSip>& messages) {
  std::vector<SeenCommands> out;
  for (const SeenCommand* command : commands) {
    if (out.empty() || !continues(*out.back().commands.back(), *command, messages))
      out.push_back({.operation = {.command = "ping", .flags = {}, .node = {}}, .commands = {}});
    SeenCommands& current = out.back();
    current.commands.push_back(command);
    current.operation.gave_up = !is_ping(*command) && command->outcome != Outcome::answered;
    if (current.commands.size() == 1 || current.operation.tries == 0) current.operation.node = command->node;
    if (is_ping(*command)) continue;
    ++current.operation.tries;
    current.operation.command = command->command;
    current.operation.flags = command->flags;
  }
  return out;
}

std::vector<SeenCall> calls_of(const Observed& seen) {
  std::map<std::string, std::vector<const SeenCommand*>> by_call;
  for (const SeenCommand& command : seen.commands)
    if (!command.call.empty()) by_call[command.call].push_back(&command);
  std::vector<SeenCall> calls;
  for (auto& [call_id, commands] : by_call) {
    SeenCall& call = calls.emplace_back();
    call.call_id = call_id;
    call.proxy = commands.front()->client.address;
    const auto sip = seen.sip.find(call_id);
    if (sip != seen.sip.end()) call.messages = sip->second;
    auto operations = operations_of(commands, call.messages);
    if (!call.messages.empty()) {
      if (call.messages.front().method != "INVITE" || call.messages.front().status != 0)
        call.why_not = "the capture begins in the middle of it";
      else
        find_causes(call, operations);
    } else {
      InventedSip(call, operations).make();
    }
    if (call.why_not.empty() && call.messages.empty()) call.why_not = "it has no message";
  }
  std::ranges::stable_sort(calls, {}, [&](const SeenCall& call) { return by_call[call.call_id].front()->first_sent; });
  return calls;
}

CallSequences sequences_of(const Observed& seen, Time from) {
  CallSequences out;
  for (const SeenCommand& one : seen.commands) {
    if (one.call.empty() || one.first_sent < from) continue;
    std::string result = one.sends == 1 ? "sent once: " : fmt::format("sent {} times: ", one.sends);
    if (one.outcome != Outcome::answered)
      result += "no answer";
    else
      result += one.result.empty() ? "answered" : one.result;
    if (!one.error_reason.empty()) result += " (" + one.error_reason + ")";
    if (is_unfinished(one, seen.last)) result.clear();
    out[one.call].push_back(
        {.what = fmt::format("{} to {}", one.command, one.node.text()), .result = std::move(result)});
  }
  return out;
}

}  // namespace rtpe::capture
