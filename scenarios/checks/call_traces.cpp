#include "scenarios/checks/call_traces.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rtpe::scenario {
namespace {

std::string_view failure_text(NoChoice failure) {
  switch (failure) {
    case NoChoice::chosen:
      return "chosen";
    case NoChoice::no_eligible_node:
      return "no eligible node";
    case NoChoice::known_node_disabled:
      return "the call's node is disabled";
    case NoChoice::known_node_tried:
      return "the call's node was tried already";
    case NoChoice::unknown_hash_algorithm:
      return "unknown hash_algo";
  }
  return "unknown";
}

std::string weighing_text(std::uint32_t number, std::uint32_t weight_sum, std::uint32_t remainder) {
  return fmt::format("weighted: {} mod {} = {}", number, weight_sum, remainder);
}

}  // namespace

std::string CallTraces::reason_text(const Selected& event) const {
  std::string text = "no node";
  if (event.source == ChoiceSource::table) text = "call table";
  if (event.source == ChoiceSource::weighted) text = weighing_text(event.number, event.weight_sum, event.remainder);
  if (event.failure != NoChoice::chosen) text += fmt::format(", {}", failure_text(event.failure));
  if (event.forced) text += ", all nodes pinged again";
  // A known call goes to its node whatever the others are like.
  if (event.source == ChoiceSource::table) return text;
  std::string_view before = "; left out: ";
  for (const ExcludedEntry& excluded : event.excluded)
    text += fmt::format("{}{} ({})", std::exchange(before, ", "), node_name(excluded.node), to_string(excluded.why));
  return text;
}

void CallTraces::see(Duration at, const Event& event) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires { this->note(at, e); }) this->note(at, e);
      },
      event);
}

void CallTraces::note(Duration /*at*/, const RunStarted& event) {
  for (const NodeEntry& node : event.nodes)
    nodes_.push_back({.name = std::string(node.name), .engine = std::string(node.engine)});
}

void CallTraces::note(Duration /*at*/, const CallStarted& event) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(traces_.size()));
    traces_.emplace_back();
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  CallTrace& trace = traces_[slot];
  trace.call = call_of(event);
  trace.call_id = event.call_id;
  trace.anchor = no_node;
  trace.answered = trace.marked = false;
  trace.notes = 0;
  slots_[trace.call] = slot;
}

CommandNote* CallTraces::next_note(CallTrace& trace) {
  if (trace.notes >= most_notes) return nullptr;
  if (trace.notes == trace.pool.size()) trace.pool.emplace_back();
  return &trace.pool[trace.notes];
}

// The note after the last counted one is the one being written: a selection starts it, the end of its exchange counts
// it.
void CallTraces::note(Duration /*at*/, const Selected& event) {
  CallTrace* trace = find(call_of(event));
  CommandNote* note = trace == nullptr ? nullptr : next_note(*trace);
  if (note == nullptr) return;
  note->source = event.source;
  note->number = event.number;
  note->weight_sum = event.weight_sum;
  note->remainder = event.remainder;
  note->reason.clear();
  // Plain choices are written out when they are shown; what needs more words is rare.
  if (event.source == ChoiceSource::none || (event.source == ChoiceSource::weighted && !event.excluded.empty()) ||
      event.forced)
    note->reason = reason_text(event);
}

void CallTraces::note(Duration at, const ExchangeEnded& event) {
  if (event.command == Command::ping) return;
  CallTrace* trace = find(call_of(event));
  if (trace == nullptr) return;
  const bool accepted = event.outcome == ExchangeOutcome::answered && event.result == ReplyResult::ok;
  if (accepted && trace->anchor == no_node) trace->anchor = event.node;
  if (accepted && event.command == Command::answer) trace->answered = true;
  CommandNote* note = next_note(*trace);
  if (note == nullptr) return;
  note->at = at;
  note->command = event.command;
  note->node = event.node;
  note->outcome = event.outcome;
  note->accepted = accepted;
  note->sends = event.sends;
  ++trace->notes;
  // A host that tells no reasons makes no Selected.
  if (CommandNote* const following = next_note(*trace); following != nullptr) {
    following->source = ChoiceSource::none;
    following->reason.clear();
  }
}

void CallTraces::note(Duration /*at*/, const CallEnded& event) {
  const auto found = slots_.find(call_of(event));
  if (found == slots_.end()) return;
  free_.push_back(found->second);
  slots_.erase(found);
}

CallTrace* CallTraces::find(CallKey call) {
  const auto found = slots_.find(call);
  return found == slots_.end() ? nullptr : &traces_[found->second];
}

std::vector<CallTrace*> CallTraces::up() {
  std::vector<CallTrace*> calls;
  for (const auto& [call, slot] : slots_) calls.push_back(&traces_[slot]);
  std::ranges::sort(calls, {}, &CallTrace::call);
  return calls;
}

void CallTraces::describe(const CallTrace& trace, Evidence& evidence) const {
  for (std::uint32_t index = 0; index < trace.notes; ++index) {
    const CommandNote& note = trace.pool[index];
    const NodeRow& node = nodes_[note.node];
    std::string reason = note.reason;
    if (reason.empty() && note.source == ChoiceSource::table) reason = "call table";
    if (reason.empty() && note.source == ChoiceSource::weighted)
      reason = weighing_text(note.number, note.weight_sum, note.remainder);
    const std::string_view outcome = note.outcome != ExchangeOutcome::answered ? to_string(note.outcome)
                                     : note.accepted                           ? "accepted"
                                                                               : "refused";
    evidence.add(fmt::format("  {} {} to {} (engine {}): {} after {} send{}{}{}", clock_text(note.at),
                             wire_name(note.command), node.name, node.engine.empty() ? "none" : node.engine, outcome,
                             note.sends, note.sends == 1 ? "" : "s", reason.empty() ? "" : "; ", reason));
  }
}

}  // namespace rtpe::scenario
