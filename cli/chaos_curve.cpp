#include "cli/chaos_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <thread>
#include <utility>

#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "reports/seed_table.hpp"
#include "reports/share_chart.hpp"
#include "reports/text_table.hpp"
#include "scenarios/campaign/curve.hpp"

namespace rtpe::cli {
namespace {

namespace campaign = scenario::campaign;
namespace json = boost::json;
using campaign::Curve;
using campaign::CurvePoint;

struct Seeds {
  std::uint64_t first = 1, last = 40;
  [[nodiscard]] std::uint64_t count() const { return last - first + 1; }
};
constexpr std::uint64_t most_seeds = 100'000;

Expected<Seeds> read_seeds(const std::string& text) {
  const auto number = [](std::string_view digits, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return !digits.empty() && error == std::errc{} && end == digits.data() + digits.size();
  };
  Seeds seeds;
  const auto dots = text.find("..");
  const std::string_view whole = text;
  if (dots == std::string::npos || !number(whole.substr(0, dots), seeds.first) ||
      !number(whole.substr(dots + 2), seeds.last) || seeds.first > seeds.last)
    return std::unexpected(Error{.message = fmt::format("\"{}\" is no range of seeds", text),
                                 .place = "--seeds",
                                 .remedy = "first..last, as 1..40"});
  if (seeds.last - seeds.first >= most_seeds)
    return std::unexpected(Error{.message = fmt::format("more than {} seeds", most_seeds), .place = "--seeds"});
  return seeds;
}

class CurveVerb {
 public:
  CurveVerb(const ChaosOptions& options, const scenario::Scenario& base, const campaign::Space& space,
            std::uint32_t jobs, const std::atomic<bool>& interrupt)
      : options_(options), base_(base), space_(space), jobs_(jobs), interrupt_(interrupt) {}

  int run() {
    auto curve = campaign::read_curve(options_.curve, base_, options_.points);
    if (!curve) return fail(curve.error());
    curve_ = std::move(*curve);
    const auto seeds = read_seeds(options_.seeds);
    if (!seeds) return fail(seeds.error());
    seeds_ = *seeds;
    const auto budgets = options_.budgets();
    if (!budgets) return fail(budgets.error());
    if (auto played = play(*budgets); !played) return fail(played.error());
    options_.json ? print_json() : print_table();
    if (interrupt_) {
      complain("interrupted: the values above are of fewer seeds, or left out");
      return exit_check_failed;
    }
    if (!options_.chart.empty())
      if (auto written = write_whole(options_.chart, chart()); !written) return fail(written.error());
    const bool all_passed = std::ranges::all_of(points_, [](const CurvePoint& one) { return one.passed == one.runs; });
    return all_passed ? exit_passed : exit_check_failed;
  }

 private:
  /// Value by value, the seeds of one at once.
  Expected<void> play(const campaign::Budgets& budgets) {
    for (const double value : curve_.values) {
      std::vector<Expected<std::vector<std::string>>> broken(seeds_.count(), std::vector<std::string>{});
      std::vector<char> is_played(seeds_.count(), 0);
      std::atomic<std::uint64_t> next = 0;
      const auto work = [&] {
        for (std::uint64_t place = next++; place < seeds_.count() && !interrupt_; place = next++) {
          const auto day = campaign::day_of(base_, space_, curve_, value, seeds_.first + place, budgets);
          broken[place] = day ? campaign::broken_checks(*day, &interrupt_) : std::unexpected(day.error());
          is_played[place] = interrupt_ ? 0 : 1;
        }
      };
      {
        std::vector<std::jthread> threads;
        for (std::uint64_t job = 0; job < std::min<std::uint64_t>(jobs_, seeds_.count()); ++job)
          threads.emplace_back(work);
      }
      CurvePoint point{.value = value};
      for (std::size_t place = 0; place < broken.size(); ++place) {
        if (!broken[place]) return std::unexpected(broken[place].error());
        if (is_played[place] == 0) continue;
        ++point.runs;
        if (broken[place]->empty()) ++point.passed;
        for (const std::string& check : *broken[place]) ++point.broken[check];
      }
      if (point.runs > 0) points_.push_back(std::move(point));
    }
    return {};
  }

  /// "standstill 12, unknown_calls 3", the most frequent first.
  static std::string broken_text(const CurvePoint& point) {
    std::vector<std::pair<std::string, std::uint64_t>> all(point.broken.begin(), point.broken.end());
    std::ranges::stable_sort(all, [](const auto& one, const auto& other) { return one.second > other.second; });
    std::string text;
    for (const auto& [check, times] : all) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", check, times);
    return text;
  }

  [[nodiscard]] std::string what_text() const {
    const campaign::DayFacts& facts = curve_.facts;
    std::vector<std::string> fixed;
    using campaign::Grows;
    if (curve_.what != Grows::engines && facts.engines > 1)
      fixed.push_back(fmt::format("{} failed engines", facts.engines));
    if (curve_.what != Grows::engines && facts.engines == 0) fixed.emplace_back("no failed engine");
    if (curve_.what != Grows::engines && facts.engines == 1) fixed.emplace_back("one failed engine");
    const bool fails = curve_.what == Grows::engines || facts.engines > 0;
    if (curve_.what != Grows::length && fails)
      fixed.push_back(fmt::format(
          "failures of {}", Curve{.what = Grows::length}.text_of(std::chrono::duration<double>(facts.length).count())));
    if (curve_.what != Grows::rate)
      fixed.push_back(fmt::format("{} calls", Curve{.what = Grows::rate}.text_of(facts.rate_per_s)));
    if (curve_.what != Grows::loss && facts.loss > 0) fixed.push_back(fmt::format("loss {}", facts.loss));
    std::string text;
    for (const std::string& one : fixed) text += (text.empty() ? "" : ", ") + one;
    return text;
  }

  void print_table() const {
    report::TextTable table({{.title = std::string(name_of(curve_.what)), .align = report::Align::right},
                             {.title = "pass", .align = report::Align::right},
                             {.title = "share", .align = report::Align::right},
                             {.title = "95 %", .align = report::Align::right},
                             {.title = "what broke, in how many runs", .width_at_most = 100}});
    for (const CurvePoint& point : points_) {
      const report::Share share = report::confidence(point.passed, point.runs);
      table.add({curve_.text_of(point.value), fmt::format("{} of {}", point.passed, point.runs),
                 fmt::format("{:.1f} %", 100.0 * static_cast<double>(point.passed) / static_cast<double>(point.runs)),
                 fmt::format("{:.1f} to {:.1f}", 100 * share.low, 100 * share.high), broken_text(point)});
    }
    std::string text = fmt::format("seeds {} to {}; days with {}\n", seeds_.first, seeds_.last, what_text());
    table.render(text);
    print(text);
  }

  void print_json() const {
    json::array points;
    for (const CurvePoint& point : points_) {
      const report::Share share = report::confidence(point.passed, point.runs);
      json::object broken;
      for (const auto& [check, times] : point.broken) broken[check] = times;
      points.push_back(json::object{{"value", point.value},
                                    {"text", curve_.text_of(point.value)},
                                    {"passed", point.passed},
                                    {"runs", point.runs},
                                    {"low", share.low},
                                    {"high", share.high},
                                    {"broken", std::move(broken)}});
    }
    print(json::serialize(json::object{{"grows", name_of(curve_.what)},
                                       {"days", what_text()},
                                       {"first_seed", seeds_.first},
                                       {"last_seed", seeds_.last},
                                       {"points", std::move(points)}}) +
          "\n");
  }

  [[nodiscard]] std::string chart() const {
    using campaign::Grows;
    const bool by_ratio = curve_.what == Grows::length || curve_.what == Grows::rate;
    report::ShareChart chart{
        .title = fmt::format("{}: days that pass", base_.title),
        .axis = fmt::format("{} ({}; {} seeds, 95 % intervals)", name_of(curve_.what), what_text(), seeds_.count()),
        .points = {}};
    for (const CurvePoint& point : points_) {
      const report::Share share = report::confidence(point.passed, point.runs);
      chart.points.push_back({.label = curve_.text_of(point.value),
                              .place = by_ratio ? std::log(point.value) : point.value,
                              .share = static_cast<double>(point.passed) / static_cast<double>(point.runs),
                              .low = share.low,
                              .high = share.high});
    }
    return report::share_chart(chart);
  }

  const ChaosOptions& options_;
  const scenario::Scenario& base_;
  const campaign::Space& space_;
  std::uint32_t jobs_;
  const std::atomic<bool>& interrupt_;
  Curve curve_;
  Seeds seeds_;
  std::vector<CurvePoint> points_;
};

}  // namespace

int draw_curve(const ChaosOptions& options, const scenario::Scenario& base, const campaign::Space& space,
               std::uint32_t jobs, const std::atomic<bool>& interrupt) {
  return CurveVerb(options, base, space, jobs, interrupt).run();
}

}  // namespace rtpe::cli
