// The chain of an explanation.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "client/operation/observer.hpp"
#include "scenarios/campaign/explain.hpp"
#include "scenarios/checks/evidence.hpp"

namespace rtpe::scenario::campaign {
namespace {

constexpr std::size_t most_operations = 8, most_changes = 16;

struct Sentence {
  Duration at{};
  std::string text;
};

std::string short_id(const std::string& call_id) {
  constexpr std::size_t longest = 12;
  return call_id.size() <= longest ? call_id : call_id.substr(0, longest - 2) + "..";
}

std::string fault_sentence(const FaultMoment& moment) {
  if (!moment.words.empty()) return moment.words;
  const std::string who = moment.engine.empty() ? "the parties" : moment.engine;
  if (!moment.begins) return moment.engine.empty() ? fmt::format("{} is over", moment.verb) : who + " is well again";
  static const std::pair<std::string_view, std::string_view> words[] = {
      {"crash", "its process is gone and its port closed"},
      {"blackhole", "its host is gone; whoever asks it hears nothing"},
      {"hang", "it is there and stops answering"},
      {"restart", "it restarts and forgets its calls"},
      {"slow", "it becomes slow"},
      {"partition_replies", "its replies are lost from now on"},
      {"partition_requests", "what is sent to it is lost from now on"},
      {"partition_sip", "nothing passes between the proxy and them"},
  };
  const auto* found =
      std::ranges::find(words, std::string_view(moment.verb), &std::pair<std::string_view, std::string_view>::first);
  return fmt::format("{}: {}", who, found == std::end(words) ? std::string_view(moment.verb) : found->second);
}

std::string how_chosen(const Step& choice) {
  if (choice.source == ChoiceSource::table) return "known from the call table";
  return choice.forced ? "chosen after all nodes were pinged again" : "chosen by Call-ID";
}

std::string what_came(const Step& step) {
  const std::string sends = fmt::format("{} send{}, {}", step.sends, step.sends == 1 ? "" : "s", took_text(step.took));
  switch (step.outcome) {
    case ExchangeOutcome::answered:
      if (step.result == ReplyResult::ok || step.result == ReplyResult::pong) return "says ok";
      return fmt::format("answers \"{}\"", step.reason.empty() ? std::string(to_string(step.result)) : step.reason);
    case ExchangeOutcome::timed_out:
      return fmt::format("is silent ({})", sends);
    default:
      return "cannot be reached";
  }
}

std::string none_words(const Step& step) {
  switch (step.failure) {
    case NoChoice::known_node_disabled:
      return "the call table knows the call's node, which is disabled, and no other is tried";
    case NoChoice::known_node_tried:
      return "the call table knows only the node that was tried";
    default:
      return step.forced ? "no node can be used, though all were pinged again"
                         : fmt::format("no node: {}", to_string(step.failure));
  }
}

/// "known from the call table, a is silent (5 sends, 5 s), 29 times more; ..."
std::string steps_of(const History& history, const OperationHistory& operation) {
  std::vector<std::pair<std::string, int>> parts;
  const auto add = [&](std::string text) {
    if (!parts.empty() && parts.back().first == text)
      ++parts.back().second;
    else
      parts.emplace_back(std::move(text), 1);
  };
  std::string chosen;
  for (const Step& step : operation.steps) {
    if (step.what == Step::What::lock)
      add(fmt::format("it waits {} for the lock of the set", took_text(step.took)));
    else if (step.what == Step::What::exchange && step.command == Command::ping)
      add(fmt::format("it pings {}, which {}", history.called(step.node), what_came(step)));
    else if (step.what == Step::What::exchange)
      add(fmt::format("{}{} {}", history.called(step.node), std::exchange(chosen, {}), what_came(step)));
    else if (step.node == no_node)
      add(none_words(step));
    else
      chosen = fmt::format(" ({})", how_chosen(step));
  }
  std::string text;
  for (const auto& [part, times] : parts) {
    text.append(text.empty() ? "" : "; ").append(part);
    if (times > 1) text += fmt::format(", and so {} times more", times - 1);
  }
  return text;
}

std::string operation_sentence(const History& history, const OperationHistory& operation) {
  const CallHistory* call = history.call(operation.call);
  std::string text = fmt::format("{} of call {} on worker {}", operation.message,
                                 call == nullptr ? "?" : short_id(call->call_id), operation.worker);
  text +=
      operation.command ? fmt::format(", {}", wire_name(*operation.command)) : fmt::format(", {}", operation.function);
  if (const std::string steps = steps_of(history, operation); !steps.empty()) text += ": " + steps;
  if (!operation.ended) return text + "; it is still at it when the run ends";
  const Duration took = *operation.ended - operation.started;
  if (operation.end == OperationEnd::failed) text += "; it fails";
  if (took >= std::chrono::milliseconds(100)) text += fmt::format("; the worker was held for {}", took_text(took));
  return text;
}

void add_calls(const History& history, const Finding& finding, std::vector<Sentence>& sentences) {
  if (finding.call_id.empty()) return;
  for (const EngineCallChange& change : history.engine_calls) {
    if (change.call_id != finding.call_id) continue;
    sentences.push_back({change.at, change.created
                                        ? fmt::format("{} sets up call {}", change.engine, short_id(change.call_id))
                                        : fmt::format("{} removes call {}: {}", change.engine, short_id(change.call_id),
                                                      to_string(change.cause))});
  }
  for (const CallHistory& call : history.calls)
    if (call.call_id == finding.call_id && call.ended)
      sentences.push_back(
          {*call.ended, fmt::format("call {} is over: {}", short_id(call.call_id), to_string(call.end))});
}

}  // namespace

std::vector<std::string> chain_of_events(const History& history, const Finding& finding, const std::string& summary) {
  std::vector<Sentence> sentences;
  Duration until = finding.at;
  for (const std::size_t place : finding.operations)
    until = std::max(until, history.operations[place].ended.value_or(history.end));
  for (const FaultMoment& moment : history.faults)
    if (moment.at <= until && sentences.size() < most_changes) sentences.push_back({moment.at, fault_sentence(moment)});
  std::size_t changes = 0;
  for (const StateChange& change : history.states)
    if (change.at > Duration{} && change.at <= until && changes++ < most_changes)
      sentences.push_back({change.at, fmt::format("the proxy {} {} ({})", change.disabled ? "disables" : "enables",
                                                  history.called(change.node), to_string(change.cause))});
  std::size_t told = 0;
  const std::size_t all = finding.operations.size();
  for (const std::size_t place : finding.operations) {
    // Of many the first ones, and the last.
    if (++told > most_operations && told < all) continue;
    const OperationHistory& operation = history.operations[place];
    sentences.push_back({operation.started, operation_sentence(history, operation)});
  }
  add_calls(history, finding, sentences);
  std::ranges::stable_sort(sentences, {}, &Sentence::at);
  std::vector<std::string> chain;
  for (const Sentence& sentence : sentences)
    chain.push_back(fmt::format("{} {}", clock_text(sentence.at), sentence.text));
  if (all > most_operations + 1)
    chain.push_back(fmt::format("({} operations more are not told)", all - most_operations - 1));
  chain.push_back("so: " + summary);
  return chain;
}

}  // namespace rtpe::scenario::campaign
