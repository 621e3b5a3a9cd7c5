#include "scenarios/campaign/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/log/transcript.hpp"

namespace rtpe::scenario::campaign {
namespace {

/// Settings that could prevent a bad day, the ones that cost least first.
constexpr std::pair<std::string_view, std::int64_t> cures[] = {
    {"rtpengine_allow_op", 1},
    {"aggressive_redetection", 0},
    {"hash_algo", 2},
    {"queried_nodes_limit", 2},
    {"rtpengine_retr", 2},
    {"rtpengine_tout_ms", 500},
    {"rtpengine_retr", 1},
    {"rtpengine_tout_ms", 100},
    {"rtpengine_disable_tout", 10},
    {"rtpengine_disable_tout", 600},
    {"hash_table_tout", 300},
    {"ping_interval", 10},
    {"queried_nodes_limit", 1},
    {"workers", 16},
    {"workers", 64},
};

/// What befalls proxies, in words.
void add_words(const Scenario& scenario, History& history) {
  for (FaultMoment& moment : history.faults) {
    const Fault& fault = scenario.faults[moment.fault];
    if (fault.kind->on_proxy == nullptr) continue;
    const ProxyAction action = fault.kind->on_proxy(fault);
    switch (action.what) {
      case ProxyAction::What::rpc:
        moment.words = fmt::format("an operator runs {} {}", action.command, action.target);
        if (action.command == "rtpengine.enable") moment.words += fmt::format(" {}", action.flag);
        break;
      case ProxyAction::What::forget_calls:
        moment.words = "the proxy's call table is emptied";
        break;
      case ProxyAction::What::restart:
        moment.words = "the proxy is restarted, with the same process ids";
        break;
      case ProxyAction::What::set_row:
        moment.words = fmt::format("the database has {} in set {} with weight {}{}", action.row.url, action.row.setid,
                                   action.row.weight, action.row.disabled != 0 ? ", disabled" : "");
        break;
      case ProxyAction::What::remove_row:
        moment.words = fmt::format("the database loses {} of set {}", action.row.url, action.row.setid);
        break;
      case ProxyAction::What::lose_database:
      case ProxyAction::What::reach_database:
        continue;  // it lasts: told as other faults are
    }
  }
  // It is over at once: told once.
  std::erase_if(history.faults, [](const FaultMoment& moment) { return !moment.words.empty() && !moment.begins; });
}

/// Its check does not fail, and nothing else breaks instead.
bool passes(const Scenario& scenario, const Budgets& budgets) {
  Scenario trial = scenario;
  for (Check& check : invariants_of(scenario, budgets))
    if (check.kind != trial.checks.front().kind) trial.checks.push_back(std::move(check));
  const Outcome outcome = play(trial, budgets);
  return !outcome.error && outcome.failures.empty();
}

bool set_everywhere(Scenario& scenario, std::string_view name, std::int64_t value) {
  bool changed = false;
  for (Client& proxy : scenario.proxies) {
    if (name == "workers") {
      changed = changed || proxy.workers < value;
      proxy.workers = static_cast<std::uint32_t>(value);
      continue;
    }
    if (!Parameters::check_name(name, proxy.release())) return false;
    const auto before = proxy.parameters.value(name);
    if (!proxy.parameters.set(name, value)) return false;
    changed = changed || proxy.parameters.value(name) != before;
  }
  return changed;
}

std::string preventing_setting(const ToExplain& what) {
  for (const auto& [name, value] : cures) {
    Scenario trial = what.failing;
    if (!set_everywhere(trial, name, value)) continue;
    if (passes(trial, what.budgets)) return fmt::format("{} = {} would have prevented it", name, value);
  }
  if (what.failing.proxies.size() > 1) {
    Scenario trial = what.failing;
    std::int64_t id = 1;
    for (Client& proxy : trial.proxies) static_cast<void>(proxy.parameters.set("server_id", id++));
    if (trial != what.failing && passes(trial, what.budgets))
      return "a server_id of its own for each proxy would have prevented it";
  }
  for (const Personality& release : personalities()) {
    Scenario trial = what.failing;
    bool changed = false;
    for (Client& proxy : trial.proxies) {
      changed = changed || proxy.personality < release.name;
      proxy.personality = release.name;
    }
    if (changed && passes(trial, what.budgets))
      return fmt::format("{} does not do so with these settings", release.name);
  }
  return {};
}

Expected<std::string> decisive_decision(const ToExplain& what) {
  if (!what.passing) return std::string();
  Transcript failing, passing;
  if (auto played = play_through(what.failing, {&failing}); !played) return std::unexpected(played.error());
  if (auto played = play_through(*what.passing, {&passing}); !played) return std::unexpected(played.error());
  const auto different = divergences(failing, passing);
  if (different.empty()) return fmt::format("{} it passes", what.difference);
  const Divergence& first = different.front();
  return fmt::format("{} it passes; they part at {}, {}: here {}; there {}", what.difference, clock_text(first.at),
                     first.where, first.first.empty() ? "nothing" : first.first,
                     first.second.empty() ? "nothing" : first.second);
}

}  // namespace

Expected<Explanation> explain(const ToExplain& what) {
  History history;
  const auto played = play_through(what.failing, {&history});
  if (!played) return std::unexpected(played.error());
  add_words(what.failing, history);
  Explanation explanation;
  std::vector<Finding> found = findings(history, what.failing.checks.front(), what.budgets);
  const auto finding = std::ranges::find(found, what.reason, &Finding::reason);
  explanation.chain = chain_of_events(history, finding == found.end() ? found.front() : *finding,
                                      played->checks.empty() ? std::string() : played->checks.front().summary);
  auto decisive = decisive_decision(what);
  if (!decisive) return std::unexpected(decisive.error());
  explanation.decisive = std::move(*decisive);
  explanation.prevention = preventing_setting(what);
  return explanation;
}

std::string difference_of(const Choices& failing, const Choices& passing) {
  std::vector<std::string> gone, come;
  for (const Choice& choice : failing.list)
    if (std::ranges::find(passing.list, choice) == passing.list.end()) gone.push_back(text_of(choice));
  for (const Choice& choice : passing.list)
    if (std::ranges::find(failing.list, choice) == failing.list.end()) come.push_back(text_of(choice));
  std::string text;
  for (const std::string& one : come) text.append(text.empty() ? "with '" : " and '").append(one).append("'");
  for (std::size_t place = 0; place < gone.size(); ++place)
    text.append(place > 0 ? " and '" : come.empty() ? "without '" : " instead of '").append(gone[place]).append("'");
  return text.empty() ? "in the neighbour" : text;
}

}  // namespace rtpe::scenario::campaign
