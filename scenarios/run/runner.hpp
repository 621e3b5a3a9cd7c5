// Plays one scenario and gives its verdict.
#pragma once
#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "client/control/control_call.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/log/result.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/run/hosts.hpp"
#include "scenarios/world/datagram.hpp"

namespace rtpe::scenario {

/// Where RPC commands for a running proxy come from: another thread puts them there.
class ControlInbox {
 public:
  virtual ~ControlInbox() = default;
  /// The next command, if one is there. Does not wait.
  virtual std::optional<control::ControlRequest> next() = 0;
  /// The answer to the command that next() gave last.
  virtual void answer(const control::ControlReply& reply) = 0;
};

/// What mock engines work out.
enum class EngineDetail : std::uint8_t {
  as_needed,  ///< without what nobody in the run reads: the event log is the same byte by byte
  full,
};

/// When a run may end before its scenario does.
enum class RunUntil : std::uint8_t {
  the_end,
  a_check_is_broken,  ///< one that tells so at once has failed: what a search wants to know
};

struct RunOptions {
  ClockKind clock = ClockKind::virtual_time;
  Hosts hosts = {};                        ///< started programs need the real clock
  std::optional<std::uint64_t> seed = {};  ///< instead of the scenario's
  const Places* places = nullptr;          ///< of a scenario that was read: where reports say that its checks stand
  std::string_view case_name = {};         ///< of a file with a [matrix]: which of its scenarios this is
  EngineDetail engine_detail = EngineDetail::as_needed;
  std::vector<EventSink*> sinks = {};  ///< all events; empty: only checks and counters see them
  DatagramSink* datagrams = nullptr;
  /// Set from a signal handler: the run ends soon with "interrupted" and is judged as far as it went.
  const std::atomic<bool>* interrupt = nullptr;
  ControlInbox* control = nullptr;  ///< real clock only
  /// Kinds of events that the hosts of the run can tell. A check that needs others is not judged.
  EventKinds told = all_events;
  RunUntil until = RunUntil::the_end;
};

/// Error: the world could not be set up (a port in use, an address not local) or an input file is unreadable.
Expected<RunResult> run(const Scenario& scenario, const RunOptions& options);

}  // namespace rtpe::scenario
