#include "reports/html_calls.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_text.hpp"

namespace rtpe::report {

using scenario::Event;
using scenario::ExchangeEnded;

using scenario::ReplyResult;

namespace {

std::uint64_t worker_key(std::uint32_t proxy, std::uint32_t worker) { return (std::uint64_t{proxy} << 32U) | worker; }

bool is_refused(const ExchangeEnded& event) {
  return event.outcome == ExchangeOutcome::answered && event.result != ReplyResult::ok &&
         event.result != ReplyResult::pong;
}

}  // namespace

unsigned HtmlCalls::Call::trouble() const {
  if (end == scenario::CallEnd::failed) return 3;
  if (!failure.empty() || silent + refused + no_node > 0) return 2;
  return repeats > 0 || waited > Duration{} || nodes_used > 1 ? 1 : 0;
}

HtmlCalls::Call& HtmlCalls::call_of(const scenario::CallKey& key, Duration at) {
  const auto [found, is_new] = by_key_.emplace(key, calls_.size());
  if (is_new) {
    Call& call = calls_.emplace_back();
    call.key = key;
    call.start = call.last = at;
  }
  return calls_[found->second];
}

void HtmlCalls::drop_detail(Call& call) {
  detail_ -= call.events.size();
  call.events = {};
  call.dropped = true;
}

void HtmlCalls::append(Call& call, Duration at, const Event& event) {
  if (call.dropped) return;
  if (call.events.size() > limits_.of_a_call) {
    call.dropped = true;
    return;
  }
  const std::size_t before = call.events.size();
  if (before > 0) call.events += ',';
  append_compact_event(call.events, at, event, {.call_id = call.call_id, .before = call.last}, texts_);
  call.last = at;
  detail_ += call.events.size() - before;
}

void HtmlCalls::note(Call& call, const scenario::CallStarted& event) {
  call.call_id = event.call_id;
  call.flow = event.flow;
  by_call_id_[call.call_id] = static_cast<std::size_t>(&call - calls_.data());
}
void HtmlCalls::note(Call& call, const scenario::SipMessage& event) {
  call.waited = std::max(call.waited, event.waited);
}
void HtmlCalls::note(Call& call, const scenario::SipDropped& /*event*/) { ++call.silent; }
void HtmlCalls::note(Call& call, const scenario::Selected& event) {
  if (event.node == scenario::no_node) ++call.no_node;
}
void HtmlCalls::note(Call& call, const scenario::Sent& event) {
  if (event.command == Command::ping) return;
  ++call.sends;
  if (event.attempt > 1) ++call.repeats;
}
void HtmlCalls::note(Call& call, const ExchangeEnded& event) {
  if (event.command == Command::ping) return;
  if (event.outcome != ExchangeOutcome::answered) {
    ++call.silent;
    return;
  }
  if (is_refused(event)) ++call.refused;
  if (call.node == event.node) return;
  call.node = event.node;
  ++call.nodes_used;
}
void HtmlCalls::note(Call& call, const scenario::OperationStarted& event) {
  by_worker_[worker_key(event.proxy, event.worker)] = static_cast<std::size_t>(&call - calls_.data());
}
void HtmlCalls::note(Call& call, const scenario::OperationEnded& event) {
  by_worker_.erase(worker_key(event.proxy, event.worker));
  call.took = std::max(call.took, event.took);
}
void HtmlCalls::note(Call& call, const scenario::CallEnded& event) {
  call.end = event.end;
  call.message = event.message;
  call.failure = event.failure;
  call.over = true;
  if (detail_ > limits_.detail && call.trouble() == 0) drop_detail(call);
}

void HtmlCalls::record(Duration at, const Event& event) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires { e.proxy, e.call; }) {
          Call& call = call_of({e.proxy, e.call}, at);
          if constexpr (std::is_same_v<E, scenario::CallStarted>) note(call, e);  // its call_id first
          append(call, at, event);
          if constexpr (!std::is_same_v<E, scenario::CallStarted>) note(call, e);
        } else if constexpr (std::is_same_v<E, scenario::EngineCall>) {
          if (const auto found = by_call_id_.find(std::string(e.call_id)); found != by_call_id_.end())
            append(calls_[found->second], at, event);
        } else if constexpr (std::is_same_v<E, scenario::LockWait>) {
          if (const auto found = by_worker_.find(worker_key(e.proxy, e.worker)); found != by_worker_.end())
            append(calls_[found->second], at, event);
        }
      },
      event);
}

std::vector<HtmlCalls::Call*> HtmlCalls::listed() {
  std::vector<Call*> all;
  for (Call& call : calls_)
    if (call.key.call != 0) all.push_back(&call);
  if (all.size() > limits_.listed) {
    // In the order of trouble, and of calls without any every so many-th.
    std::ranges::stable_sort(all, std::ranges::greater(), [](const Call* call) { return call->trouble(); });
    const auto plain = std::ranges::find(all, 0U, [](const Call* call) { return call->trouble(); });
    const auto troubled = static_cast<std::size_t>(plain - all.begin());
    std::vector<Call*> some(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min(troubled, limits_.listed)));
    const std::size_t room = limits_.listed - some.size(), rest = all.size() - troubled;
    for (std::size_t i = 0; i < room; ++i) some.push_back(all[troubled + i * rest / room]);
    all = std::move(some);
    std::ranges::stable_sort(all, {}, [](const Call* call) { return call->start; });
  }
  for (Call& call : calls_)  // pings and RPC commands, per proxy
    if (call.key.call == 0) all.push_back(&call);
  return all;
}

void HtmlCalls::fill_parts(const std::vector<Call*>& calls, Output& output) const {
  std::string part;
  std::int32_t place = 0;
  const auto close = [&] {
    if (part.empty()) return;
    output.parts.push_back("[" + part + "]");
    part.clear();
    place = 0;
  };
  for (Call* call : calls) {
    if (call->events.empty()) continue;
    call->part = static_cast<std::int32_t>(output.parts.size());
    call->place = place++;
    if (!part.empty()) part += ',';
    part += '[';
    part += call->events;
    part += ']';
    ++output.detailed;
    if (part.size() > limits_.bytes_of_a_part) close();
  }
  close();
}

std::string HtmlCalls::columns(const std::vector<Call*>& calls) {
  std::string out = "{";
  const auto column = [&](std::string_view name, const auto& value) {
    fmt::format_to(std::back_inserter(out), "{}\"{}\":[", out.size() > 1 ? "," : "", name);
    bool first = true;
    for (const Call* call : calls) {
      if (!std::exchange(first, false)) out += ',';
      value(*call);
    }
    out += ']';
  };
  const auto numbers = [&](std::string_view name, const auto& value) {
    column(name, [&](const Call& call) { fmt::format_to(std::back_inserter(out), "{}", value(call)); });
  };
  numbers("proxy", [](const Call& call) { return call.key.proxy; });
  numbers("call", [](const Call& call) { return call.key.call; });
  column("call_id", [&](const Call& call) { append_json_string(out, call.call_id); });
  column("flow", [&](const Call& call) { texts_.write(out, call.flow); });
  numbers("start", [](const Call& call) { return microseconds(call.start); });
  numbers("took", [](const Call& call) { return microseconds(call.last - call.start); });
  column("end", [&](const Call& call) { texts_.write(out, to_string(call.end)); });
  column("message", [&](const Call& call) { texts_.write(out, call.message); });
  column("failure", [&](const Call& call) { texts_.write(out, call.failure); });
  numbers("trouble", [](const Call& call) { return call.trouble(); });
  numbers("node",
          [](const Call& call) { return call.node == scenario::no_node ? std::int64_t{-1} : std::int64_t{call.node}; });
  numbers("nodes", [](const Call& call) { return call.nodes_used; });
  numbers("sends", [](const Call& call) { return call.sends; });
  numbers("repeats", [](const Call& call) { return call.repeats; });
  numbers("silent", [](const Call& call) { return call.silent; });
  numbers("refused", [](const Call& call) { return call.refused; });
  numbers("waited", [](const Call& call) { return microseconds(call.waited); });
  numbers("longest", [](const Call& call) { return microseconds(call.took); });
  numbers("part", [](const Call& call) { return call.part; });
  numbers("place", [](const Call& call) { return call.place; });
  numbers("cut", [](const Call& call) { return call.dropped ? 1 : 0; });
  return out + "}";
}

HtmlCalls::Output HtmlCalls::output() {
  Output output;
  const std::vector<Call*> calls = listed();
  output.calls =
      static_cast<std::size_t>(std::ranges::count_if(calls_, [](const Call& call) { return call.key.call != 0; }));
  output.listed =
      static_cast<std::size_t>(std::ranges::count_if(calls, [](const Call* call) { return call->key.call != 0; }));
  fill_parts(calls, output);
  output.columns = columns(calls);
  return output;
}

}  // namespace rtpe::report
