#include "tests/support/virtual_proxy.hpp"

#include <algorithm>
#include <cerrno>

#include "tests/support/must.hpp"

namespace rtpe::test {

VirtualProxy::VirtualProxy(Parameters parameters, std::string_view personality)
    : shared_(must(Proxy::configure(std::move(parameters), *find_personality(personality)))) {}

proxy::ProxyMachine& VirtualProxy::begin(proxy::ProxyOptions options, proxy::ProxyObserver* observer) {
  machine_ = std::make_unique<proxy::ProxyMachine>(shared_, *this, std::move(options), observer);
  machine_->start(now_);
  return *machine_;
}

void VirtualProxy::at(Duration after_start, std::function<void()> what) { schedule(start_ + after_start, what); }

void VirtualProxy::play(Duration until) {
  while (!entries_.empty() && entries_.begin()->first <= start_ + until) {
    auto entry = entries_.extract(entries_.begin());
    now_ = std::max(now_, entry.key());
    entry.mapped()();
  }
}

std::optional<Input> VirtualProxy::send(proxy::Process& process, const Action& action) {
  const auto blank = action.bytes.find(' ');
  sent.push_back({.at = now_,
                  .node = action.node,
                  .cookie = std::string(action.bytes.substr(0, blank)),
                  .dictionary = std::string(action.bytes.substr(blank + 1))});
  const Treatment treatment = treat(sent.back());
  if (treatment.send_error != 0) return Input{.kind = InputKind::send_failed, .error_number = treatment.send_error};
  for (const Arrival& arrival : treatment.arrivals)
    schedule(now_ + arrival.after, [this, &process, node = action.node, arrival] { arrive(process, *node, arrival); });
  return wait(process, action);
}

std::optional<Input> VirtualProxy::wait(proxy::Process& process, const Action& action) {
  const std::uint64_t number = ++wait_number_;
  waits_[&process] = {.node = action.node, .number = number};
  schedule(action.deadline, [this, &process, number] {
    Wait& waiting = waits_[&process];
    if (waiting.number != number) return;
    waiting = {};
    machine_->input(now_, process, {.kind = InputKind::timeout});
  });
  return std::nullopt;
}

/// What nobody waits for is lost: sockets that keep things are ScriptedNetwork's.
void VirtualProxy::arrive(proxy::Process& process, const Node& node, const Arrival& arrival) {
  Wait& waiting = waits_[&process];
  if (waiting.number == 0 || waiting.node != &node) return;
  waiting = {};
  if (arrival.kind == Arrival::Kind::datagram)
    return machine_->input(now_, process, {.kind = InputKind::datagram, .bytes = arrival.bytes});
  machine_->input(now_, process, {.kind = InputKind::socket_error, .error_number = ECONNREFUSED});
}

void VirtualProxy::wake(proxy::Process& process, Time at) {
  schedule(at, [this, &process] { machine_->woken(now_, process); });
}

void VirtualProxy::statement_ended(proxy::Message&, const script::Call& call) {
  return_codes_.push_back(call.result().rc);
}

void VirtualProxy::finished(Time now, proxy::Message& message, const proxy::MessageFate& fate) {
  finished_messages.push_back({.at = now,
                               .message = &message,
                               .refused = fate.refused,
                               .failure = std::string(fate.failure),
                               .body = std::string(fate.body),
                               .media_node = fate.media_node,
                               .return_codes = std::exchange(return_codes_, {}),
                               .own_reply = fate.own_reply});
  if (on_finished) on_finished(message);
}

}  // namespace rtpe::test
