#include "scenarios/checks/call_traces.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rtpe::scenario {

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
  trace.call = event.call;
  trace.call_id = event.call_id;
  trace.anchor = no_node;
  trace.answered = trace.marked = false;
  trace.notes = 0;
  slots_[event.call] = slot;
}

CommandNote* CallTraces::next_note(CallTrace& trace) {
  if (trace.notes >= most_notes) return nullptr;
  if (trace.notes == trace.pool.size()) trace.pool.emplace_back();
  return &trace.pool[trace.notes];
}

// The note after the last counted one is the one being written: a selection starts it, the end of its exchange counts
// it.
void CallTraces::note(Duration /*at*/, const Selected& event) {
  CallTrace* trace = find(event.call);
  CommandNote* note = trace == nullptr ? nullptr : next_note(*trace);
  if (note == nullptr) return;
  const SelectionReport& report = *event.report;
  note->source = report.source;
  note->number = report.number;
  note->weight_sum = report.weight_sum;
  note->remainder = report.remainder;
  note->reason.clear();
  // Plain choices are written out when they are shown; what needs more words is rare.
  if (report.source == ChoiceSource::none || (report.source == ChoiceSource::weighted && !report.excluded.empty()) ||
      report.forced)
    note->reason = reason_text(report);
}

void CallTraces::note(Duration at, const ExchangeEnded& event) {
  if (event.command == "ping") return;
  CallTrace* trace = find(event.call);
  if (trace == nullptr) return;
  const bool accepted = event.outcome == ExchangeOutcome::answered && event.result == "ok";
  if (accepted && trace->anchor == no_node) trace->anchor = event.node_index;
  if (accepted && event.command == "answer") trace->answered = true;
  CommandNote* note = next_note(*trace);
  if (note == nullptr) return;
  note->at = at;
  note->command = event.command;
  note->node = event.node_index;
  note->outcome = event.outcome;
  note->accepted = accepted;
  note->sends = event.sends;
  ++trace->notes;
}

void CallTraces::note(Duration /*at*/, const CallEnded& event) {
  const auto found = slots_.find(event.call);
  if (found == slots_.end()) return;
  free_.push_back(found->second);
  slots_.erase(found);
}

CallTrace* CallTraces::find(std::uint64_t call) {
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
    if (reason.empty())
      reason = note.source == ChoiceSource::table
                   ? "call table"
                   : fmt::format("weighted: {} mod {} = {}", note.number, note.weight_sum, note.remainder);
    const std::string_view outcome = note.outcome != ExchangeOutcome::answered ? to_string(note.outcome)
                                     : note.accepted                           ? "accepted"
                                                                               : "refused";
    evidence.add(fmt::format("  {} {} to {} (engine {}): {} after {} send{}; {}", clock_text(note.at), note.command,
                             node.name, node.engine.empty() ? "none" : node.engine, outcome, note.sends,
                             note.sends == 1 ? "" : "s", reason));
  }
}

}  // namespace rtpe::scenario
