#include "scenarios/campaign/search.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace rtpe::scenario::campaign {
namespace {

constexpr std::uint64_t most_points = std::uint64_t{1} << 62U;
constexpr std::size_t most_kept = 256;
/// Runs of a guided search before it changes any, and runs that came nearest to one invariant; who goes for one alone
/// needs less breadth.
constexpr std::uint64_t drawn_first = 16, drawn_first_of_aimed = 8;
constexpr std::size_t most_near = 6, most_near_of_aimed = 3;
constexpr int grid_times = 4;

/// The check that comes nearer to breaking with each.
constexpr std::array<std::string_view, nearness_count> check_of = {"operation_time", "standstill", "avoidable_failures",
                                                                   "engine_leak", "disabled_for_good"};

std::uint64_t times(std::uint64_t a, std::uint64_t b) { return a != 0 && b > most_points / a ? most_points : a * b; }

/// Equal steps from low to high.
std::vector<Duration> steps_of(const DurationRange& range) {
  if (range.high <= range.low) return {range.low};
  std::vector<Duration> steps;
  for (int step = 0; step < grid_times; ++step)
    steps.push_back(range.low + (range.high - range.low) / (grid_times - 1) * step);
  return steps;
}

}  // namespace

Search::Search(const Space& space, Strategy strategy, std::uint64_t seed, std::string_view aim)
    : space_(space),
      strategy_(strategy),
      random_(seed, "search"),
      near_(nearness_count),
      in_vain_(nearness_count),
      is_broken_(nearness_count),
      is_aim_(nearness_count) {
  for (std::size_t of = 0; of < nearness_count; ++of) is_aim_[of] = aim.contains(check_of[of]);
  if (strategy == Strategy::exhaustive) lay_grid();
}

void Search::lay_grid() {
  for (const FaultOption& option : space_.faults) {
    const auto befalls = option.kind->befalls;
    const bool on_engines = befalls == FaultKind::Befalls::engine || befalls == FaultKind::Befalls::host;
    for (const std::string& engine : on_engines ? space_.engines : std::vector<std::string>{""})
      for (const Duration at : steps_of(space_.fault_at)) {
        FaultChoice fault{.kind = option.kind, .engine = engine, .options = option.options, .at = at};
        grid_faults_.push_back(fault);
        if (!option.kind->lasts()) continue;
        for (const Duration lasts : steps_of(space_.fault_for)) {
          fault.lasts = lasts;
          grid_faults_.push_back(fault);
        }
      }
  }
  for (const std::string& flow : space_.flows)
    for (const std::int64_t count : {space_.calls.low, space_.calls.high}) {
      grid_calls_.push_back(
          {.flow = flow, .count = static_cast<std::uint64_t>(count), .gap = space_.gap.low, .hold = space_.hold.low});
      if (space_.calls.low == space_.calls.high) break;
    }
  grid_settings_.emplace_back();
  for (const ParameterValues& parameter : space_.parameters) {
    std::vector<std::vector<SettingChoice>> more;
    for (const auto& settings : grid_settings_)
      for (const std::int64_t value : parameter.values) {
        more.push_back(settings);
        more.back().push_back({parameter.name, value});
      }
    grid_settings_ = std::move(more);
  }
  std::uint64_t combinations = 0, of_size = 1;
  for (std::uint64_t size = 0;
       size <= static_cast<std::uint64_t>(space_.fault_count.high) && size <= grid_faults_.size(); ++size) {
    if (size > 0) of_size = times(of_size, grid_faults_.size() - size + 1) / size;
    if (size >= static_cast<std::uint64_t>(space_.fault_count.low)) combinations += of_size;
    if (combinations >= most_points) break;
  }
  grid_ = times(times(combinations, grid_calls_.size()), grid_settings_.size());
  for (std::size_t size = 0; size < static_cast<std::size_t>(space_.fault_count.low); ++size)
    combination_.push_back(size);
  grid_is_over_ = grid_ == 0 || combination_.size() > grid_faults_.size();
}

std::optional<Choices> Search::next_of_grid() {
  if (grid_is_over_) return std::nullopt;
  Choices choices;
  choices.list.emplace_back(grid_calls_[grid_call_]);
  for (const SettingChoice& setting : grid_settings_[grid_setting_]) choices.list.emplace_back(setting);
  for (const std::size_t fault : combination_) choices.list.emplace_back(grid_faults_[fault]);
  if (++grid_call_ < grid_calls_.size()) return choices;
  grid_call_ = 0;
  if (++grid_setting_ < grid_settings_.size()) return choices;
  grid_setting_ = 0;
  // The next combination of this size, or the first of the next size.
  std::size_t place = combination_.size();
  while (place > 0 && combination_[place - 1] == grid_faults_.size() - combination_.size() + place - 1) --place;
  if (place > 0) {
    ++combination_[place - 1];
    for (; place < combination_.size(); ++place) combination_[place] = combination_[place - 1] + 1;
    return choices;
  }
  const std::size_t size = combination_.size() + 1;
  combination_.clear();
  for (std::size_t fault = 0; fault < size; ++fault) combination_.push_back(fault);
  grid_is_over_ = size > static_cast<std::size_t>(space_.fault_count.high) || size > grid_faults_.size();
  return choices;
}

std::optional<Choices> Search::next() {
  if (strategy_ == Strategy::exhaustive) {
    auto choices = next_of_grid();
    if (choices) ++asked_;
    return choices;
  }
  ++asked_;
  if (strategy_ == Strategy::random) return draw(space_, random_);
  if (strategy_ == Strategy::swizzle) return draw_swizzle(space_, random_);
  return guided();
}

Choices Search::guided() {
  const bool is_aimed = this->is_aimed();
  if (kept_.empty() || asked_ <= (is_aimed ? drawn_first_of_aimed : drawn_first) ||
      random_.chance(is_aimed ? 0.07 : 0.15))
    return random_.chance(0.2) ? draw_swizzle(space_, random_) : draw(space_, random_);
  if (random_.chance(is_aimed ? 0.9 : 0.7))
    if (const std::vector<Near>* near = near_misses()) {
      const Choices& one = one_of_near(*near);
      return near->size() > 1 && random_.chance(0.15) ? cross(space_, one, one_of_near(*near), random_)
                                                      : mutate(space_, one, random_);
    }
  return mutate(space_, rare(), random_);
}

/// Of an invariant that is not broken yet the runs that came nearest; nullptr: none did.
/// Most often that invariant to which the last changes came nearer: others may be as near as they ever will.
const std::vector<Search::Near>* Search::near_misses() {
  std::vector<std::size_t> open;
  for (std::size_t of = 0; of < near_.size(); ++of)
    if (!near_[of].empty()) open.push_back(of);
  if (open.empty()) return nullptr;
  if (std::ranges::any_of(open, [&](std::size_t of) { return is_aim_[of]; }))
    std::erase_if(open, [&](std::size_t of) { return !is_aim_[of]; });
  std::size_t of = open[static_cast<std::size_t>(random_.bits() % open.size())];
  if (random_.chance(0.7)) of = *std::ranges::min_element(open, {}, [&](std::size_t one) { return in_vain_[one]; });
  ++in_vain_[of];
  return &near_[of];
}

/// The nearest most often.
const Choices& Search::one_of_near(const std::vector<Near>& near) {
  const auto rank = [&] { return static_cast<std::size_t>(random_.bits() % near.size()); };
  return near[std::min(rank(), rank())].choices;
}

/// Of three the one with the rarest state, which was changed least.
Choices& Search::rare() {
  std::size_t chosen = static_cast<std::size_t>(random_.bits() % kept_.size());
  const auto price = [&](const Kept& kept) {
    std::uint32_t rarest = ~std::uint32_t{0};
    for (const std::uint32_t state : kept.states) rarest = std::min(rarest, reached_[state]);
    return std::uint64_t{rarest} * (1 + kept.changed);
  };
  for (int trial = 0; trial < 2; ++trial) {
    const auto other = static_cast<std::size_t>(random_.bits() % kept_.size());
    if (price(kept_[other]) < price(kept_[chosen])) chosen = other;
  }
  ++kept_[chosen].changed;
  return kept_[chosen].choices;
}

bool Search::is_aimed() const {
  return strategy_ == Strategy::guided && std::ranges::find(is_aim_, true) != is_aim_.end();
}

void Search::learn_nearness(const Choices& choices, const Outcome& outcome) {
  const std::size_t most = is_aimed() ? most_near_of_aimed : most_near;
  for (std::size_t of = 0; of < outcome.nearness.size() && of < nearness_count; ++of) {
    const double nearness = outcome.nearness[of];
    std::vector<Near>& near = near_[of];
    const auto breaks = [&](const Failure& failure) { return failure.check == check_of[of]; };
    is_broken_[of] = is_broken_[of] || (!is_aim_[of] && std::ranges::any_of(outcome.failures, breaks));
    if (is_broken_[of]) near.clear();
    if (is_broken_[of] || nearness <= 0 || (near.size() >= most && nearness < near.back().nearness)) continue;
    if (near.empty() || nearness > near.front().nearness) in_vain_[of] = 0;
    if (near.size() >= most) near.pop_back();
    // Before those that are as near: what is there for long was changed enough.
    const auto behind = std::ranges::find_if(near, [&](const Near& one) { return one.nearness <= nearness; });
    near.insert(behind, {nearness, choices});
  }
}

void Search::learn(const Choices& choices, const Outcome& outcome) {
  if (outcome.error) return;
  bool is_new = false;
  for (const std::uint32_t state : outcome.states) is_new = ++reached_[state] == 1 || is_new;
  if (strategy_ != Strategy::guided) return;
  learn_nearness(choices, outcome);
  if (!is_new) return;
  std::size_t place = kept_.size();
  if (kept_.size() < most_kept) {
    kept_.emplace_back();
  } else {
    // The one that was changed most goes.
    place = static_cast<std::size_t>(std::ranges::max_element(kept_, {}, &Kept::changed) - kept_.begin());
  }
  kept_[place] = {.choices = choices, .states = outcome.states};
}

}  // namespace rtpe::scenario::campaign
