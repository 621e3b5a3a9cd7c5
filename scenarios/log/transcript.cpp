#include "scenarios/log/transcript.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace rtpe::scenario {
namespace {

constexpr std::string_view nothing_here = "nothing";

/// Rows of a call by their keys.
std::map<std::string_view, const TranscriptRow*> by_key(const Transcript::Call& call) {
  std::map<std::string_view, const TranscriptRow*> rows;
  for (const TranscriptRow& row : call.rows) rows.emplace(row.key, &row);
  return rows;
}

class TranscriptComparison {
 public:
  void calls(const std::string& call_id, const Transcript::Call& first, const Transcript::Call& second) {
    const auto one = by_key(first), other = by_key(second);
    const bool whole = !first.end.empty() && !second.end.empty();
    for (const auto& [key, row] : one) {
      const auto same = other.find(key);
      if (same == other.end()) {
        if (whole) add(row->at, call_id, key, row->did, nothing_here);
      } else if (row->did != same->second->did && !row->did.empty() && !same->second->did.empty()) {
        add(row->at, call_id, key, row->did, same->second->did);
      }
    }
    for (const auto& [key, row] : other)
      if (whole && !one.contains(key)) add(row->at, call_id, key, nothing_here, row->did);
    if (whole && first.end != second.end) add(first.began, call_id, "its end", first.end, second.end);
  }

  void states(const std::string& node, const std::vector<std::string>& first, const std::vector<std::string>& second) {
    if (first == second) return;
    found.push_back({.at = Duration::max(),
                     .where = fmt::format("node {}", node),
                     .first = fmt::format("{}", fmt::join(first, ", ")),
                     .second = fmt::format("{}", fmt::join(second, ", "))});
  }

  std::vector<Divergence> found;

 private:
  void add(Duration at, std::string_view call_id, std::string_view what, std::string_view first,
           std::string_view second) {
    found.push_back({.at = at,
                     .where = fmt::format("call {}, {}", call_id, what),
                     .first = std::string(first),
                     .second = std::string(second)});
  }
};

}  // namespace

void Transcript::record(Duration since_start, const Event& event) {
  std::visit(
      [&]<class E>(const E& e) {
        if constexpr (requires { this->note(since_start, e); }) this->note(since_start, e);
      },
      event);
}

void Transcript::note(Duration /*at*/, const RunStarted& event) {
  for (const NodeEntry& node : event.nodes)
    nodes_.push_back(event.proxies.size() < 2 ? std::string(node.name)
                                              : fmt::format("{} of proxy {}", node.name, node.proxy));
}

void Transcript::note(Duration at, const CallStarted& event) {
  call_ids_.insert_or_assign(call_of(event), std::string(event.call_id));
  calls_[std::string(event.call_id)].began = at;
}

void Transcript::note(Duration at, const OperationStarted& event) {
  const auto call = call_ids_.find(call_of(event));
  if (call == call_ids_.end()) return;
  Call& about = calls_[call->second];
  const std::string name = fmt::format("{} {}", event.message, event.function);
  const auto same =
      std::ranges::count_if(about.rows, [&](const TranscriptRow& row) { return row.key.starts_with(name); });
  running_[{event.proxy, event.operation}] = {.call_id = call->second, .row = about.rows.size(), .sends = {}};
  about.rows.push_back({.at = at, .key = same == 0 ? name : fmt::format("{} (no. {})", name, same + 1), .did = {}});
}

void Transcript::note(Duration /*at*/, const ExchangeEnded& event) {
  const auto running = running_.find({event.proxy, event.operation});
  if (running == running_.end() || event.command == Command::ping) return;
  // What leaves for a closed port is seen by nobody: how often it left is not compared.
  const std::string sends = event.outcome == ExchangeOutcome::send_failed
                                ? std::string()
                                : fmt::format(" in {} send{}", event.sends, event.sends == 1 ? "" : "s");
  running->second.sends +=
      fmt::format("{} to {}{}: {}; ", wire_name(event.command), nodes_.at(event.node), sends,
                  event.outcome == ExchangeOutcome::answered ? to_string(event.result) : to_string(event.outcome));
}

void Transcript::note(Duration /*at*/, const OperationEnded& event) {
  const auto running = running_.find({event.proxy, event.operation});
  if (running == running_.end()) return;
  calls_[running->second.call_id].rows[running->second.row].did =
      fmt::format("{}{} ({})", running->second.sends, to_string(event.end), event.rc);
  running_.erase(running);
}

void Transcript::note(Duration /*at*/, const NodeState& event) {
  std::vector<std::string>& states = states_[nodes_.at(event.node)];
  const std::string state = event.disabled ? "disabled" : "enabled";
  if (states.empty() ? event.disabled : states.back() != state) states.push_back(state);
}

void Transcript::note(Duration /*at*/, const CallEnded& event) {
  if (event.end != CallEnd::unfinished) calls_[std::string(event.call_id)].end = to_string(event.end);
}

std::vector<Divergence> divergences(const Transcript& first, const Transcript& second) {
  TranscriptComparison comparison;
  for (const auto& [call_id, call] : first.calls())
    if (const auto other = second.calls().find(call_id); other != second.calls().end())
      comparison.calls(call_id, call, other->second);
  std::set<std::string> nodes;
  for (const auto* run : {&first, &second})
    for (const auto& [node, states] : run->states()) nodes.insert(node);
  const auto states_in = [](const Transcript& run, const std::string& node) {
    const auto found = run.states().find(node);
    return found == run.states().end() ? std::vector<std::string>{} : found->second;
  };
  for (const std::string& node : nodes) comparison.states(node, states_in(first, node), states_in(second, node));
  std::ranges::stable_sort(comparison.found, {}, &Divergence::at);
  return std::move(comparison.found);
}

}  // namespace rtpe::scenario
