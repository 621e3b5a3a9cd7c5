// What the runner's timers are for (Timer::kind).
#pragma once
#include <cstdint>

namespace rtpe::scenario {

enum class TimerKind : std::uint8_t {
  arrival,        ///< index: traffic; its next call starts
  call_step,      ///< index: slot of the call; the next message of its flow
  engine_work,    ///< index: engine; its program has something to do
  fault_begins,   ///< index: fault
  fault_ends,     ///< index: fault
  ping_round,     ///< the timer process pings all nodes (releases from 6.0)
  control_inbox,  ///< the RPC process looks for a command
  end_of_run,     ///< the scenario's duration is over
  linger_passed,  ///< time that engines had for removing calls after the last one ended
};

}  // namespace rtpe::scenario
