#include "client/control/ping_round.hpp"

namespace rtpe::control {

void PingRound::begin(Proxy& proxy, Worker& worker) {
  proxy_ = &proxy;
  worker_ = &worker;
  set_ = node_ = 0;
  step_ = Step::start;
}

Action PingRound::resume(Time now, const Input& input) {
  switch (step_) {
    case Step::start:
    case Step::unlocking:
      if (set_ >= proxy_->registry.sets().size()) return {};
      if (!proxy_->personality->ping_timer_holds_lock) return next(now);
      step_ = Step::locking;
      return {.kind = ActionKind::acquire,
              .lock = {.kind = Lock::Kind::set, .set_id = proxy_->registry.sets()[set_].id}};
    case Step::locking:
      return next(now);
    case Step::pinging:
      break;
  }
  const Action action = ping_.resume(now, input);
  if (action.kind != ActionKind::finished) return action;
  judge(now);
  return next(now);
}

Action PingRound::next(Time now) {
  for (;;) {
    const NodeSet& set = proxy_->registry.sets()[set_];
    if (const auto action = ping_next_of(set, now)) return *action;
    ++set_;
    node_ = 0;
    if (proxy_->personality->ping_timer_holds_lock) {
      step_ = Step::unlocking;
      return {.kind = ActionKind::release, .lock = {.kind = Lock::Kind::set, .set_id = set.id}};
    }
    if (set_ >= proxy_->registry.sets().size()) return {};
  }
}

std::optional<Action> PingRound::ping_next_of(const NodeSet& set, Time now) {
  while (node_ < set.nodes.size()) {
    Node& node = *set.nodes[node_++];
    const bool skipped = node.recheck == permanent && proxy_->personality->ping_timer_skips_permanent;
    if (!node.displayed || skipped) continue;
    step_ = Step::pinging;
    ping_.begin(*proxy_, *worker_, node);
    if (const Action action = ping_.resume(now, {}); action.kind != ActionKind::finished) return action;
    judge(now);
  }
  return std::nullopt;
}

void PingRound::judge(Time now) {
  const bool pong = ping_.verdict() == PingVerdict::pong;
  if (pong && ping_.node().recheck == permanent) return;  // it stays disabled
  const auto later = seconds_of(now) + static_cast<std::uint32_t>(proxy_->parameters.rtpengine_disable_tout);
  set_state(*worker_, ping_.node(), {.disabled = !pong, .recheck = pong ? 0 : later},
            pong ? StateCause::timer_ping_answered : StateCause::timer_ping_unanswered, now);
}

bool has_ping_timer(const Proxy& proxy) { return proxy.personality->ping_timer && proxy.parameters.ping_interval > 0; }

}  // namespace rtpe::control
