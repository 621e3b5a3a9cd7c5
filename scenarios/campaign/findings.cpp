#include "scenarios/campaign/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "client/operation/observer.hpp"

namespace rtpe::scenario::campaign {
namespace {

std::string choice_words(const Step& step) {
  if (step.source == ChoiceSource::table && step.node != no_node) return "known node";
  if (step.source == ChoiceSource::weighted) return step.forced ? "node chosen after all were pinged" : "chosen node";
  switch (step.failure) {
    case NoChoice::known_node_disabled:
      return "the known node is disabled";
    case NoChoice::known_node_tried:
      return "the known node was tried";
    default:
      return step.forced ? "no node, though all were pinged" : std::string(to_string(step.failure));
  }
}

std::string exchange_words(const Step& step) {
  switch (step.outcome) {
    case ExchangeOutcome::answered:
      if (step.result == ReplyResult::ok || step.result == ReplyResult::pong) return "accepts";
      return step.reason.empty() ? fmt::format("says {}", to_string(step.result))
                                 : fmt::format("refuses ({})", step.reason);
    case ExchangeOutcome::timed_out:
      return "is silent";
    default:
      return "cannot be reached";
  }
}

/// An exchange goes with the choice before it.
std::vector<std::string> units_of(const OperationHistory& operation) {
  std::vector<std::string> units;
  std::string chosen;
  for (const Step& step : operation.steps) {
    if (step.what == Step::What::lock) {
      units.emplace_back("waits for the lock");
    } else if (step.what == Step::What::exchange && step.command == Command::ping) {
      units.push_back("a pinged node " + exchange_words(step));
    } else if (step.what == Step::What::exchange) {
      units.push_back((chosen.empty() ? "node" : chosen) + " " + exchange_words(step));
      chosen.clear();
    } else if (step.node == no_node) {
      units.push_back(choice_words(step));
    } else {
      chosen = choice_words(step);
    }
  }
  return units;
}

bool is_accepted(const Step& step) {
  return step.what == Step::What::exchange && step.command != Command::ping &&
         step.outcome == ExchangeOutcome::answered && step.result == ReplyResult::ok;
}

/// Did the engine that keeps the call hear of its end?
std::string_view keeper_words(const History& history, const CallHistory& call, const std::string& engine) {
  std::string_view words = "the engine that keeps it was not asked";
  for (const std::size_t place : call.operations)
    for (const Step& step : history.operations[place].steps)
      if (step.what == Step::What::exchange && step.command == Command::delete_ && history.called(step.node) == engine)
        words = is_accepted(step) ? "the engine that keeps it said ok" : "the engine that keeps it did not hear it";
  return words;
}

/// What became of the call's last delete.
Finding undeleted(const History& history, const CallHistory& call) {
  Finding finding{.reason = "no delete was sent", .at = call.ended.value_or(history.end), .call_id = call.call_id};
  for (const std::size_t place : call.operations) {
    const OperationHistory& operation = history.operations[place];
    finding.operations.push_back(place);
    if (operation.command == Command::delete_) finding.reason = chain_of(operation);
  }
  if (call.end == CallEnd::failed && finding.reason == "no delete was sent")
    finding.reason = "the call failed and no delete was sent";
  return finding;
}

std::vector<Finding> slow_operations(const History& history, Duration max) {
  std::vector<Finding> found;
  for (std::size_t place = 0; place < history.operations.size(); ++place) {
    const OperationHistory& operation = history.operations[place];
    if (!operation.ended || *operation.ended - operation.started <= max) continue;
    const CallHistory* call = history.call(operation.call);
    found.push_back({.reason = chain_of(operation),
                     .at = operation.started + max,
                     .operations = {place},
                     .call_id = call == nullptr ? "" : call->call_id});
  }
  return found;
}

/// What holds a worker in [from, to): the step that lasts longest in it.
std::string hold_of(const OperationHistory& operation, Duration from, Duration to) {
  std::string words = "a node is asked", chosen = "chosen node";
  Duration longest{};
  for (const Step& step : operation.steps) {
    if (step.what == Step::What::choice && step.node != no_node) chosen = choice_words(step);
    const Duration inside = std::min(step.at, to) - std::max(step.at - step.took, from);
    if (inside <= longest) continue;
    longest = inside;
    if (step.what == Step::What::lock)
      words = "the lock of the set";
    else if (step.command == Command::ping)
      words = "a pinged node that " + exchange_words(step);
    else
      words = fmt::format("a {} that {}", chosen, exchange_words(step));
  }
  return words;
}

std::vector<Finding> standstills(const History& history, Duration max) {
  std::vector<Finding> found;
  for (std::uint32_t proxy = 0; proxy < history.workers.size(); ++proxy) {
    std::vector<std::pair<Duration, int>> turns;
    for (const OperationHistory& operation : history.operations)
      if (operation.proxy == proxy) {
        turns.emplace_back(operation.started, 1);
        turns.emplace_back(operation.ended.value_or(history.end), -1);
      }
    std::ranges::sort(turns);
    int inside = 0;
    Duration since{};
    for (const auto& [at, turn] : turns) {
      const bool was_full = inside == static_cast<int>(history.workers[proxy]);
      inside += turn;
      if (!was_full && inside == static_cast<int>(history.workers[proxy])) since = at;
      if (!was_full || inside == static_cast<int>(history.workers[proxy]) || at - since <= max) continue;
      Finding finding{.at = since + max};
      std::set<std::string> holds;
      for (std::size_t place = 0; place < history.operations.size(); ++place) {
        const OperationHistory& operation = history.operations[place];
        if (operation.proxy != proxy || operation.started > since || operation.ended.value_or(history.end) < at)
          continue;
        finding.operations.push_back(place);
        holds.insert(hold_of(operation, since, at));
      }
      for (const std::string& hold : holds) finding.reason += (finding.reason.empty() ? "held by " : " and ") + hold;
      found.push_back(std::move(finding));
    }
  }
  return found;
}

std::vector<Finding> failed_operations(const History& history) {
  std::vector<Finding> found;
  for (std::size_t place = 0; place < history.operations.size(); ++place) {
    const OperationHistory& operation = history.operations[place];
    if (!operation.ended || operation.end != OperationEnd::failed ||
        (operation.command != Command::offer && operation.command != Command::answer))
      continue;
    const CallHistory* call = history.call(operation.call);
    Finding finding{.reason = chain_of(operation), .at = *operation.ended};
    if (call != nullptr) {
      finding.call_id = call->call_id;
      for (const std::size_t before : call->operations)
        if (before <= place) finding.operations.push_back(before);
    }
    found.push_back(std::move(finding));
  }
  return found;
}

/// Calls that an engine has although they are over, at the end or until it timed them out.
std::vector<Finding> leaks(const History& history) {
  std::map<std::string, std::set<std::string>> held;  // by Call-ID
  std::map<std::string, std::string> left;            // Call-ID -> an engine that keeps it
  const auto over_at = [&](const std::string& call_id) -> std::optional<Duration> {
    for (const CallHistory& call : history.calls)
      if (call.call_id == call_id) return call.ended;
    return std::nullopt;
  };
  for (const EngineCallChange& change : history.engine_calls) {
    if (change.created) {
      held[change.call_id].insert(change.engine);
      continue;
    }
    held[change.call_id].erase(change.engine);
    const auto over = over_at(change.call_id);
    if (change.cause != RemovalCause::deleted && change.cause != RemovalCause::restart && over && *over < change.at)
      left.emplace(change.call_id, change.engine);
  }
  for (const auto& [call_id, engines] : held)
    if (!engines.empty() && over_at(call_id)) left.emplace(call_id, *engines.begin());
  std::vector<Finding> found;
  for (const CallHistory& call : history.calls) {
    const auto keeper = left.find(call.call_id);
    if (keeper == left.end()) continue;
    Finding finding = undeleted(history, call);
    if (finding.reason.starts_with("delete"))
      finding.reason.append("; ").append(keeper_words(history, call, keeper->second));
    found.push_back(std::move(finding));
  }
  return found;
}

std::vector<Finding> stale_rows(const History& history, Duration max) {
  std::vector<Finding> found;
  for (const CallHistory& call : history.calls) {
    if (!call.ended || history.end - *call.ended <= max || call.operations.empty()) continue;
    Finding finding = undeleted(history, call);
    // A delete that was accepted removed the row.
    if (!finding.reason.ends_with("accepts")) found.push_back(std::move(finding));
  }
  return found;
}

std::vector<Finding> strangers(const History& history) {
  std::map<std::string, std::set<std::string>> had;  // by engine
  std::vector<Finding> found;
  std::size_t next = 0;
  for (std::size_t place = 0; place < history.operations.size(); ++place) {
    const OperationHistory& operation = history.operations[place];
    if (operation.command != Command::offer && operation.command != Command::answer) continue;
    for (const Step& step : operation.steps) {
      if (!is_accepted(step)) continue;
      for (; next < history.engine_calls.size() && history.engine_calls[next].at <= step.at; ++next)
        if (history.engine_calls[next].created)
          had[history.engine_calls[next].engine].insert(history.engine_calls[next].call_id);
      const CallHistory* call = history.call(operation.call);
      if (call == nullptr) continue;
      const std::string engine = history.called(step.node);
      bool has = false;
      for (const EngineCallChange& change : history.engine_calls)
        if (change.at <= step.at && change.engine == engine && change.call_id == call->call_id) has = change.created;
      if (has) continue;
      found.push_back(
          {.reason = fmt::format("{}: the engine says ok to a call that it {}", wire_name(*operation.command),
                                 had[engine].contains(call->call_id) ? "has lost" : "never had"),
           .at = step.at,
           .operations = {place},
           .call_id = call->call_id});
    }
  }
  return found;
}

std::vector<Finding> moved_calls(const History& history) {
  std::vector<Finding> found;
  for (const CallHistory& call : history.calls) {
    std::string anchor;
    for (const std::size_t place : call.operations)
      for (const Step& step : history.operations[place].steps) {
        if (!is_accepted(step)) continue;
        const std::string engine = history.called(step.node);
        if (anchor.empty()) anchor = engine;
        if (engine == anchor) continue;
        found.push_back({.reason = "moved by " + chain_of(history.operations[place]),
                         .at = step.at,
                         .operations = call.operations,
                         .call_id = call.call_id});
      }
  }
  return found;
}

std::vector<Finding> unused_nodes(const History& history) {
  std::vector<Finding> found;
  std::map<std::uint32_t, StateChange> last;
  for (const StateChange& change : history.states) last[change.node] = change;
  for (const auto& [node, change] : last)
    found.push_back({.reason = fmt::format("the last word on the node: {} by {}",
                                           change.disabled ? "disabled" : "enabled", to_string(change.cause)),
                     .at = change.at});
  return found;
}

std::vector<Finding> not_for_good(const History& history) {
  std::vector<Finding> found;
  std::set<std::uint32_t> by_operator;  // nodes
  for (const StateChange& change : history.states) {
    if (change.cause == StateCause::rpc_disable) {
      by_operator.insert(change.node);
    } else if (by_operator.erase(change.node) > 0 && change.cause != StateCause::rpc_enable &&
               change.cause != StateCause::database_reload) {
      found.push_back({.reason = fmt::format("{} by {}", change.disabled ? "disabled for a while only" : "enabled",
                                             to_string(change.cause)),
                       .at = change.at});
    }
  }
  return found;
}

/// The last operation of that worker before `place` that two sets accepted: the worker keeps both in mind.
std::optional<std::size_t> two_sets_before(const History& history, std::size_t place) {
  const OperationHistory& later = history.operations[place];
  while (place-- > 0) {
    const OperationHistory& operation = history.operations[place];
    if (operation.proxy != later.proxy || operation.worker != later.worker) continue;
    std::set<std::uint32_t> sets;
    for (const Step& step : operation.steps)
      if (is_accepted(step)) sets.insert(history.nodes[step.node].set);
    if (sets.size() > 1) return place;
  }
  return std::nullopt;
}

std::vector<Finding> sent_again(const History& history) {
  std::vector<Finding> found;
  for (std::size_t place = 0; place < history.operations.size(); ++place) {
    const OperationHistory& operation = history.operations[place];
    std::set<std::uint32_t> accepted;
    for (const Step& step : operation.steps) {
      if (step.what != Step::What::exchange || step.command == Command::ping) continue;
      const std::uint32_t set = history.nodes[step.node].set;
      if (accepted.contains(set)) {
        Finding finding{.reason = fmt::format("{}: the set that accepted it gets it again", wire_name(step.command)),
                        .at = step.at};
        if (const auto before = two_sets_before(history, place)) finding.operations.push_back(*before);
        finding.operations.push_back(place);
        if (const CallHistory* call = history.call(operation.call)) finding.call_id = call->call_id;
        found.push_back(std::move(finding));
        break;
      }
      if (is_accepted(step)) accepted.insert(set);
    }
  }
  return found;
}

std::vector<Finding> skewed(const History& history) {
  for (const OperationHistory& operation : history.operations)
    if (operation.algorithm)
      return {{.reason = fmt::format("hash by {}", to_string(*operation.algorithm)), .at = operation.started}};
  return {};
}

std::vector<Finding> all_findings(const History& history, const Check& check, const Budgets& budgets) {
  const std::string_view name = check.kind->name;
  if (name == "operation_time") return slow_operations(history, budgets.operation_time.value_or(Duration{}));
  if (name == "standstill") return standstills(history, budgets.standstill);
  if (name == "avoidable_failures" || name == "result" || name == "calls_lost") return failed_operations(history);
  if (name == "engine_leak") return leaks(history);
  if (name == "stale_rows" || name == "table_size")
    return stale_rows(history, name == "stale_rows" ? budgets.stale_rows.value_or(Duration{}) : Duration{});
  if (name == "unknown_calls") return strangers(history);
  if (name == "affinity") return moved_calls(history);
  if (name == "recovery_time") return unused_nodes(history);
  if (name == "share") return skewed(history);
  if (name == "disabled_for_good") return not_for_good(history);
  if (name == "sent_twice") return sent_again(history);
  return slow_operations(history, std::chrono::seconds(1));
}

}  // namespace

std::string chain_of(const OperationHistory& operation) {
  std::string chain = operation.command ? std::string(wire_name(*operation.command)) : operation.function;
  std::string_view before = ": ";
  std::string last;
  bool is_repeated = false;
  for (const std::string& unit : units_of(operation)) {
    if (unit == last) {
      if (!std::exchange(is_repeated, true)) chain += " again";
      continue;
    }
    is_repeated = false;
    chain.append(std::exchange(before, ", ")).append(unit);
    last = unit;
  }
  return chain;
}

std::vector<Finding> findings(const History& history, const Check& check, const Budgets& budgets) {
  std::vector<Finding> found = all_findings(history, check, budgets);
  std::ranges::stable_sort(found, {}, &Finding::at);
  std::vector<Finding> different;
  for (Finding& finding : found)
    if (std::ranges::find(different, finding.reason, &Finding::reason) == different.end())
      different.push_back(std::move(finding));
  if (different.empty()) different.push_back({.reason = "as the check says", .at = history.end});
  return different;
}

}  // namespace rtpe::scenario::campaign
