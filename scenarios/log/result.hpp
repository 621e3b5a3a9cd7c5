// What a run came to: the numbers and judgements of its event log.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "client/ng/command.hpp"
#include "scenarios/log/words.hpp"

namespace rtpe::scenario {

/// What a check found. Evidence: each line one observed fact with time, call, commands and reasons.
struct CheckResult {
  std::string that = {};
  CheckOutcome outcome = CheckOutcome::not_judged;  ///< what it found
  Expectation expect = Expectation::pass;
  std::string summary = {};                ///< one sentence with the numbers; not judged: what is missing
  std::vector<std::string> evidence = {};  ///< of a failure; at most 20 lines, then "... N more"
  std::uint32_t line = 0, column = 0;      ///< in the scenario file, from 1; 0: not known
  /// What that is for the run: a failure that was announced passes, and a pass that was not does not.
  [[nodiscard]] CheckOutcome verdict() const;
  [[nodiscard]] bool passed() const { return verdict() == CheckOutcome::passed; }
  /// `summary`, with a word before it when it is not judged, or was expected to fail.
  [[nodiscard]] std::string said() const;
};

/// How long replies took, from the first send; good to about 3 percent, `highest` exact.
struct LatencySummary {
  std::uint64_t count = 0;
  Duration median{}, p90{}, p99{}, highest{};
};
struct CommandLatency {
  Command command = Command::ping;
  LatencySummary latency = {};
};
struct Refusal {
  std::string reason = {};  ///< error-reason of the reply, or its result
  std::uint64_t count = 0;
};

/// What every node did.
struct NodeSummary {
  std::string name = {};  ///< as reports call it
  std::string url = {}, engine = {};
  std::uint32_t proxy = 0, set_id = 0, weight = 0;
  std::uint64_t new_calls = 0;  ///< calls whose first accepted command it answered
  std::uint64_t commands = 0, sends = 0, answered = 0, refused = 0, timed_out = 0, pings = 0, pings_answered = 0;
  std::uint32_t times_disabled = 0;
  Duration time_disabled{};
  LatencySummary latency = {};                 ///< of all commands but pings
  std::vector<CommandLatency> latencies = {};  ///< per command that was answered, in the order of Command
  std::vector<Refusal> refusals = {};          ///< most frequent first
  bool disabled_at_end = false;
};

struct RunResult {
  std::string title = {}, file = {};
  std::string case_name = {};  ///< of RunStarted
  std::uint64_t seed = 0;
  ClockKind clock = ClockKind::virtual_time;
  Duration simulated{};           ///< time that passed in the world
  std::uint32_t time_scale = 1;   ///< that was asked for
  double time_scale_reached = 0;  ///< by the clock of a started program; 0: not measured
  Duration wall{};                ///< time it took; measured by the caller (cli), zero here
  /// operations_failed: those that needed a node and got no help from one (OperationEnd::failed). commands: exchanges
  /// but pings.
  std::uint64_t calls = 0, calls_completed = 0, calls_failed = 0, operations = 0, operations_failed = 0, exchanges = 0,
                commands = 0, sends = 0, sip_messages = 0, sip_dropped = 0, events = 0;
  std::uint32_t workers = 0, most_workers_busy = 0, most_queued = 0;
  std::uint64_t sip_waited = 0;  ///< messages that had to wait for a worker
  Duration sip_waited_total{}, sip_waited_longest{}, longest_operation{};
  std::vector<NodeSummary> nodes = {};
  std::vector<CheckResult> checks = {};
  RunEnd end = RunEnd::finished;

  /// Calls were made and none of them needed a node: whatever the checks say, nothing was tried.
  [[nodiscard]] bool nothing_tried() const { return calls > 0 && commands == 0 && operations_failed == 0; }
  /// Failed: a check failed, or the run was cut short. Not judged: a check was not, or nothing was tried.
  [[nodiscard]] CheckOutcome outcome() const;
  [[nodiscard]] bool passed() const { return outcome() == CheckOutcome::passed; }
};

}  // namespace rtpe::scenario
