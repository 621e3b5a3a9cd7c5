// The event log's records, schema version 1. Every report, check and explanation is a view of these.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

#include "base/time.hpp"
#include "client/operation/action.hpp"
#include "client/operation/observer.hpp"

namespace rtpe::scenario {

inline constexpr int event_schema_version = 1;

// Views are valid during EventSink::record only. Numbers: calls and operations count from 1 in a run. Workers count
// from 0; the timer process that pings (releases from 6.0) has the number after the last worker.

/// A configured node, in the order of Node::index.
struct NodeEntry {
  std::string_view name;  ///< as all events call it: its URL, with " (set N)" when two sets have that URL
  std::string_view url;
  std::uint32_t set_id, weight;
  std::string_view engine;  ///< who listens there; empty: nobody of the scenario
};
struct RunStarted {
  std::string_view title, file, personality, clock;  ///< clock: "virtual" or "real"
  std::uint64_t seed;
  std::uint32_t workers;
  std::span<const NodeEntry> nodes;
  std::span<const std::string_view> engines;
};
struct CallStarted {
  std::uint64_t call;
  std::string_view call_id, flow;
};
/// A SIP message reached the proxy and a worker took it. waited: in the queue, because all workers were busy.
struct SipMessage {
  std::uint64_t call;
  std::uint32_t worker;
  std::string_view name; /**< "INVITE", "200 INVITE" */
  Duration waited;
};
/// A SIP message was thrown away because the queue was full; its sender repeats it later or gives up.
struct SipDropped {
  std::uint64_t call;
  std::string_view name;
};
/// Operation 0 of a record: pings that belong to no SIP message (startup, ping timer); call 0 likewise.
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
  std::uint32_t attempt, bytes, node_index, worker;
};
struct Stale {
  std::uint64_t operation, call;
  std::string_view node, cookie;
};
inline constexpr std::uint32_t no_node = 0xFFFFFFFFU;
struct ExchangeEnded {
  std::uint64_t operation, call;
  std::string_view node, command;
  ExchangeOutcome outcome;
  std::string_view result;  ///< "ok", "error", ...; empty when nothing came
  std::string_view reason;  ///< error-reason
  Duration latency;         ///< from the first send
  std::uint32_t sends, node_index, worker;
};
struct NodeState {
  std::string_view node;
  bool disabled;
  std::uint32_t recheck;  ///< s, absolute (Time's epoch); `permanent`: never
  StateCause cause;
  std::uint32_t node_index;
};
struct TableChange {
  std::uint64_t call;
  std::string_view call_id, via_branch, node; /**< empty: removed */
  std::uint32_t node_index;                   ///< no_node: removed
};
struct LockWait {
  std::uint32_t worker;
  Lock lock;
  Duration waited;
};
/// What a script function came to.
enum class OperationEnd : std::uint8_t {
  ok,
  failed,        ///< a node was needed and did not do it
  nothing_done,  ///< nothing was to be done for this message, or the message or the flags did not allow it
};
[[nodiscard]] std::string_view to_string(OperationEnd end);
struct OperationEnded {
  std::uint64_t operation, call;
  std::uint32_t worker;
  std::string_view function, command, node;  ///< node: who answered; empty: nobody
  int rc;
  std::string_view failure;
  std::uint32_t sends, pings;
  Duration took;
  OperationEnd end;
  std::uint32_t node_index;  ///< no_node: nobody
};
struct Workers {
  std::uint32_t busy, waiting_for_lock, queued_messages;
};  ///< whenever one of them has changed after a point in time was played
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
};  ///< "up", "crashed", "away", "unreachable", "hung", "slow"
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

using Event = std::variant<RunStarted, CallStarted, SipMessage, SipDropped, OperationStarted, Selected, Sent, Stale,
                           ExchangeEnded, NodeState, TableChange, LockWait, OperationEnded, Workers, CallEnded,
                           EngineCall, EngineState, FaultChanged, CheckJudged, RunEnded>;

/// "run_started", "sent", ...
[[nodiscard]] std::string_view name_of(const Event& event);

/// Set of event kinds: bit N is alternative N of Event.
using EventKinds = std::uint32_t;
inline constexpr EventKinds all_events = ~EventKinds{0};
template <class E>
[[nodiscard]] consteval std::size_t kind_of() {
  return []<class... All>(std::variant<All...>*) {
    std::size_t index = 0;
    (void)((std::is_same_v<E, All> || (++index, false)) || ...);
    return index;
  }(static_cast<Event*>(nullptr));
}
template <class... E>
[[nodiscard]] consteval EventKinds kinds_of() {
  return ((EventKinds{1} << kind_of<E>()) | ...);
}

class EventSink {
 public:
  virtual ~EventSink() = default;
  /// Kinds it wants; asked once, before the run starts. An event that nobody wants is counted, not made.
  [[nodiscard]] virtual EventKinds interests() const { return all_events; }
  /// since_start: time since the start of the run.
  virtual void record(Duration since_start, const Event& event) = 0;
};

}  // namespace rtpe::scenario
