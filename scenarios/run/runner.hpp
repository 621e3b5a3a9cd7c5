// Plays one scenario and gives its verdict.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "client/control/control_call.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/run/event.hpp"
#include "scenarios/world/datagram.hpp"

namespace rtpe::scenario {

enum class ClockKind : std::uint8_t { virtual_time, real_time };

/// Where RPC commands for a running proxy come from: another thread puts them there.
class ControlInbox {
 public:
  virtual ~ControlInbox() = default;
  /// The next command, if one is there. Does not wait.
  virtual std::optional<control::ControlRequest> next() = 0;
  /// The answer to the command that next() gave last.
  virtual void answer(const control::ControlReply& reply) = 0;
};

struct RunOptions {
  ClockKind clock = ClockKind::virtual_time;
  std::optional<std::uint64_t> seed = {};  ///< instead of the scenario's
  std::vector<EventSink*> sinks = {};      ///< all events; empty: only checks and counters see them
  DatagramSink* datagrams = nullptr;
  /// Set from a signal handler: the run ends soon with "interrupted" and is judged as far as it went.
  const std::atomic<bool>* interrupt = nullptr;
  ControlInbox* control = nullptr;  ///< real clock only
};

/// What a check found. Evidence: each line one observed fact with time, call, commands and reasons.
struct CheckResult {
  std::string that = {};
  bool passed = false;
  std::string summary = {};                ///< one sentence with the numbers
  std::vector<std::string> evidence = {};  ///< of a failure; at most 20 lines, then "... N more"
  Place place = {};
};

/// What every node did, as counted over the event log.
struct NodeSummary {
  std::string name;  ///< as events call it
  std::string url, engine;
  std::uint32_t set_id = 0, weight = 0;
  std::uint64_t new_calls = 0;  ///< calls whose first accepted command it answered
  std::uint64_t commands = 0, sends = 0, answered = 0, refused = 0, timed_out = 0, pings = 0, pings_answered = 0;
  std::uint32_t times_disabled = 0;
  Duration time_disabled{};
  Duration latency_median{}, latency_highest{};
  bool disabled_at_end = false;
};

struct RunResult {
  std::string title = {}, file = {};
  std::uint64_t seed = 0;
  ClockKind clock = ClockKind::virtual_time;
  Duration simulated{};  ///< time that passed in the world
  Duration wall{};       ///< time it took; measured by the caller (cli), zero here
  /// operations_failed: those that needed a node and got no help from one (OperationEnd::failed).
  std::uint64_t calls = 0, calls_completed = 0, calls_failed = 0, operations = 0, operations_failed = 0, exchanges = 0,
                sends = 0, sip_messages = 0, sip_dropped = 0, events = 0;
  std::uint32_t workers = 0, most_workers_busy = 0;
  Duration longest_operation{};
  std::vector<NodeSummary> nodes = {};
  std::vector<CheckResult> checks = {};
  std::string end = "finished";  ///< "event limit", "interrupted"
  /// Every check passed and the run was not cut short.
  [[nodiscard]] bool passed() const;
};

/// Error: the world could not be set up (a port in use, an address not local) or an input file is unreadable.
Expected<RunResult> run(const Scenario& scenario, const RunOptions& options);

}  // namespace rtpe::scenario
