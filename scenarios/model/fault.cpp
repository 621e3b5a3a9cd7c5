// [[fault]]: something done to an engine or its link at a time.
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {

void read_fault(TableReader& table, Fault& fault) {
  fault.place = table.place();
  table.require("at");
  table.require("engine", "the name of an [[engine]]");
  table.require("do");
  fault.at = table.duration("at").value_or(fault.at);
  fault.engine = table.text("engine").value_or("");
  const auto verb = table.word("do", fault_verb_names());
  if (verb) fault.verb = static_cast<FaultVerb>(*verb);
  if (verb && fault.verb == FaultVerb::restart)
    table.refuse("for", "a restart is over at once; \"crash\" lasts");
  else
    fault.lasts = table.duration("for");
  if (fault.lasts && *fault.lasts == Duration::zero())
    table.error_at_value("for", "a fault of no duration changes nothing");
  if (!verb || fault.verb == FaultVerb::slow) {
    fault.latency = table.duration_range("latency");
    if (verb) table.require("latency", "how long a command takes then");
  } else {
    table.refuse("latency", "only \"slow\" has one");
  }
  table.finish();
}

}  // namespace rtpe::scenario
