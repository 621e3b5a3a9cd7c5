// [[fault]]: something done to an engine or its link at a time.
#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {

void read_fault(TableReader& table, Fault& fault) {
  table.require("at");
  table.require("do");
  fault.at = table.duration("at").value_or(fault.at);
  const auto verb = table.word("do", fault_verb_names());
  if (verb) fault.verb = static_cast<FaultVerb>(*verb);
  if (fault.verb == FaultVerb::partition_sip) {
    table.refuse("engine", "SIP goes to parties; \"party\" names one");
    if (const auto party = table.word("party", link_party_names())) fault.party = static_cast<LinkParty>(*party);
  } else {
    table.require("engine", "the name of an [[engine]]");
    fault.engine = table.text("engine").value_or("");
    table.refuse("party", "only \"partition_sip\" has one");
  }
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
