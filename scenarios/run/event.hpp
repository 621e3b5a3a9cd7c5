// The event log's records, schema version 1. Every report, check and explanation is a view of these.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "client/operation/action.hpp"
#include "client/operation/observer.hpp"
#include "client/time.hpp"

namespace rtpe::scenario {

inline constexpr int event_schema_version = 1;

// Views are valid during EventSink::record only. Numbers: calls, operations and exchanges count from 1 in a run.

struct RunStarted {
  std::string_view title, file, personality, clock;  ///< clock: "virtual" or "real"
  std::uint64_t seed;
  std::span<const std::string_view> nodes, engines;
};
struct CallStarted {
  std::uint64_t call;
  std::string_view call_id, flow;
};
/// A SIP message reached the proxy and a worker took it.
struct SipMessage {
  std::uint64_t call;
  std::uint32_t worker;
  std::string_view name; /**< "INVITE", "200 INVITE" */
  Duration waited;
};
struct OperationStarted {
  std::uint64_t operation, call;
  std::uint32_t worker;
  std::string_view function, message;
};
struct Selected {
  std::uint64_t operation, call;
  const SelectionReport* report;
};
struct Sent {
  std::uint64_t operation, call;
  std::string_view node, command, cookie;
  std::uint32_t attempt, bytes;
};
struct Stale {
  std::uint64_t operation, call;
  std::string_view node, cookie;
};
struct ExchangeEnded {
  std::uint64_t operation, call;
  std::string_view node, command;
  ExchangeOutcome outcome;
  std::string_view result;  ///< "ok", "error", ...; empty when nothing came
  std::string_view reason;  ///< error-reason
  Duration latency;         ///< from the first send
  std::uint32_t sends;
};
struct NodeState {
  std::string_view node;
  bool disabled;
  std::uint32_t recheck;
  StateCause cause;
};
struct TableChange {
  std::uint64_t call;
  std::string_view call_id, via_branch, node; /**< empty: removed */
};
struct LockWait {
  std::uint32_t worker;
  Lock lock;
  Duration waited;
};
struct OperationEnded {
  std::uint64_t operation, call;
  std::uint32_t worker;
  std::string_view function, command, node;  ///< node: who answered; empty: nobody
  int rc;
  std::string_view failure;
  std::uint32_t sends, pings;
  Duration took;
};
struct Workers {
  std::uint32_t busy, waiting_for_lock, queued_messages;
};  ///< whenever one of them changes
struct CallEnded {
  std::uint64_t call;
  std::string_view call_id;
  std::string_view result; /**< "completed", "failed: ..." */
};
struct EngineCall {
  std::string_view engine, call_id;
  bool created;
  std::string_view cause;
};
struct EngineState {
  std::string_view engine, state;
};  ///< "up", "crashed", "unreachable", "hung", "slow"
struct FaultChanged {
  std::uint32_t fault;
  std::string_view engine, verb;
  bool begins;
};
struct CheckJudged {
  std::uint32_t check;
  std::string_view that;
  bool passed;
  std::string_view summary;
};
struct RunEnded {
  std::uint64_t calls, calls_failed, operations, exchanges, sends;
  std::string_view end; /**< "finished", "event limit", "interrupted" */
};

using Event = std::variant<RunStarted, CallStarted, SipMessage, OperationStarted, Selected, Sent, Stale, ExchangeEnded,
                           NodeState, TableChange, LockWait, OperationEnded, Workers, CallEnded, EngineCall,
                           EngineState, FaultChanged, CheckJudged, RunEnded>;

class EventSink {
 public:
  virtual ~EventSink() = default;
  /// since_start: time since the start of the run.
  virtual void record(Duration since_start, const Event& event) = 0;
};

}  // namespace rtpe::scenario
