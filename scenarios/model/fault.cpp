// [[fault]]: something done to an engine, its link or the parties at a time; each kind has its own keys.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "scenarios/model/event_wish.hpp"
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

bool befalls_proxies(const FaultKind& kind) { return kind.befalls == FaultKind::Befalls::proxies; }

/// `engine` may name several.
std::vector<std::string> read_target(TableReader& table, Fault& fault) {
  if (befalls_parties(*fault.kind))
    table.refuse("engine", "SIP goes to parties; \"party\" names one");
  else if (befalls_proxies(*fault.kind))
    table.refuse("engine", "it befalls proxies; \"proxy\" names one");
  if (befalls_parties(*fault.kind)) {
    if (const auto party = table.word("party", link_party_names())) fault.party = static_cast<LinkParty>(*party);
  } else {
    table.refuse("party", only_these(befalls_parties));
  }
  if (befalls_proxies(*fault.kind))
    fault.proxy = table.text("proxy").value_or("");
  else
    table.refuse("proxy", only_these(befalls_proxies));
  if (befalls_parties(*fault.kind) || befalls_proxies(*fault.kind)) return {""};
  table.require("engine", "the name of an [[engine]]");
  std::vector<std::string> engines;
  for (PlacedText& engine : table.texts("engine")) engines.push_back(std::move(engine.text));
  if (table.has("engine") && engines.empty() && table.find("engine")->array() != nullptr)
    table.error_at_value("engine", "engine of [[fault]] names none");
  if (engines.empty()) engines.emplace_back();
  return engines;
}

void read_begin(TableReader& table, Fault& fault) {
  if (!table.has("when")) {
    table.require("at", "or \"when\": the event that it waits for");
    table.refuse("after", "it counts from the event of \"when\"");
  }
  fault.at = table.duration("at").value_or(fault.at);
  fault.after = table.duration("after").value_or(fault.after);
  fault.when = table.text("when").value_or("");
  if (!table.has("when")) return;
  table.refuse("at", "\"when\" says when it begins; \"after\" may follow that");
  table.refuse("every", "each event that is meant is a time; \"times\" counts them");
  const Place place = table.place_of_value("when");
  if (const auto checked = check_event_wish(fault.when); !checked) {
    std::size_t column = 1;
    constexpr std::string_view lead = "column ";
    const std::string& at = checked.error().place;
    if (at.starts_with(lead)) std::from_chars(at.data() + lead.size(), at.data() + at.size(), column);
    table.problems().error(table.problems().inside(place, fault.when, column - 1),
                           "when of [[fault]]: " + checked.error().message);
  }
}

void read_repeats(TableReader& table, Fault& fault) {
  constexpr std::int64_t most_times = 1'000'000;
  if (!table.has("when")) fault.every = table.duration("every");
  if (fault.every && *fault.every == Duration::zero())
    table.error_at_value("every", "a fault that comes every 0 s never ends");
  if (const auto times = table.integer("times", 1, most_times)) fault.times = static_cast<std::uint32_t>(*times);
  if (table.has("times") && !table.has("when") && !table.has("every"))
    table.refuse("times", "it comes once; \"every\" lets it come again");
  if (fault.every && fault.kind != nullptr && fault.kind->lasts()) {
    if (!fault.lasts)
      table.problems().error(table.place_of_key("every"), "a fault that comes again ends in between: give it \"for\"");
    else if (*fault.lasts >= *fault.every)
      table.error_at_value("for", "this fault comes again before it has ended");
  }
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
  for (const std::string_view key : {"engine", "party", "proxy", "for", "step"}) static_cast<void>(table.find(key));
  for (const FaultKind* kind : fault_kinds())
    for (const KeyRow& key : kind->keys) static_cast<void>(table.find(key.name));
}

}  // namespace

std::vector<Fault> read_fault(TableReader& table) {
  Fault fault;
  table.require("do");
  read_begin(table, fault);
  if (const auto kind = table.word("do", fault_names())) fault.kind = fault_kinds()[*kind];
  std::vector<std::string> engines{""};
  Duration step{};
  if (fault.kind != nullptr) {
    engines = read_target(table, fault);
    read_end(table, fault);
    read_options(table, fault);
    step = table.duration("step").value_or(step);
    if (engines.size() < 2 && table.has("step"))
      table.refuse("step", "it is the time between engines, and there is one");
  } else {
    take_all_keys(table);
  }
  read_repeats(table, fault);
  table.finish();
  std::vector<Fault> faults;
  for (std::string& engine : engines) {
    faults.push_back(fault);
    faults.back().engine = std::move(engine);
    (fault.when.empty() ? fault.at : fault.after) += step;
  }
  return faults;
}

}  // namespace rtpe::scenario
