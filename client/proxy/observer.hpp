// What a proxy does, told to whoever listens: the event log, the library's user, tests. Nobody listening costs a null
// check.
#pragma once
#include <cstdint>
#include <string_view>

#include "client/operation/action.hpp"
#include "client/operation/observer.hpp"
#include "client/script/call.hpp"

namespace rtpe::proxy {

class Process;
struct Message;

/// An exchange and what its reply said.
struct ExchangeReport {
  const Node* node = nullptr;
  Command command = Command::ping;
  ExchangeOutcome outcome = ExchangeOutcome::timed_out;
  int error_number = 0;
  std::string_view payload = {};  ///< of the reply; empty: none
  std::string_view result = {};   ///< "ok", "error", ...; "undecodable"; empty: nothing came, or nobody asked
  std::string_view reason = {};   ///< error-reason
  Duration latency{};             ///< from the first send
  std::uint32_t sends = 0;
};

/// What a script function came to.
enum class OperationEnd : std::uint8_t {
  ok,
  failed,        ///< a node was needed and did not do it
  nothing_done,  ///< nothing was to be done for this message, or the message or the flags did not allow it
};

struct OperationReport {
  const script::Statement* statement = nullptr;
  const script::CallResult* result = nullptr;
  OperationEnd end = OperationEnd::ok;
  const Node* node = nullptr;          ///< who answered last; null: nobody
  std::uint32_t sends = 0, pings = 0;  ///< of all its sets
  Duration took{};
};

/// How busy a proxy is.
struct Load {
  std::uint32_t busy = 0;              ///< SIP workers that have a message, or ping at startup
  std::uint32_t waiting_for_lock = 0;  ///< processes
  std::uint32_t queued_messages = 0;
  bool operator==(const Load&) const = default;
};

/// Views are valid during the call only. Process::operation() and message() tell what the process is at.
class ProxyObserver {
 public:
  virtual ~ProxyObserver() = default;
  /// A worker took a message that had waited in the queue.
  virtual void message_taken(Time, const Process&, const Message&, Duration /*waited*/) {}
  /// The queue was full; its sender repeats it later or gives up.
  virtual void message_dropped(Time, const Message&) {}
  virtual void operation_started(Time, const Process&, const script::Statement&) {}
  virtual void operation_ended(Time, const Process&, const OperationReport&) {}
  /// A process that had to wait for a lock was given it.
  virtual void lock_waited(Time, const Process&, const Lock&, Duration /*waited*/) {}
  /// At the end of a point in time in which it changed.
  virtual void load_changed(Time, const Load&) {}

  // As rtpe::Observer.
  virtual void selected(Time, const Process&, const SelectionReport&) {}
  virtual void sent(Time, const Process&, const Node&, Command, std::string_view /*bytes*/, std::uint32_t /*attempt*/) {
  }
  virtual void stale(Time, const Process&, const Node&, std::string_view /*bytes*/) {}
  virtual void exchange_ended(Time, const Process&, const ExchangeReport&) {}
  /// Whether exchange_ended() looks at result and reason, which may cost the reading of a reply.
  [[nodiscard]] virtual bool wants_results() const { return true; }
  virtual void node_state_changed(Time, const Process&, const Node&, StateCause) {}
  virtual void table_inserted(Time, const Process&, std::string_view /*call_id*/, std::string_view /*via_branch*/,
                              const Node&) {}
  virtual void table_removed(Time, const Process&, std::string_view /*call_id*/, std::string_view /*via_branch*/) {}
};

}  // namespace rtpe::proxy
