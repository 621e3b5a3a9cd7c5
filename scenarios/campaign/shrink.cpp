#include "scenarios/campaign/shrink.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "scenarios/campaign/simpler.hpp"

namespace rtpe::scenario::campaign {
namespace {

constexpr std::size_t most_for_pairs = 10;
constexpr std::uint64_t smallest_seeds = 8;

bool is_omission(const Choice& choice) { return std::holds_alternative<OmitChoice>(choice); }

/// A neighbour that lacks a part of the deployment explains nothing.
std::ptrdiff_t omissions_of(const Choices& choices) { return std::ranges::count_if(choices.list, is_omission); }

class Shrinker {
 public:
  Shrinker(const Scenario& base, Choices choices, const Trial& trial, const ShrinkLimits& limits)
      : base_(base), best_(std::move(choices)), trial_(trial), limits_(limits) {}

  Shrunk run() {
    const Choices start = best_;
    descend();
    while (!is_over_ && another_way(start)) {
    }
    return {.choices = best_, .runs = runs_, .stopped_early = is_over_, .passing = nearest_first()};
  }

 private:
  void descend() {
    bool changed = true;
    while (changed && !is_over_) {
      changed = remove_many();
      changed = remove_each() || changed;
      changed = omit() || changed;
      changed = simplify() || changed;
      changed = move_earlier() || changed;
      changed = smaller_seed() || changed;
      if (!changed) changed = remove_pairs() || add_call_for_fault();
    }
  }

  /// What fails for two causes ends at one of them: all of the start but one fault that is left may lead to a smaller
  /// one. True: it did.
  bool another_way(const Choices& start) {
    const Choices reached = best_;
    for (const Choice& left : reached.list) {
      const auto* fault = std::get_if<FaultChoice>(&left);
      if (fault == nullptr) continue;
      Choices other = start;
      std::erase_if(other.list, [&](const Choice& choice) {
        const auto* one = std::get_if<FaultChoice>(&choice);
        return one != nullptr && one->kind == fault->kind && one->engine == fault->engine;
      });
      if (other.list.size() == start.list.size() || !take(other)) continue;
      descend();
      if (size_of(best_) < size_of(reached)) return true;
      best_ = reached;
    }
    return false;
  }

  /// True: it fails in the same way and is the best now.
  bool take(const Choices& candidate) {
    if (is_over_ || candidate == best_) return false;
    const std::string text = text_of(candidate);
    if (seen_.contains(text)) return false;
    if (runs_ >= limits_.runs || (limits_.is_over && limits_.is_over())) {
      is_over_ = true;
      return false;
    }
    seen_.insert(text);
    ++runs_;
    const Verdict verdict = trial_(candidate);
    if (verdict == Verdict::invalid) --runs_;  // nothing was played
    if (verdict == Verdict::other && omissions_of(candidate) == omissions_of(best_)) passing_all_.push_back(candidate);
    if (verdict != Verdict::same) return false;
    best_ = candidate;
    return true;
  }

  [[nodiscard]] Choices without(std::size_t from, std::size_t count) const {
    Choices fewer = best_;
    const auto begin = fewer.list.begin() + static_cast<std::ptrdiff_t>(from);
    fewer.list.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
    return fewer;
  }

  /// Omissions stand at the end of the list and are no weight.
  [[nodiscard]] std::size_t weights() const {
    return static_cast<std::size_t>(std::ranges::find_if(best_.list, is_omission) - best_.list.begin());
  }

  bool remove_many() {
    bool changed = false;
    for (std::size_t size = weights() / 2; size > 1; size /= 2)
      for (std::size_t from = 0; from + size <= weights();)
        if (take(without(from, size)))
          changed = true;
        else
          from += size;
    return changed;
  }

  bool remove_each() {
    bool changed = false;
    for (std::size_t place = weights(); place-- > 0;) changed = take(without(place, 1)) || changed;
    return changed;
  }

  bool remove_pairs() {
    if (weights() > most_for_pairs) return false;
    for (std::size_t first = 0; first < weights(); ++first)
      for (std::size_t second = first + 1; second < weights(); ++second) {
        Choices fewer = without(second, 1);
        fewer.list.erase(fewer.list.begin() + static_cast<std::ptrdiff_t>(first));
        if (take(fewer)) return true;
      }
    return false;
  }

  bool omit() {
    bool changed = false;
    for (const OmitChoice& omission : omissions(base_, best_)) {
      Choices fewer = best_;
      if (omission.part == OmitChoice::Part::engine)  // what befalls it goes with it
        std::erase_if(fewer.list, [&](const Choice& choice) {
          const auto* fault = std::get_if<FaultChoice>(&choice);
          return fault != nullptr && fault->engine == omission.name;
        });
      fewer.list.emplace_back(omission);
      if (omission.part == OmitChoice::Part::script && has_equal_script(fewer)) continue;
      changed = take(fewer) || changed;
    }
    return changed;
  }

  /// Those lines went with others already, or no script is left.
  [[nodiscard]] bool has_equal_script(const Choices& other) const {
    const auto made = scenario_of(base_, other), before = scenario_of(base_, best_);
    return !made || !before || made->routes == before->routes;
  }

  bool simplify() {
    bool changed = false;
    for (std::size_t place = 0; place < weights(); ++place)
      for (bool again = true; again && !is_over_;) {
        again = false;
        for (const Choice& form : simpler(best_.list[place])) {
          Choices other = best_;
          other.list[place] = form;
          if (!take(other)) continue;
          changed = again = true;
          break;
        }
      }
    return changed;
  }

  /// All faults and calls by the same time: what counts is often only how far they are apart.
  bool move_earlier() {
    std::optional<Duration> first;
    const auto see = [&](Duration at) { first = std::min(first.value_or(at), at); };
    for (const Choice& choice : best_.list) {
      if (const auto* fault = std::get_if<FaultChoice>(&choice)) see(fault->at);
      if (const auto* calls = std::get_if<CallsChoice>(&choice)) see(calls->start);
    }
    if (!first || *first <= Duration{}) return false;
    const Duration unit = *first >= std::chrono::seconds(2) ? Duration(std::chrono::seconds(1))
                                                            : Duration(std::chrono::milliseconds(100));
    for (const Duration left : {Duration{}, *first / 2 / unit * unit}) {
      const Duration step = *first - left;
      Choices earlier = best_;
      for (Choice& choice : earlier.list) {
        if (auto* fault = std::get_if<FaultChoice>(&choice)) fault->at -= step;
        if (auto* calls = std::get_if<CallsChoice>(&choice)) calls->start -= step;
      }
      if (take(earlier)) return true;
    }
    return false;
  }

  bool smaller_seed() {
    for (std::uint64_t seed = 1; seed <= smallest_seeds && seed < best_.seed; ++seed) {
      Choices other = best_;
      other.seed = seed;
      if (take(other)) return true;
    }
    return false;
  }

  /// One fault fewer may do when there is one call more at hand.
  bool add_call_for_fault() {
    for (std::size_t place = 0; place < weights(); ++place) {
      if (!std::holds_alternative<FaultChoice>(best_.list[place])) continue;
      Choices other = without(place, 1);
      for (Choice& choice : other.list)
        if (auto* calls = std::get_if<CallsChoice>(&choice)) ++calls->count;
      if (take(other)) return true;
    }
    return false;
  }

  /// Of what did not fail, what differs least from the best.
  std::vector<Choices> nearest_first() {
    std::vector<std::pair<std::size_t, std::size_t>> order;
    for (std::size_t place = 0; place < passing_all_.size(); ++place) {
      const Choices& one = passing_all_[place];
      if (one.seed != best_.seed) continue;
      std::size_t differences = 0;
      for (const Choice& choice : best_.list)
        differences += std::ranges::find(one.list, choice) == one.list.end() ? 1U : 0U;
      differences += one.list.size() < best_.list.size() ? 1U : 0U;
      for (const Choice& choice : one.list)
        differences += std::ranges::find(best_.list, choice) == best_.list.end() ? 1U : 0U;
      order.emplace_back(differences, passing_all_.size() - place);  // the last ones are changed least
    }
    std::ranges::sort(order);
    std::vector<Choices> nearest;
    for (const auto& [differences, from_end] : order) {
      if (differences > 3 || nearest.size() >= 8) break;
      nearest.push_back(passing_all_[passing_all_.size() - from_end]);
    }
    return nearest;
  }

  const Scenario& base_;
  Choices best_;
  const Trial& trial_;
  const ShrinkLimits& limits_;
  std::set<std::string> seen_;
  std::vector<Choices> passing_all_;
  std::uint64_t runs_ = 0;
  bool is_over_ = false;
};

}  // namespace

Shrunk shrink(const Scenario& base, Choices choices, const Trial& trial, const ShrinkLimits& limits) {
  return Shrinker(base, std::move(choices), trial, limits).run();
}

std::uint64_t size_of(const Choices& choices) {
  std::uint64_t size = 0;
  for (const Choice& choice : choices.list) {
    if (is_omission(choice)) continue;
    const auto* calls = std::get_if<CallsChoice>(&choice);
    size += calls == nullptr ? 1 : calls->count;
  }
  return size;
}

}  // namespace rtpe::scenario::campaign
