// Names that only the event log has.
#include <array>

#include "scenarios/run/event.hpp"

namespace rtpe::scenario {

namespace {

/// In the order of Event's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<Event>> names{
    "run_started", "call_started",   "sip_message",  "sip_dropped",   "operation_started", "selected",        "sent",
    "stale",       "exchange_ended", "node_state",   "table_change",  "lock_wait",         "operation_ended", "workers",
    "call_ended",  "engine_call",    "engine_state", "fault_changed", "check_judged",      "run_ended"};

}  // namespace

std::string_view name_of(const Event& event) { return names[event.index()]; }

std::string_view to_string(OperationEnd end) {
  switch (end) {
    case OperationEnd::ok:
      return "ok";
    case OperationEnd::failed:
      return "failed";
    case OperationEnd::nothing_done:
      return "nothing done";
  }
  return "unknown";
}

}  // namespace rtpe::scenario
