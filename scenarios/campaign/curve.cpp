#include "scenarios/campaign/curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "scenarios/run/runner.hpp"
#include "scenarios/world/random.hpp"

namespace rtpe::scenario::campaign {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 4> names = {"loss", "engines", "length", "rate"};
/// How engines fail where [space] does not say otherwise.
constexpr std::array<std::string_view, 3> plain_failures = {"crash", "hang", "blackhole"};
constexpr std::uint64_t most_days_events = 20'000'000;

Error wrong(std::string message) {
  return {.message = std::move(message),
          .place = "--curve",
          .remedy = "as loss=0..0.3, length=1s..5min, rate=1/s..50/s or engines=0..3"};
}

Duration duration_of(double in_seconds) { return Duration(std::llround(in_seconds * 1e9)); }

Expected<double> number_in(Grows what, std::string_view text) {
  if (what == Grows::rate) return parse_rate(text);
  if (what == Grows::length) {
    const auto length = parse_duration(text);
    if (!length) return std::unexpected(length.error());
    return std::chrono::duration<double>(*length).count();
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::unexpected(wrong(fmt::format("\"{}\" is no number", text)));
  return value;
}

/// What may stand there at all.
Expected<void> check_value(Grows what, double value, const Scenario& base) {
  const auto refuse = [](std::string message) { return std::unexpected(wrong(std::move(message))); };
  if (what == Grows::loss && (value < 0 || value > 1)) return refuse("loss is from 0 to 1");
  if (what == Grows::engines && (value < 0 || value != std::floor(value)))
    return refuse("engines is a whole number of them");
  if (what == Grows::engines && value > static_cast<double>(base.engines.size()))
    return refuse(fmt::format("the base has no more than {} engines", base.engines.size()));
  if ((what == Grows::length || what == Grows::rate) && value <= 0)
    return refuse(fmt::format("{} must be above 0", name_of(what)));
  if (what == Grows::length && value > 86400) return refuse("a failure of more than a day is none that ends");
  return {};
}

double rate_of(const Traffic& traffic) {
  if (traffic.curve.empty()) return traffic.rate_per_s;
  double sum = 0;
  for (const RatePoint& point : traffic.curve) sum += point.per_s;
  return sum / static_cast<double>(traffic.curve.size());
}

double rate_of(const Scenario& base) {
  double rate = 0;
  for (const Traffic& traffic : base.traffic) rate += rate_of(traffic);
  return rate > 0 ? rate : 1;
}

/// Three digits are enough.
double rounded(double value) {
  if (value <= 0) return value;
  const double step = std::pow(10.0, std::floor(std::log10(value)) - 2);
  return std::round(value / step) * step;
}

std::vector<double> values_between(Grows what, double low, double high, std::size_t points) {
  std::vector<double> values;
  if (what == Grows::engines) {
    for (double value = low; value <= high; ++value) values.push_back(value);
    return values;
  }
  for (std::size_t point = 0; point < points; ++point) {
    const double part = static_cast<double>(point) / static_cast<double>(points - 1);
    double value = what == Grows::loss ? low + (high - low) * part : low * std::pow(high / low, part);
    // A time of whole seconds is easier to tell.
    if (what == Grows::length && value >= 10) value = std::round(value);
    values.push_back(point + 1 == points ? high : point == 0 ? low : rounded(value));
  }
  return values;
}

void fix(DayFacts& facts, Grows what, double value) {
  if (what == Grows::loss) facts.loss = value;
  if (what == Grows::engines) facts.engines = static_cast<std::uint64_t>(value);
  if (what == Grows::length) facts.length = duration_of(value);
  if (what == Grows::rate) facts.rate_per_s = value;
}

class CurveReader {
 public:
  CurveReader(const Scenario& base, std::size_t points) : base_(base), points_(points) {
    curve_.facts = {.loss = 0, .engines = 1, .length = seconds(30), .rate_per_s = rate_of(base)};
  }

  Expected<Curve> read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(' '), text.size());
      if (end > 0)
        if (auto word = read_word(text.substr(0, end)); !word) return std::unexpected(word.error());
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (curve_.values.empty()) return std::unexpected(wrong("nothing grows: one of them must be a range"));
    if (curve_.what == Grows::loss && !said_.contains(Grows::engines)) curve_.facts.engines = 0;
    return std::move(curve_);
  }

 private:
  Expected<void> read_word(std::string_view word) {
    const auto equals = word.find('=');
    const auto name = std::ranges::find(names, word.substr(0, equals));
    if (equals == std::string_view::npos || name == names.end())
      return std::unexpected(wrong(fmt::format("\"{}\" is nothing that grows", word)));
    const auto what = static_cast<Grows>(name - names.begin());
    if (!said_.insert(what).second) return std::unexpected(wrong(fmt::format("{} is said twice", *name)));
    const std::string_view text = word.substr(equals + 1);
    const auto dots = text.find("..");
    const auto low = checked(what, text.substr(0, dots));
    if (!low) return std::unexpected(low.error());
    if (dots == std::string_view::npos) {
      fix(curve_.facts, what, *low);
      return {};
    }
    const auto high = checked(what, text.substr(dots + 2));
    if (!high) return std::unexpected(high.error());
    if (*low >= *high) return std::unexpected(wrong(fmt::format("the range {} does not grow", text)));
    if (!curve_.values.empty()) return std::unexpected(wrong("only one of them can be a range"));
    curve_.what = what;
    curve_.values = values_between(what, *low, *high, points_);
    return {};
  }

  Expected<double> checked(Grows what, std::string_view text) {
    auto value = number_in(what, text);
    if (!value) return std::unexpected(wrong(value.error().message));
    if (auto right = check_value(what, *value, base_); !right) return std::unexpected(right.error());
    return value;
  }

  const Scenario& base_;
  std::size_t points_;
  Curve curve_;
  std::set<Grows> said_;
};

/// The plain ones of the space, or those of it that an engine can have for a while.
std::vector<FaultOption> failures_of(const Space& space) {
  std::vector<FaultOption> plain, all;
  for (const FaultOption& option : space.faults) {
    const auto befalls = option.kind->befalls;
    if (!option.kind->lasts() || (befalls != FaultKind::Befalls::engine && befalls != FaultKind::Befalls::host))
      continue;
    all.push_back(option);
    if (std::ranges::find(plain_failures, option.kind->name) != plain_failures.end()) plain.push_back(option);
  }
  return plain.empty() ? all : plain;
}

/// Who fails, how and when: the same for a seed whatever grows.
std::vector<FaultChoice> drawn_failures(const Scenario& base, const std::vector<FaultOption>& kinds,
                                        const DayFacts& facts, std::uint64_t seed) {
  RandomStream random(seed, "curve");
  std::vector<std::string> engines;
  for (const Engine& engine : base.engines) engines.push_back(engine.config.name);
  for (std::size_t left = engines.size(); left > 1; --left)
    std::swap(engines[left - 1], engines[static_cast<std::size_t>(random.bits() % left)]);
  const FaultOption& kind = kinds[static_cast<std::size_t>(random.bits() % kinds.size())];
  const Duration at = random.uniform({seconds(10), seconds(60)}) / seconds(1) * Duration(seconds(1));
  std::vector<FaultChoice> faults;
  for (std::size_t engine = 0; engine < std::min<std::size_t>(facts.engines, engines.size()); ++engine)
    faults.push_back({.kind = kind.kind,
                      .engine = engines[engine],
                      .party = {},
                      .options = kind.options,
                      .at = at,
                      .lasts = facts.length});
  return faults;
}

void set_calls(Scenario& day, const Scenario& base, const DayFacts& facts) {
  const double factor = facts.rate_per_s / rate_of(base);
  const Duration until = minutes(2) + (facts.engines > 0 ? facts.length : Duration{});
  day.calls.clear();
  if (day.traffic.empty()) day.traffic.emplace_back();
  for (Traffic& traffic : day.traffic) {
    traffic.rate_per_s = rate_of(traffic) * factor;
    traffic.curve.clear();
    traffic.count.reset();
    traffic.start = {};
    traffic.until = until;
    traffic.call_ids.clear();
  }
}

}  // namespace

std::string_view name_of(Grows what) { return names[static_cast<std::size_t>(what)]; }

std::string Curve::text_of(double value) const {
  if (what == Grows::length) return duration_text(duration_of(value));
  if (what == Grows::rate) return rate_text(value);
  return fmt::format("{:.10g}", value);
}

Expected<Curve> read_curve(std::string_view text, const Scenario& base, std::size_t points) {
  return CurveReader(base, points).read(text);
}

Expected<Scenario> day_of(const Scenario& base, const Space& space, const Curve& curve, double value,
                          std::uint64_t seed, const Budgets& budgets) {
  DayFacts facts = curve.facts;
  fix(facts, curve.what, value);
  Choices choices{.seed = seed, .list = {}};
  if (facts.engines > 0) {
    const auto kinds = failures_of(space);
    if (kinds.empty())
      return std::unexpected(wrong("faults of [space] has nothing that befalls an engine for a while"));
    for (FaultChoice& fault : drawn_failures(base, kinds, facts, seed)) choices.list.emplace_back(std::move(fault));
  }
  if (facts.loss > 0) choices.list.emplace_back(LossChoice{facts.loss});
  auto day = scenario_of(base, choices);
  if (!day) return day;
  set_calls(*day, base, facts);
  day->max_events = most_days_events;
  for (const Check& check : base.checks)
    if (check.expect == Expectation::pass) day->checks.push_back(check);
  if (day->checks.empty()) day->checks = invariants_of(*day, budgets);
  return day;
}

Expected<std::vector<std::string>> broken_checks(const Scenario& day, const std::atomic<bool>* interrupt) {
  const auto result = run(day, {.interrupt = interrupt});
  if (!result) return std::unexpected(result.error());
  std::vector<std::string> broken;
  for (const CheckResult& check : result->checks)
    if (check.outcome == CheckOutcome::failed && std::ranges::find(broken, check.that) == broken.end())
      broken.push_back(check.that);
  return broken;
}

}  // namespace rtpe::scenario::campaign
