#include "client/operation/observer.hpp"

namespace rtpe {

std::string_view to_string(StateCause cause) {
  switch (cause) {
    case StateCause::no_reply:
      return "no reply";
    case StateCause::send_failed:
      return "send failed";
    case StateCause::receive_failed:
      return "receive failed";
    case StateCause::empty_datagram:
      return "empty datagram";
    case StateCause::transport_mismatch:
      return "mismatched message";
    case StateCause::ping_answered:
      return "ping answered";
    case StateCause::ping_unanswered:
      return "ping unanswered";
    case StateCause::rpc_enable:
      return "RPC enable";
    case StateCause::rpc_disable:
      return "RPC disable";
    case StateCause::database_reload:
      return "database reload";
    case StateCause::timer_ping_answered:
      return "timer ping answered";
    case StateCause::timer_ping_unanswered:
      return "timer ping unanswered";
  }
  return "unknown";
}

std::string_view to_string(ExchangeOutcome outcome) {
  switch (outcome) {
    case ExchangeOutcome::answered:
      return "answered";
    case ExchangeOutcome::timed_out:
      return "timed out";
    case ExchangeOutcome::send_failed:
      return "send failed";
    case ExchangeOutcome::receive_failed:
      return "receive failed";
    case ExchangeOutcome::empty_datagram:
      return "empty datagram";
    case ExchangeOutcome::mismatch:
      return "mismatch";
  }
  return "unknown";
}

}  // namespace rtpe
