// [[fault]]: something done to an engine, its link or the parties at a time; each kind has its own keys.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "scenarios/model/parts.hpp"

namespace rtpe::scenario {
namespace {

bool befalls_parties(const FaultKind& kind) { return kind.befalls == FaultKind::Befalls::parties; }

/// `only "slow" has one`, of the kinds that `has` is true of.
template <class Has>
std::string only_these(Has has) {
  std::vector<std::string> names;
  for (const FaultKind* kind : fault_kinds())
    if (has(*kind)) names.push_back(fmt::format("\"{}\"", kind->name));
  return fmt::format("only {} {} one", fmt::join(names, ", "), names.size() == 1 ? "has" : "have");
}

void read_target(TableReader& table, Fault& fault) {
  if (befalls_parties(*fault.kind)) {
    table.refuse("engine", "SIP goes to parties; \"party\" names one");
    if (const auto party = table.word("party", link_party_names())) fault.party = static_cast<LinkParty>(*party);
    return;
  }
  table.require("engine", "the name of an [[engine]]");
  fault.engine = table.text("engine").value_or("");
  table.refuse("party", only_these(befalls_parties));
}

void read_end(TableReader& table, Fault& fault) {
  if (!fault.kind->lasts()) return table.refuse("for", fault.kind->over_at_once);
  fault.lasts = table.duration("for");
  if (fault.lasts && *fault.lasts == Duration::zero())
    table.error_at_value("for", "a fault of no duration changes nothing");
}

bool has_key(const FaultKind& kind, std::string_view key) {
  return std::ranges::find(kind.keys, key, &KeyRow::name) != kind.keys.end();
}

void read_options(TableReader& table, Fault& fault) {
  if (fault.kind->read != nullptr) fault.options = fault.kind->read(table);
  for (const FaultKind* other : fault_kinds())
    for (const KeyRow& key : other->keys)
      if (!has_key(*fault.kind, key.name))
        table.refuse(key.name, only_these([&](const FaultKind& kind) { return has_key(kind, key.name); }));
}

/// Which keys are right depends on what is not known.
void take_all_keys(TableReader& table) {
  for (const std::string_view key : {"engine", "party", "for"}) static_cast<void>(table.find(key));
  for (const FaultKind* kind : fault_kinds())
    for (const KeyRow& key : kind->keys) static_cast<void>(table.find(key.name));
}

}  // namespace

void read_fault(TableReader& table, Fault& fault) {
  table.require("at");
  table.require("do");
  fault.at = table.duration("at").value_or(fault.at);
  if (const auto kind = table.word("do", fault_names())) fault.kind = fault_kinds()[*kind];
  if (fault.kind != nullptr) {
    read_target(table, fault);
    read_end(table, fault);
    read_options(table, fault);
  } else {
    take_all_keys(table);
  }
  table.finish();
}

}  // namespace rtpe::scenario
