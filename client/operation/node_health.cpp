#include "client/operation/node_health.hpp"

namespace rtpe {
namespace {

StateCause cause_of(ExchangeOutcome outcome) {
  switch (outcome) {
    case ExchangeOutcome::answered:
    case ExchangeOutcome::timed_out:
      return StateCause::no_reply;
    case ExchangeOutcome::send_failed:
      return StateCause::send_failed;
    case ExchangeOutcome::receive_failed:
      return StateCause::receive_failed;
    case ExchangeOutcome::empty_datagram:
      return StateCause::empty_datagram;
    case ExchangeOutcome::mismatch:
      return StateCause::transport_mismatch;
  }
  return StateCause::no_reply;
}

std::uint32_t later(const Proxy& proxy, Time now) {
  return seconds_of(now) + static_cast<std::uint32_t>(proxy.parameters.rtpengine_disable_tout);
}

}  // namespace

void set_state(Worker& worker, Node& node, const NodeCondition& condition, StateCause cause, Time now) {
  if (node.disabled == condition.disabled && node.recheck == condition.recheck) return;
  node.disabled = condition.disabled;
  node.recheck = condition.recheck;
  if (worker.observer) worker.observer->node_state_changed(now, node, cause);
}

void record_failure(Proxy& proxy, Worker& worker, Node& node, ExchangeOutcome outcome, Time now) {
  if (node.recheck != permanent)
    set_state(worker, node, {.disabled = true, .recheck = later(proxy, now)}, cause_of(outcome), now);
}

void record_ping(Proxy& proxy, Worker& worker, Node& node, PingVerdict verdict, Time now) {
  switch (verdict) {
    case PingVerdict::pong:
      return set_state(worker, node, {.disabled = false, .recheck = node.recheck}, StateCause::ping_answered, now);
    case PingVerdict::no_pong:
      return set_state(worker, node, {.disabled = true, .recheck = node.recheck}, StateCause::ping_unanswered, now);
    case PingVerdict::no_reply:
      return set_state(worker, node, {.disabled = true, .recheck = later(proxy, now)}, StateCause::ping_unanswered,
                       now);
  }
}

}  // namespace rtpe
