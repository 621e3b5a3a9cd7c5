// What an operation does, told to whoever listens: the event log, explain, tests. Nobody listening costs a null check.
#pragma once
#include <cstdint>
#include <string_view>

#include "base/time.hpp"
#include "client/ng/command.hpp"
#include "client/selection/selection_report.hpp"
#include "client/sets/node.hpp"

namespace rtpe {

/// Why a node's state changed.
enum class StateCause : std::uint8_t {
  no_reply,
  send_failed,
  receive_failed,
  empty_datagram,
  transport_mismatch,
  ping_answered,
  ping_unanswered,
  rpc_enable,
  rpc_disable,
  database_reload,
  timer_ping_answered,
  timer_ping_unanswered,
};
[[nodiscard]] std::string_view to_string(StateCause cause);

/// How one exchange ended.
enum class ExchangeOutcome : std::uint8_t {
  answered,
  timed_out,
  send_failed,
  receive_failed,
  empty_datagram,
  mismatch
};
[[nodiscard]] std::string_view to_string(ExchangeOutcome outcome);

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void selected(Time, const SelectionReport&) {}
  /// attempt counts from 1. bytes: cookie, blank, dictionary.
  virtual void sent(Time, const Node&, Command, std::string_view /*bytes*/, std::uint32_t /*attempt*/) {}
  /// A datagram that does not belong to this exchange was ignored.
  virtual void stale(Time, const Node&, std::string_view /*bytes*/) {}
  virtual void exchange_ended(Time, const Node&, Command, ExchangeOutcome, std::string_view /*payload*/,
                              int /*error_number*/) {}
  virtual void node_state_changed(Time, const Node&, StateCause) {}
  virtual void table_inserted(Time, std::string_view /*call_id*/, std::string_view /*via_branch*/, const Node&) {}
  virtual void table_removed(Time, std::string_view /*call_id*/, std::string_view /*via_branch*/) {}
};

}  // namespace rtpe
