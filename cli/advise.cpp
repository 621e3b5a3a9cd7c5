// rtpe-lab advise BASE: which settings of the module survive bad days best, and why.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>
#include <variant>

#include "base/whole_file.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "client/database/node_rows.hpp"
#include "scenarios/campaign/advice.hpp"
#include "scenarios/checks/evidence.hpp"

namespace rtpe::cli {
namespace {

namespace campaign = scenario::campaign;
using campaign::Cost;
using campaign::SettingChoice;
using scenario::took_text;

struct AdviseOptions {
  std::string base, rate = "2/s";
  std::uint32_t jobs = 0;
};

constexpr std::uintmax_t most_megabytes_of_base = 8;

Expected<std::vector<Cost>> costs_of(const std::vector<scenario::Scenario>& scenarios, std::uint32_t jobs) {
  std::vector<Expected<Cost>> costs(scenarios.size(), Cost{});
  std::atomic<std::size_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (std::uint32_t job = 0; job < jobs; ++job)
      threads.emplace_back([&] {
        for (std::size_t place = next++; place < scenarios.size(); place = next++)
          costs[place] = campaign::cost_of(scenarios[place]);
      });
  }
  std::vector<Cost> all;
  for (Expected<Cost>& cost : costs) {
    if (!cost) return std::unexpected(cost.error());
    all.push_back(*cost);
  }
  return all;
}

std::string cost_text(const Cost& cost) {
  return fmt::format("{} of {} calls lost, post-dial delay up to {}, all workers held for {}, {:.1f} pings/min",
                     cost.lost, cost.calls, took_text(cost.post_dial_delay), took_text(cost.standstill),
                     cost.pings_per_min);
}

std::string values_text(const std::vector<SettingChoice>& values) {
  std::string text;
  for (const SettingChoice& value : values)
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", value.name, value.value);
  return text;
}

struct Weighed {
  std::vector<std::string> gains, costs;
};

Weighed weighed(const Cost& with, const Cost& without) {
  Weighed result;
  auto& [gains, costs] = result;
  const auto weigh = [&](auto one, auto other, const std::string& text) {
    if (one < other) gains.push_back(text);
    if (one > other) costs.push_back(text);
  };
  weigh(with.lost, without.lost, fmt::format("{} calls lost instead of {}", with.lost, without.lost));
  weigh(with.post_dial_delay, without.post_dial_delay,
        fmt::format("post-dial delay up to {} instead of {}", took_text(with.post_dial_delay),
                    took_text(without.post_dial_delay)));
  weigh(
      with.standstill, without.standstill,
      fmt::format("all workers held for {} instead of {}", took_text(with.standstill), took_text(without.standstill)));
  weigh(with.pings_per_min, without.pings_per_min,
        fmt::format("{:.1f} pings/min instead of {:.1f}", with.pings_per_min, without.pings_per_min));
  return result;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

/// What the line is worth: the best setting beside the same with the base's own value there.
std::string reason_of(const Cost& with, const Cost& without) {
  const auto [gains, costs] = weighed(with, without);
  const std::string text = gains.empty() ? "gains nothing on these days" : joined(gains);
  return costs.empty() ? text : text + "; costs: " + joined(costs);
}

/// What another value costs beside the best one.
std::string beside_best(const Cost& next, const Cost& best) {
  const auto [gains, costs] = weighed(next, best);
  if (gains.empty() && costs.empty()) return "which is as good on these days";
  return joined(costs) + (costs.empty() || gains.empty() ? "" : ", but ") + joined(gains);
}

std::int64_t value_of(const std::vector<SettingChoice>& values, std::string_view name, std::int64_t otherwise) {
  const auto found = std::ranges::find(values, name, &SettingChoice::name);
  return found == values.end() ? otherwise : found->value;
}

/// Down nodes x retr x tout beside what the days showed.
void print_formula(const scenario::Scenario& base, const campaign::Advice& advice) {
  const Parameters& parameters = base.proxies.front().parameters;
  const auto& best = advice.front.front();
  const auto line = [&](std::string_view which, std::int64_t retr, std::int64_t tout_ms, const Cost& cost) {
    const std::size_t down = base.engines.size() > 2 ? base.engines.size() - 1 : 1;
    const Duration waits = std::chrono::milliseconds(static_cast<std::int64_t>(down) * retr * tout_ms);
    print(fmt::format("  {:<12} {} down x {} sends x {} ms = {}; the longest operation of these days: {}\n", which,
                      down, retr, tout_ms, took_text(waits), took_text(cost.operation)));
  };
  print("\nA new call waits for silent nodes, one after the other (pings of nodes that are due come on top):\n");
  line("as it is", parameters.rtpengine_retr, parameters.rtpengine_tout_ms, advice.now);
  line("advised", value_of(best.values, "rtpengine_retr", parameters.rtpengine_retr),
       value_of(best.values, "rtpengine_tout_ms", parameters.rtpengine_tout_ms), best.cost);
}

/// What the base has there; empty: no number.
std::optional<std::int64_t> value_now(const scenario::Scenario& base, const std::string& name) {
  const scenario::Client& proxy = base.proxies.front();
  if (name == "workers") return proxy.workers;
  const auto value = proxy.parameters.value(name);
  const auto* number = std::get_if<std::int64_t>(&value);
  return number == nullptr ? std::nullopt : std::optional(*number);
}

void print_advice(const scenario::Scenario& base, const campaign::Advice& advice) {
  const auto& best = advice.front.front();
  print(fmt::format("{} settings on {} days each, {} runs\n", advice.settings, advice.days.size(), advice.runs));
  print(fmt::format("as it is: {}\nadvised:  {}\n", cost_text(advice.now), cost_text(best.cost)));
  print(fmt::format(
      "All {} points of the grid were played: {}.\n\n", advice.grid,
      advice.refined ? "a point between two of them is better than the best of them" : "this is its true optimum"));
  for (std::size_t place = 0; place < best.values.size(); ++place) {
    const SettingChoice& value = best.values[place];
    const bool is_so_now = value_now(base, value.name) == value.value;
    print(fmt::format("# {}\n", is_so_now ? "as it is now" : reason_of(best.cost, advice.without[place])));
    if (const auto& next = advice.next_best[place])
      print(fmt::format("# next best: {}, {}\n", next->values[place].value, beside_best(next->cost, best.cost)));
    if (value.name == "workers")
      print(fmt::format("children={}\n", value.value));
    else
      print(fmt::format("modparam(\"rtpengine\", \"{}\", {})\n", value.name, value.value));
  }
  print(fmt::format("\nNone of these is worse in everything than another ({} in all):\n", advice.front.size()));
  for (std::size_t place = 0; place < std::min<std::size_t>(advice.front.size(), 6); ++place)
    print(fmt::format("  {}  {}\n      {}\n", place + 1, values_text(advice.front[place].values),
                      cost_text(advice.front[place].cost)));
}

int advise(const AdviseOptions& options) {
  const auto base = scenario::read_scenario(options.base, &database::read_node_rows);
  if (!base) return fail(base.error());
  const auto text = read_whole_file(options.base, most_megabytes_of_base);
  if (!text) return fail(text.error());
  auto space = campaign::read_space(*text, options.base, *base);
  if (!space) return fail(space.error());
  auto rate = parse_rate(options.rate);
  if (!rate || *rate <= 0)
    return fail(
        Error{.message = fmt::format("\"{}\" is no rate", options.rate), .place = "--rate", .remedy = "as 5/s"});
  if (space->parameters.empty()) space->parameters = campaign::common_parameters(*base);
  const std::uint32_t jobs = options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  const campaign::CostAll cost_all = [&](const std::vector<scenario::Scenario>& all) { return costs_of(all, jobs); };
  const auto advice = campaign::advise(*base, space->parameters, *rate, cost_all);
  if (!advice) return fail(advice.error());
  print_advice(*base, *advice);
  print_formula(*base, *advice);
  const auto survivals = campaign::survivals(*base, advice->front.front().values, *rate, cost_all);
  if (!survivals) return fail(survivals.error());
  if (!survivals->empty())
    print(
        fmt::format("\nWorkers that never all stand still for 2 s at {} calls, with these settings:\n", options.rate));
  for (const campaign::Survival& survival : *survivals)
    print(fmt::format("  {} of {} engines lost: {}\n", survival.lost, base->engines.size(),
                      survival.workers
                          ? fmt::format("{} {}", *survival.workers, *survival.workers == 1 ? "worker" : "workers")
                          : std::string("not even 128")));
  return exit_passed;
}

}  // namespace

void add_advise(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<AdviseOptions>();
  CLI::App* verb = app.add_subcommand("advise", "Find the settings of the module that survive bad days best");
  verb->footer(examples({"rtpe-lab advise my-cluster.toml", "rtpe-lab advise my-cluster.toml --rate 20/s"}));
  verb->add_option("BASE", options->base, "Scenario file of a deployment")->required();
  verb->add_option("--rate", options->rate, "Calls that its days have (default 2/s)");
  verb->add_option("--jobs,-j", options->jobs, "Runs played at once (default: one per processor)")
      ->check(CLI::Range(1U, 1024U));
  verb->callback([options, &exit_code] { exit_code = advise(*options); });
}

}  // namespace rtpe::cli
