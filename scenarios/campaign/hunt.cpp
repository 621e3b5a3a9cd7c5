#include "scenarios/campaign/hunt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <ranges>
#include <utility>

#include "scenarios/model/routing_relations.hpp"

namespace rtpe::scenario::campaign {
namespace {

/// Runs that are planned before one of them is learned from: the same for any number of jobs.
constexpr std::size_t batch = 16, batch_of_aimed = 4;

class Hunt {
 public:
  Hunt(const Scenario& base, const Space& space, const HuntOptions& options, const PlayAll& play_all)
      : base_(base),
        options_(options),
        play_all_(play_all),
        search_(space, options.strategy, options.seed, options.find) {}

  Expected<HuntResult> run(const std::function<void(const Found&)>& tell) {
    while (result_.runs < options_.runs && !result_.interrupted && !has_enough()) {
      if (options_.search_is_over && options_.search_is_over()) break;
      if (!play_batch()) break;
      for (const auto& [identity, place] : std::exchange(fresh_, {})) {
        if (has_enough()) break;
        auto found = look_into(place);
        if (!found) return std::unexpected(found.error());
        if (result_.interrupted) break;
        if (!*found) continue;
        tell(**found);
        result_.found.push_back(std::move(**found));
      }
    }
    result_.states = search_.states();
    result_.grid = search_.grid();
    return std::move(result_);
  }

 private:
  struct Seen {
    Failure failure;
    Choices choices;
    std::uint64_t run = 0;
  };

  [[nodiscard]] bool has_enough() const {
    return options_.most_found > 0 && result_.found.size() >= options_.most_found;
  }

  /// With the invariants that it can be judged by, and the base's own checks.
  [[nodiscard]] Expected<Scenario> judged(const Choices& choices) const {
    auto scenario = scenario_of(base_, choices);
    if (!scenario) return scenario;
    scenario->checks = invariants_of(*scenario, options_.budgets);
    for (const Check& check : base_.checks)
      if (check.expect == Expectation::pass) scenario->checks.push_back(check);
    return scenario;
  }

  /// False: there is nothing more to play.
  bool play_batch() {
    std::vector<Planned> runs;
    std::vector<Choices> planned;
    std::vector<std::uint64_t> numbers;
    while (planned.size() < (search_.is_aimed() ? batch_of_aimed : batch) &&
           result_.runs + planned.size() < options_.runs) {
      auto choices = search_.next();
      if (!choices) {
        result_.is_complete = true;
        break;
      }
      if ((search_.asked() - 1) % options_.shards != options_.shard) continue;
      auto scenario = judged(*choices);
      if (!scenario) {
        ++result_.invalid;
        ++result_.runs;  // so that shards count alike
        if (++invalid_in_a_row_ > 10'000) break;
        continue;
      }
      invalid_in_a_row_ = 0;
      runs.push_back({text_of(*choices), std::move(*scenario)});
      planned.push_back(std::move(*choices));
      numbers.push_back(search_.asked());
    }
    const auto outcomes = play_all_(runs);
    for (std::size_t place = 0; place < outcomes.size(); ++place) {
      if (outcomes[place].interrupted) {
        result_.interrupted = true;
        return false;
      }
      ++result_.runs;
      if (outcomes[place].error) ++result_.invalid;
      search_.learn(planned[place], outcomes[place]);
      note(planned[place], outcomes[place], numbers[place]);
    }
    return !planned.empty() || !result_.is_complete;
  }

  void note(const Choices& choices, const Outcome& outcome, std::uint64_t run) {
    for (const Failure& failure : outcome.failures) {
      const std::string identity = failure.identity();
      if (++result_.times[identity] > 1 || options_.known.contains(identity)) continue;
      if (!identity.contains(options_.find)) continue;
      fresh_.emplace_back(identity, Seen{failure, choices, run});
    }
  }

  /// The scenario of these choices with that check alone; the budget is that of the run in which it was found.
  [[nodiscard]] Expected<Scenario> alone(const Choices& choices, const Check& check) const {
    auto scenario = scenario_of(base_, choices);
    if (!scenario) return scenario;
    scenario->checks = {check};
    return scenario;
  }

  Outcome play_one(const Choices& choices, Scenario scenario, std::uint64_t run) {
    auto outcomes =
        play_all_({{fmt::format("{}; only {} as in run {}", text_of(choices), scenario.checks.front().kind->name, run),
                    std::move(scenario)}});
    return std::move(outcomes.front());
  }

  /// A run with one check alone may end before that check is broken, when the others made it go on: then it is given a
  /// length. nullopt: it does not fail so alone.
  static std::optional<Choices> fails_alone(const Seen& seen, const Trial& trial) {
    if (trial(seen.choices) == Verdict::same) return seen.choices;
    Choices longer = seen.choices;
    const Duration minute = std::chrono::minutes(1);
    longer.list.emplace_back(LengthChoice{seen.failure.at / minute * minute + 5 * minute});
    return trial(longer) == Verdict::same ? std::optional(longer) : std::nullopt;
  }

  /// nullopt: there is no run that shows it alone.
  Expected<std::optional<Found>> look_into(const Seen& seen) {
    Found found{.failure = seen.failure, .run = seen.run, .first = seen.choices};
    const auto whole = judged(seen.choices);
    if (!whole) return std::unexpected(whole.error());
    const Budgets budgets = budgets_for(*whole, options_.budgets);
    const auto check =
        std::ranges::find_if(whole->checks, [&](const Check& one) { return one.kind->name == seen.failure.check; });
    const Trial trial = [&](const Choices& choices) {
      auto scenario = alone(choices, *check);
      if (!scenario || result_.interrupted) return Verdict::invalid;
      const Outcome outcome = play_one(choices, std::move(*scenario), seen.run);
      result_.interrupted = result_.interrupted || outcome.interrupted;
      if (outcome.error || outcome.interrupted) return Verdict::invalid;
      const bool same = std::ranges::any_of(
          outcome.failures, [&](const Failure& failure) { return failure.identity() == seen.failure.identity(); });
      return same ? Verdict::same : Verdict::other;
    };
    const auto start = fails_alone(seen, trial);
    if (!start) return std::nullopt;
    found.shrunk = shrink(base_, *start, trial,
                          {.runs = options_.shrink_runs,
                           .is_over = options_.shrink_clock ? options_.shrink_clock() : std::function<bool()>()});
    auto scenario = alone(found.shrunk.choices, *check);
    if (!scenario) return std::unexpected(scenario.error());
    found.scenario = std::move(*scenario);
    for (const std::size_t place : idle_rules(found.scenario) | std::views::reverse)
      found.scenario.routing.erase(found.scenario.routing.begin() + static_cast<std::ptrdiff_t>(place));
    found.scenario.max_events = base_.max_events;
    if (auto explained = explain_it(found, budgets); !explained) return std::unexpected(explained.error());
    found.scenario.checks.front().expect = Expectation::fail;
    found.scenario.title = fmt::format("Chaos: {}", seen.failure.identity()).substr(0, 150);
    found.file = case_file(found, options_);
    found.lines = static_cast<std::size_t>(std::ranges::count(found.file, '\n'));
    return found;
  }

  Expected<void> explain_it(Found& found, const Budgets& budgets) {
    ToExplain what{
        .failing = found.scenario, .budgets = budgets, .reason = found.failure.reason, .passing = {}, .difference = {}};
    for (const Choices& passing : found.shrunk.passing)
      if (auto scenario = alone(passing, found.scenario.checks.front())) {
        what.difference = difference_of(found.shrunk.choices, passing);
        what.passing = std::move(*scenario);
        break;
      }
    auto explanation = explain(what);
    if (!explanation) return std::unexpected(explanation.error());
    found.explanation = std::move(*explanation);
    return {};
  }

  const Scenario& base_;
  const HuntOptions& options_;
  const PlayAll& play_all_;
  Search search_;
  HuntResult result_;
  std::vector<std::pair<std::string, Seen>> fresh_;
  std::uint64_t invalid_in_a_row_ = 0;
};

}  // namespace

Expected<HuntResult> hunt(const Scenario& base, const Space& space, const HuntOptions& options, const PlayAll& play_all,
                          const std::function<void(const Found&)>& tell) {
  return Hunt(base, space, options, play_all).run(tell);
}

}  // namespace rtpe::scenario::campaign
