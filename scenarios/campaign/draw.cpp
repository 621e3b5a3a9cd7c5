#include "scenarios/campaign/draw.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace rtpe::scenario::campaign {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::uint64_t seeds = 1000;  ///< small ones are easier to tell

std::size_t below(RandomStream& random, std::size_t count) { return static_cast<std::size_t>(random.bits() % count); }

template <class T>
const T& one_of(RandomStream& random, const std::vector<T>& all) {
  return all[below(random, all.size())];
}

std::int64_t within(RandomStream& random, const Whole& range) {
  return range.low + static_cast<std::int64_t>(below(random, static_cast<std::size_t>(range.high - range.low + 1)));
}

/// Small values as often as large ones, in whole steps.
Duration spread(RandomStream& random, const DurationRange& range) {
  if (range.high <= range.low) return range.low;
  Duration high = range.high;
  while (random.chance(0.5) && high / 2 > range.low) high /= 2;
  const Duration step = high >= seconds(2) ? Duration(seconds(1)) : Duration(milliseconds(100));
  const Duration drawn = random.uniform({range.low, high});
  return std::max(range.low, drawn / step * step);
}

FaultChoice draw_fault(const Space& space, RandomStream& random, const std::vector<FaultOption>& kinds,
                       const std::vector<std::string>& engines) {
  const FaultOption& option = one_of(random, kinds);
  FaultChoice fault{.kind = option.kind, .options = option.options, .at = spread(random, space.fault_at)};
  const auto befalls = option.kind->befalls;
  if (befalls == FaultKind::Befalls::engine || befalls == FaultKind::Befalls::host)
    fault.engine = one_of(random, engines);
  else if (befalls == FaultKind::Befalls::parties && random.chance(0.7))
    fault.party = random.chance(0.5) ? LinkParty::caller : LinkParty::callee;
  if (option.kind->lasts() && random.chance(0.7)) fault.lasts = spread(random, space.fault_for);
  return fault;
}

std::optional<std::size_t> draw_like(const Space& space, RandomStream& random) {
  if (space.likes.empty() || random.chance(0.5)) return std::nullopt;
  return one_of(random, space.likes);
}

CallsChoice draw_calls(const Space& space, RandomStream& random) {
  Whole range = space.calls;
  while (random.chance(0.5) && range.high / 2 >= range.low) range.high /= 2;
  return {.flow = one_of(random, space.flows),
          .count = static_cast<std::uint64_t>(within(random, range)),
          .start = random.chance(0.5) ? Duration{} : spread(random, {seconds(1), seconds(60)}),
          .gap = spread(random, space.gap),
          .hold = spread(random, space.hold),
          .ring = seconds(2),
          .like = draw_like(space, random)};
}

template <class T>
std::vector<T> part_of(RandomStream& random, const std::vector<T>& all) {
  std::vector<T> part;
  for (const T& one : all)
    if (random.chance(0.5)) part.push_back(one);
  if (part.empty() && !all.empty()) part.push_back(one_of(random, all));
  return part;
}

/// What stays the same for all calls of a run.
void draw_rest(const Space& space, RandomStream& random, Choices& choices) {
  for (const ParameterValues& parameter : space.parameters)
    if (random.chance(0.3)) choices.list.emplace_back(SettingChoice{parameter.name, one_of(random, parameter.values)});
  if (space.most_loss > 0 && random.chance(0.2))
    choices.list.emplace_back(LossChoice{space.most_loss * static_cast<double>(1 + below(random, 4)) / 4});
  if (!space.lengths.empty() && random.chance(0.05))
    choices.list.emplace_back(LengthChoice{one_of(random, space.lengths)});
}

Choices begun(RandomStream& random) { return {.seed = 1 + below(random, seeds), .list = {}}; }

template <class T>
std::vector<T*> all_of(Choices& choices) {
  std::vector<T*> found;
  for (Choice& choice : choices.list)
    if (T* one = std::get_if<T>(&choice)) found.push_back(one);
  return found;
}

/// Just before and after other faults begin and end: where bad days lie.
std::vector<Duration> turning_times(const Choices& choices) {
  std::vector<Duration> times;
  for (const Choice& choice : choices.list) {
    const auto* fault = std::get_if<FaultChoice>(&choice);
    if (fault == nullptr) continue;
    for (const Duration at : {fault->at, fault->at + fault->lasts.value_or(Duration{})})
      for (const Duration step : {-Duration(seconds(1)), Duration(milliseconds(100)), Duration(seconds(2))})
        if (at + step > Duration{}) times.push_back(at + step);
  }
  return times;
}

void change_fault(const Space& space, RandomStream& random, FaultChoice& fault, const std::vector<Duration>& near) {
  FaultChoice other = draw_fault(space, random, space.faults, space.engines);
  switch (below(random, 5)) {
    case 0:
      fault = std::move(other);
      return;
    case 1:
      fault.at = near.empty() || random.chance(0.5) ? other.at : one_of(random, near);
      return;
    case 2:
      fault.at = std::max(Duration(seconds(1)), fault.at + seconds(static_cast<std::int64_t>(below(random, 11)) - 5));
      return;
    case 3:
      if (fault.kind->lasts())
        fault.lasts = random.chance(0.3) ? std::nullopt : std::optional(spread(random, space.fault_for));
      return;
    default:
      if (!fault.engine.empty()) fault.engine = one_of(random, space.engines);
  }
}

void change_calls(const Space& space, RandomStream& random, CallsChoice& calls) {
  const CallsChoice other = draw_calls(space, random);
  switch (below(random, 7)) {
    case 0:
      calls = other;
      return;
    case 1:
      calls.count = other.count;
      return;
    case 2:
      calls.gap = other.gap;
      return;
    case 3:
      calls.hold = other.hold;
      return;
    case 4:
      calls.flow = other.flow;
      return;
    case 5:
      calls.like = other.like;
      return;
    default:
      calls.start = other.start;
  }
}

/// For some faults more: of those that are there some go where there would be more than may be.
void leave_room(const Space& space, RandomStream& random, Choices& choices, std::int64_t more) {
  const auto is_fault = [](const Choice& choice) { return std::holds_alternative<FaultChoice>(choice); };
  while (std::ranges::count_if(choices.list, is_fault) + more > space.fault_count.high) {
    auto left = below(random, static_cast<std::size_t>(std::ranges::count_if(choices.list, is_fault)));
    const auto goes = [&](const Choice& choice) { return is_fault(choice) && left-- == 0; };
    choices.list.erase(std::ranges::find_if(choices.list, goes));
  }
}

void change(const Space& space, RandomStream& random, Choices& choices) {
  const auto faults = all_of<FaultChoice>(choices);
  const auto calls = all_of<CallsChoice>(choices);
  const std::size_t way = below(random, 12);
  if (way < 4 && !faults.empty()) return change_fault(space, random, *one_of(random, faults), turning_times(choices));
  if (way >= 4 && way < 8 && space.fault_count.high > 0 && !space.faults.empty()) {
    leave_room(space, random, choices, 1);
    FaultChoice more = draw_fault(space, random, space.faults, space.engines);
    if (const auto near = turning_times(choices); !near.empty() && random.chance(0.5)) more.at = one_of(random, near);
    const auto left = all_of<FaultChoice>(choices);
    if (!left.empty() && !more.engine.empty() && random.chance(0.5))
      if (const std::string& engine = one_of(random, left)->engine; !engine.empty()) more.engine = engine;
    choices.list.emplace_back(std::move(more));
    return;
  }
  if (way == 8 && choices.list.size() > 1) {
    choices.list.erase(choices.list.begin() + static_cast<std::ptrdiff_t>(below(random, choices.list.size())));
    return;
  }
  if (way == 9) {
    choices.seed = 1 + below(random, seeds);
    return;
  }
  if (way == 10) return draw_rest(space, random, choices);
  if (!calls.empty())
    change_calls(space, random, *one_of(random, calls));
  else
    choices.list.insert(choices.list.begin(), draw_calls(space, random));
}

bool meet(const FaultChoice& one, const FaultChoice& other) {
  if (one.kind != other.kind || one.engine != other.engine || one.party != other.party) return false;
  const auto end = [](const FaultChoice& fault) {
    return fault.kind->lasts() ? fault.at + fault.lasts.value_or(Duration::max() - fault.at) : fault.at;
  };
  return one.at <= end(other) && other.at <= end(one);
}

/// What makes a scenario: no fault befalls anybody twice at once (it befalls another engine or begins later, else it
/// is left out), and none begins when the run is over.
Choices valid(const Space& space, Choices choices, RandomStream& random) {
  std::vector<Choice> kept;
  std::optional<Duration> length;
  for (const Choice& choice : choices.list) {
    const auto* one = std::get_if<LengthChoice>(&choice);
    if (one == nullptr) continue;
    length = one->length;  // the last one counts
  }
  const auto is_free = [&](const FaultChoice& fault) {
    if (length && fault.at >= *length) return false;
    return std::ranges::none_of(kept, [&](const Choice& other) {
      const auto* before = std::get_if<FaultChoice>(&other);
      return before != nullptr && meet(*before, fault);
    });
  };
  constexpr int trials = 8;
  for (Choice& choice : choices.list) {
    if (auto* fault = std::get_if<FaultChoice>(&choice)) {
      for (int trial = 0; trial < trials && !is_free(*fault); ++trial) {
        if (!fault->engine.empty()) fault->engine = one_of(random, space.engines);
        fault->at = spread(random, space.fault_at);
        if (fault->kind->lasts()) fault->lasts = spread(random, space.fault_for);
      }
      if (!is_free(*fault)) continue;
    }
    kept.push_back(std::move(choice));
  }
  choices.list = std::move(kept);
  return choices;
}

}  // namespace

Choices draw(const Space& space, RandomStream& random) {
  Choices choices = begun(random);
  const std::vector<FaultOption> kinds = part_of(random, space.faults);
  const std::vector<std::string> engines = part_of(random, space.engines);
  const int streams = random.chance(0.3) ? 2 : 1;
  for (int stream = 0; stream < streams; ++stream) choices.list.emplace_back(draw_calls(space, random));
  const bool is_quiet_day = random.chance(0.1);
  // Shares show only on a day with many calls and nothing else.
  if (is_quiet_day && random.chance(0.5))
    std::get<CallsChoice>(choices.list.front()).count =
        static_cast<std::uint64_t>(std::max<std::int64_t>(300, space.calls.high));
  const std::int64_t faults = is_quiet_day || kinds.empty() ? space.fault_count.low : within(random, space.fault_count);
  for (std::int64_t fault = 0; fault < faults && !kinds.empty(); ++fault)
    choices.list.emplace_back(draw_fault(space, random, kinds, engines));
  draw_rest(space, random, choices);
  return valid(space, std::move(choices), random);
}

Choices draw_swizzle(const Space& space, RandomStream& random) {
  Choices choices = begun(random);
  choices.list.emplace_back(draw_calls(space, random));
  std::vector<FaultOption> lasting;
  for (const FaultOption& option : space.faults)
    if (option.kind->lasts() && option.kind->befalls != FaultKind::Befalls::parties) lasting.push_back(option);
  std::vector<std::string> engines = part_of(random, space.engines);
  if (lasting.empty()) return choices;
  for (std::size_t left = engines.size(); left > 1; --left) std::swap(engines[left - 1], engines[below(random, left)]);
  Duration at = spread(random, space.fault_at);
  std::vector<Duration> begins;
  for (std::size_t engine = 0; engine < engines.size(); ++engine) {
    begins.push_back(at);
    at += spread(random, {seconds(1), seconds(20)});
  }
  std::vector<std::size_t> back(engines.size());
  for (std::size_t engine = 0; engine < back.size(); ++engine) back[engine] = engine;
  for (std::size_t left = back.size(); left > 1; --left) std::swap(back[left - 1], back[below(random, left)]);
  const FaultOption& option = one_of(random, lasting);
  for (const std::size_t engine : back) {
    at += spread(random, {seconds(1), seconds(20)});
    choices.list.emplace_back(FaultChoice{.kind = option.kind,
                                          .engine = engines[engine],
                                          .options = option.options,
                                          .at = begins[engine],
                                          .lasts = at - begins[engine]});
  }
  return choices;
}

Choices mutate(const Space& space, Choices choices, RandomStream& random) {
  do change(space, random, choices);
  while (random.chance(0.5));
  return valid(space, std::move(choices), random);
}

Choices cross(const Space& space, Choices choices, const Choices& other, RandomStream& random) {
  std::vector<Choice> others;
  for (const Choice& choice : other.list)
    if (std::holds_alternative<FaultChoice>(choice)) others.push_back(choice);
  others = part_of(random, others);
  if (static_cast<std::int64_t>(others.size()) > space.fault_count.high) return choices;
  leave_room(space, random, choices, static_cast<std::int64_t>(others.size()));
  for (Choice& choice : others) choices.list.push_back(std::move(choice));
  return valid(space, std::move(choices), random);
}

}  // namespace rtpe::scenario::campaign
