#include "scenarios/campaign/advice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace rtpe::scenario::campaign {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t most_settings = 20'000;
constexpr std::size_t refinements = 3;

struct Day {
  std::string name;
  Choices choices;
};

CallsChoice calls_at(double per_s) {
  return {.flow = "re-invite",
          .count = static_cast<std::uint64_t>(std::max(1.0, per_s * 120)),
          .gap = Duration(static_cast<std::int64_t>(1e9 / per_s)),
          .hold = seconds(20)};
}

FaultChoice fault_at(std::string_view kind, const std::string& engine, Duration at, std::optional<Duration> lasts,
                     std::string options = {}) {
  return {.kind = fault_kind(kind), .engine = engine, .options = std::move(options), .at = at, .lasts = lasts};
}

/// What every deployment meets: each engine vanishes, crashes, restarts, is slow; all but one vanish.
std::vector<Day> days_of(const Scenario& base, double per_s) {
  std::vector<Day> days{{"nothing happens", {.seed = 1, .list = {calls_at(per_s)}}}};
  for (const Engine& engine : base.engines) {
    const std::string& name = engine.config.name;
    const auto day = [&](std::string what, FaultChoice fault) {
      days.push_back({name + " " + std::move(what), {.seed = 1, .list = {calls_at(per_s), std::move(fault)}}});
    };
    day("vanishes for 70 s", fault_at("blackhole", name, seconds(30), seconds(70)));
    day("crashes for 20 s", fault_at("crash", name, seconds(30), seconds(20)));
    day("loses replies for 20 s", fault_at("partition_replies", name, seconds(30), seconds(20)));
    day("is slow for 30 s", fault_at("slow", name, seconds(30), seconds(30), "latency = \"400ms..800ms\""));
  }
  if (base.engines.size() > 2) {
    Day all{"all but the last vanish for 70 s", {.seed = 1, .list = {calls_at(per_s)}}};
    for (std::size_t engine = 0; engine + 1 < base.engines.size(); ++engine)
      all.choices.list.emplace_back(fault_at("blackhole", base.engines[engine].config.name, seconds(30), seconds(70)));
    days.push_back(std::move(all));
  }
  return days;
}

class Adviser {
 public:
  Adviser(const Scenario& base, double per_s, const CostAll& cost_all)
      : base_(base), days_(days_of(base, per_s)), cost_all_(cost_all) {}

  Expected<Advice> run(const std::vector<ParameterValues>& parameters) {
    for (const Day& day : days_) advice_.days.push_back(day.name);
    auto grid = grid_of(parameters);
    if (!grid) return std::unexpected(grid.error());
    advice_.grid = grid->size();
    std::vector<Setting> all = std::move(*grid);
    if (auto measured = measure(all); !measured) return std::unexpected(measured.error());
    const auto best_of = [](const std::vector<Setting>& of) {
      return std::ranges::min_element(of, [](const Setting& a, const Setting& b) { return better(a.cost, b.cost); });
    };
    for (std::size_t round = 0; round < refinements; ++round) {
      std::vector<Setting> between = between_neighbours(*best_of(all), all);
      if (between.empty()) break;
      const Cost before = best_of(all)->cost;
      if (auto measured = measure(between); !measured) return std::unexpected(measured.error());
      std::ranges::move(between, std::back_inserter(all));
      if (!better(best_of(all)->cost, before)) break;
      advice_.refined = true;
    }
    advice_.settings = all.size();
    for (const Setting& one : all)
      if (std::ranges::none_of(all, [&](const Setting& other) { return dominates(other.cost, one.cost); }))
        advice_.front.push_back(one);
    std::ranges::stable_sort(advice_.front, [](const Setting& a, const Setting& b) { return better(a.cost, b.cost); });
    for (std::size_t line = 0; line < advice_.front.front().values.size(); ++line)
      advice_.next_best.push_back(next_best(advice_.front.front(), line, all));
    return weigh_lines();
  }

 private:
  Expected<std::vector<Setting>> grid_of(const std::vector<ParameterValues>& parameters) const {
    std::vector<Setting> grid(1);
    for (const ParameterValues& parameter : parameters) {
      if (grid.size() * parameter.values.size() > most_settings)
        return std::unexpected(Error{ErrorKind::limit, fmt::format("the grid has more than {} points", most_settings)});
      std::vector<Setting> more;
      for (const Setting& setting : grid)
        for (const std::int64_t value : parameter.values) {
          more.push_back(setting);
          more.back().values.push_back({parameter.name, value});
        }
      grid = std::move(more);
    }
    return grid;
  }

  Expected<void> measure(std::vector<Setting>& settings) {
    std::vector<Scenario> scenarios;
    for (const Setting& setting : settings)
      for (const Day& day : days_) {
        Choices choices = day.choices;
        for (const SettingChoice& value : setting.values) choices.list.emplace_back(value);
        auto scenario = scenario_of(base_, choices);
        if (!scenario) return std::unexpected(scenario.error());
        scenarios.push_back(std::move(*scenario));
      }
    const auto costs = cost_all_(scenarios);
    if (!costs) return std::unexpected(costs.error());
    advice_.runs += scenarios.size();
    for (std::size_t place = 0; place < costs->size(); ++place)
      settings[place / days_.size()].cost.add((*costs)[place]);
    return {};
  }

  /// Half way to the next values on both sides, of what has an order: times and counts.
  static std::vector<Setting> between_neighbours(const Setting& best, const std::vector<Setting>& all) {
    std::vector<Setting> between;
    for (std::size_t line = 0; line < best.values.size(); ++line) {
      const std::string& name = best.values[line].name;
      if (!name.ends_with("_tout") && !name.ends_with("_ms") && name != "workers") continue;
      std::optional<std::int64_t> below, above;
      const std::int64_t value = best.values[line].value;
      for (const Setting& setting : all) {
        const std::int64_t other = setting.values[line].value;
        if (other < value) below = std::max(below.value_or(other), other);
        if (other > value) above = std::min(above.value_or(other), other);
      }
      for (const auto& neighbour : {below, above}) {
        if (!neighbour || std::abs(*neighbour - value) < 2) continue;
        Setting setting{.values = best.values, .cost = {}};
        setting.values[line].value = value + (*neighbour - value) / 2;
        between.push_back(std::move(setting));
      }
    }
    return between;
  }

  static std::optional<Setting> next_best(const Setting& best, std::size_t line, const std::vector<Setting>& all) {
    std::optional<Setting> next;
    for (const Setting& setting : all) {
      if (setting.values[line] == best.values[line]) continue;
      Setting alike = setting;
      alike.values[line] = best.values[line];
      if (alike.values == best.values && (!next || better(setting.cost, next->cost))) next = setting;
    }
    return next;
  }

  Expected<Advice> weigh_lines() {
    std::vector<Setting> others(1);  // the base as it is
    const Setting& best = advice_.front.front();
    for (std::size_t line = 0; line < best.values.size(); ++line) {
      others.push_back({.values = best.values, .cost = {}});
      others.back().values.erase(others.back().values.begin() + static_cast<std::ptrdiff_t>(line));
    }
    if (auto measured = measure(others); !measured) return std::unexpected(measured.error());
    advice_.now = others.front().cost;
    for (std::size_t other = 1; other < others.size(); ++other) advice_.without.push_back(others[other].cost);
    return std::move(advice_);
  }

  const Scenario& base_;
  std::vector<Day> days_;
  const CostAll& cost_all_;
  Advice advice_;
};

}  // namespace

std::vector<ParameterValues> common_parameters(const Scenario& base) {
  std::vector<ParameterValues> parameters{{"rtpengine_tout_ms", {200, 500, 1000}},
                                          {"rtpengine_retr", {1, 2, 3, 5}},
                                          {"rtpengine_disable_tout", {10, 30, 60}},
                                          {"aggressive_redetection", {0, 1}},
                                          {"rtpengine_allow_op", {0, 1}}};
  if (!base.proxies.empty() && base.proxies.front().release().ping_timer)
    parameters.push_back({"ping_interval", {10, 60}});
  return parameters;
}

Expected<Advice> advise(const Scenario& base, const std::vector<ParameterValues>& parameters, double calls_per_s,
                        const CostAll& cost_all) {
  return Adviser(base, calls_per_s, cost_all).run(parameters);
}

Expected<std::vector<Survival>> survivals(const Scenario& base, const std::vector<SettingChoice>& values,
                                          double calls_per_s, const CostAll& cost_all) {
  constexpr std::uint32_t tried[] = {1, 2, 4, 8, 16, 32, 64, 128};
  std::vector<Survival> survivals;
  for (std::size_t lost = 1; lost < base.engines.size(); ++lost) {
    std::vector<Scenario> scenarios;
    for (const std::uint32_t workers : tried) {
      Choices choices{.seed = 1, .list = {calls_at(calls_per_s)}};
      for (std::size_t engine = 0; engine < lost; ++engine)
        choices.list.emplace_back(fault_at("blackhole", base.engines[engine].config.name, seconds(30), seconds(70)));
      for (const SettingChoice& value : values)
        if (value.name != "workers") choices.list.emplace_back(value);
      choices.list.emplace_back(SettingChoice{"workers", workers});
      auto scenario = scenario_of(base, choices);
      if (!scenario) return std::unexpected(scenario.error());
      scenarios.push_back(std::move(*scenario));
    }
    const auto costs = cost_all(scenarios);
    if (!costs) return std::unexpected(costs.error());
    Survival survival{.lost = lost, .workers = {}};
    for (std::size_t place = 0; place < costs->size() && !survival.workers; ++place)
      if ((*costs)[place].standstill <= seconds(2)) survival.workers = tried[place];
    survivals.push_back(survival);
  }
  return survivals;
}

}  // namespace rtpe::scenario::campaign
