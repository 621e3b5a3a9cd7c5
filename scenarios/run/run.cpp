// run(): world, proxy and judges set up, the simulation played, the verdict written down.
#include <algorithm>

#include "scenarios/checks/check.hpp"
#include "scenarios/log/counters.hpp"
#include "scenarios/run/runner.hpp"
#include "scenarios/run/simulation.hpp"
#include "scenarios/world/real_world.hpp"
#include "scenarios/world/virtual_world.hpp"

namespace rtpe::scenario {
namespace {

const Network& network_of(const Scenario& scenario, const Engine& engine) {
  for (const Network& link : scenario.links)
    if (link.engine == engine.config.name) return link;
  return scenario.network;
}

WorldPlan plan_of(const Scenario& scenario, const RunOptions& options, const Names& names, std::uint64_t seed) {
  WorldPlan plan{.seed = seed, .processes = process_count(scenario)};
  plan.nodes = names.sites();
  for (const Engine& engine : scenario.engines)
    plan.engines.push_back({.name = engine.config.name,
                            .endpoint = {.host = engine.host, .port = engine.port},
                            .network = network_of(scenario, engine)});
  plan.datagrams = options.datagrams;
  return plan;
}

Expected<std::unique_ptr<World>> open_world(WorldPlan plan, ClockKind clock) {
  if (clock == ClockKind::real_time) return open_real_world(std::move(plan));
  return std::make_unique<VirtualWorld>(std::move(plan));
}

Expected<void> check_scenario(const Scenario& scenario, const Proxy& proxy) {
  if (scenario.client.workers == 0)
    return std::unexpected(Error{ErrorKind::invalid_input, "a proxy needs at least one worker"});
  for (const RoutingRule& rule : scenario.routing)
    for (const script::Statement& statement : rule.statements)
      if (auto checked = script::check_statement(statement, proxy.registry); !checked) return checked;
  return {};
}

/// The judges of a run, each with the check it judges.
using Judges = std::vector<std::unique_ptr<Judge>>;

Expected<Judges> judges_of(const Scenario& scenario) {
  Judges judges;
  for (const Check& check : scenario.checks) {
    auto judge = make_judge(check, scenario);
    if (!judge) return std::unexpected(judge.error());
    judges.push_back(std::move(*judge));
  }
  return judges;
}

/// `told`: what the hosts of the run can tell.
Verdict judge(const Judge& one, Duration end, EventKinds told) {
  const EventKinds missing = one.needs() & ~told;
  if (missing == 0) return one.judge(end);
  return {.outcome = CheckOutcome::not_judged,
          .summary = "it is judged by events that this run's hosts do not tell: " + names_of(missing)};
}

void judge_all(const Scenario& scenario, const Judges& judges, Time now, EventKinds told, Recorder& recorder) {
  for (std::uint32_t index = 0; index < judges.size(); ++index) {
    const Check& check = scenario.checks[index];
    const Verdict verdict = judge(*judges[index], now - recorder.start(), told);
    const std::vector<std::string_view> evidence(verdict.evidence.begin(), verdict.evidence.end());
    recorder.record(now, CheckJudged{.check = index,
                                     .that = check.that,
                                     .outcome = verdict.outcome,
                                     .summary = verdict.summary,
                                     .evidence = evidence,
                                     .line = check.place.line,
                                     .column = check.place.column});
  }
}

void tell_start(const Scenario& scenario, const RunOptions& options, const Names& names, std::uint64_t seed,
                Recorder& recorder) {
  const ProxyEntry proxies[]{{.name = "proxy",
                              .host = "built-in",
                              .personality = scenario.client.personality->name,
                              .workers = scenario.client.workers}};
  const auto engines = names.engine_entries();
  const auto nodes = names.node_entries();
  recorder.record(recorder.start(), RunStarted{.title = scenario.title,
                                               .file = scenario.file,
                                               .clock = options.clock,
                                               .seed = seed,
                                               .start = recorder.start().time_since_epoch(),
                                               .proxies = proxies,
                                               .engines = engines,
                                               .nodes = nodes});
}

}  // namespace

Expected<RunResult> run(const Scenario& scenario, const RunOptions& options) {
  const std::uint64_t seed = options.seed.value_or(scenario.seed);
  auto proxy = Proxy::configure(scenario.client.parameters, *scenario.client.personality);
  if (!proxy) return std::unexpected(proxy.error());
  if (auto checked = check_scenario(scenario, *proxy); !checked) return std::unexpected(checked.error());
  const auto names = Names::of(scenario, *proxy);
  if (!names) return std::unexpected(names.error());
  const auto judges = judges_of(scenario);
  if (!judges) return std::unexpected(judges.error());
  auto world = open_world(plan_of(scenario, options, *names, seed), options.clock);
  if (!world) return std::unexpected(world.error());

  Recorder recorder((*world)->start(), scenario.max_events);
  Counters counters;
  recorder.add(counters);
  for (const auto& judge : *judges) recorder.add(*judge);
  for (EventSink* sink : options.sinks) recorder.add(*sink);

  tell_start(scenario, options, *names, seed, recorder);
  Shared shared{.proxy = *proxy,
                .world = **world,
                .recorder = recorder,
                .names = *names,
                .seed = seed,
                .locks = {},
                .granted = {}};
  const bool looks_for_leaks =
      std::ranges::any_of(scenario.checks, [](const Check& check) { return check.that == "engine_leak"; });
  Simulation simulation(scenario, seed, shared,
                        looks_for_leaks ? Simulation::Linger::until_engines_are_empty : Simulation::Linger::none,
                        options.control);
  if (auto started = simulation.start(seed); !started) return std::unexpected(started.error());
  const auto end = simulation.play(options.interrupt);
  if (!end) return std::unexpected(end.error());

  const Time now = (*world)->now();
  judge_all(scenario, *judges, now, options.told, recorder);
  RunEnded totals = counters.totals(*end);
  totals.events = recorder.events() + 1;
  recorder.record(now, totals);
  return counters.result();
}

}  // namespace rtpe::scenario
