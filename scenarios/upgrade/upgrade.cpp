#include "scenarios/upgrade/upgrade.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/upgrade/comparison.hpp"

namespace rtpe::scenario::upgrade {
namespace {

/// States with one engine or proxy of many new: so many are looked at.
constexpr std::size_t most_singled_out = 4;

struct Plan {
  std::string name;
  GivenReleases releases;
};

void replace_all(std::vector<std::string>& names, const ReleaseChange& change, std::string ReleaseChange::* which) {
  if (!(change.*which).empty()) std::ranges::fill(names, change.*which);
}

class Rehearser {
 public:
  Rehearser(const Deployment& deployment, const UpgradeOptions& options) : deployment_(deployment), options_(options) {}

  Read<Rehearsal> rehearse() {
    GivenReleases given;
    if (!options_.proxy.from.empty()) given.proxies = {options_.proxy.from};
    if (!options_.engine.from.empty()) given.engines = {options_.engine.from};
    auto scenario = deployment_.read(given);
    if (!scenario) return std::unexpected(scenario.error());
    before_ = std::move(*scenario);
    auto run = watch(before_, seed());
    if (!run) return std::unexpected(std::vector{run.error()});
    before_run_ = std::move(*run);
    note_state({"before", releases_of(before_)}, before_run_);
    for (const Plan& plan : plans())
      if (auto played = play(plan); !played) return std::unexpected(std::vector{played.error()});
    rank(rehearsal_.findings);
    return std::move(rehearsal_);
  }

 private:
  static GivenReleases releases_of(const ScenarioFile& scenario) {
    GivenReleases releases;
    for (const Client& proxy : scenario.proxies) releases.proxies.emplace_back(proxy.release().name);
    for (const Engine& engine : scenario.engines) releases.engines.emplace_back(engine.config.personality->name);
    return releases;
  }

  [[nodiscard]] std::vector<Plan> plans() const {
    const GivenReleases old = releases_of(before_);
    GivenReleases after = old, proxies_new = old, engines_new = old;
    for (GivenReleases* const one : {&after, &proxies_new})
      replace_all(one->proxies, options_.proxy, &ReleaseChange::to);
    for (GivenReleases* const one : {&after, &engines_new})
      replace_all(one->engines, options_.engine, &ReleaseChange::to);
    std::vector<Plan> plans{{"after", after}};
    if (options_.proxy.changes() && options_.engine.changes()) {
      plans.push_back({"proxies new", proxies_new});
      plans.push_back({"engines new", engines_new});
    }
    if (options_.proxy.changes() && old.proxies.size() > 1)
      for (std::size_t index = 0; index < std::min(old.proxies.size(), most_singled_out); ++index) {
        plans.push_back({fmt::format("proxy {} new", before_.proxies[index].name), old});
        plans.back().releases.proxies[index] = options_.proxy.to;
      }
    if (options_.engine.changes() && old.engines.size() > 1)
      for (std::size_t index = 0; index < std::min(old.engines.size(), most_singled_out); ++index) {
        plans.push_back({fmt::format("engine {} new", before_.engines[index].config.name), old});
        plans.back().releases.engines[index] = options_.engine.to;
      }
    return plans;
  }

  [[nodiscard]] std::uint64_t seed() const { return options_.seed != 0 ? options_.seed : before_.seed; }

  Expected<void> play(const Plan& plan) {
    const auto scenario = deployment_.read(plan.releases);
    if (!scenario) {
      for (const Error& error : scenario.error()) {
        Finding finding{.harm = Harm::start, .says = fmt::format("Kamailio does not start: {}", error.message)};
        if (!error.place.empty()) finding.places.push_back(error.place);
        add(plan, std::move(finding));
      }
      note_state(plan, {});
      return {};
    }
    auto run = watch(*scenario, seed());
    if (!run) return std::unexpected(run.error());
    note_state(plan, *run);
    compare(plan, {.deployment = deployment_, .before = {before_, before_run_}, .after = {*scenario, *run}});
    return {};
  }

  void compare(const Plan& plan, const Comparison& both) {
    std::vector<Finding> found = compare_plays(both);
    // Every process is restarted once, whatever comes in between.
    if (plan.name == "after" && options_.proxy.changes()) compare_live_calls(both, found);
    if (plan.name == "after" && options_.engine.changes()) count_live_calls(both, found);
    for (const ImportNote& note : deployment_.left_out(plan.releases.proxies.front()))
      if (!is_left_out_before(note)) {
        found.push_back({.harm = Harm::words, .says = note.text});
        found.back().places.push_back(note.place);
      }
    for (Finding& finding : found) add(plan, std::move(finding));
  }

  [[nodiscard]] bool is_left_out_before(const ImportNote& note) const {
    const auto before = deployment_.left_out(std::string(before_.proxies.front().release().name));
    return std::ranges::any_of(before,
                               [&](const ImportNote& one) { return one.place == note.place && one.text == note.text; });
  }

  /// One that another state has too is told once.
  void add(const Plan& plan, Finding finding) {
    const auto same = std::ranges::find_if(rehearsal_.findings, [&](const Finding& one) {
      return one.harm == finding.harm && one.change == finding.change && one.says == finding.says;
    });
    if (same == rehearsal_.findings.end()) {
      rehearsal_.findings.push_back(std::move(finding));
      rehearsal_.findings.back().states = {plan.name};
    } else if (same->states.back() != plan.name) {
      same->states.push_back(plan.name);
    }
  }

  void note_state(const Plan& plan, const WatchedRun& run) {
    StatePlayed state{.name = plan.name, .releases = plan.releases, .calls = run.calls.size()};
    state.failed = static_cast<std::uint64_t>(
        std::ranges::count_if(run.calls, [](const auto& call) { return call.second.end == CallEnd::failed; }));
    rehearsal_.states.push_back(std::move(state));
  }

  const Deployment& deployment_;
  const UpgradeOptions& options_;
  ScenarioFile before_;
  WatchedRun before_run_;
  Rehearsal rehearsal_;
};

}  // namespace

bool Rehearsal::is_worse() const {
  return std::ranges::any_of(findings, [](const Finding& one) { return one.change == Change::worse; });
}

Read<Rehearsal> rehearse(const Deployment& deployment, const UpgradeOptions& options) {
  return Rehearser(deployment, options).rehearse();
}

}  // namespace rtpe::scenario::upgrade
