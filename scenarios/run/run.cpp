// run(): world, proxy and judges set up, the simulation played, the verdict written down.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenarios/checks/judge.hpp"
#include "scenarios/faults/fault_triggers.hpp"
#include "scenarios/flow/packet.hpp"
#include "scenarios/log/counters.hpp"
#include "scenarios/model/node_row.hpp"
#include "scenarios/run/engine_duties.hpp"
#include "scenarios/run/executor.hpp"
#include "scenarios/run/network_rules.hpp"
#include "scenarios/run/runner.hpp"
#include "scenarios/run/simulation.hpp"

namespace rtpe::scenario {
namespace {

Expected<void> check_scenario(const Scenario& scenario, const Proxy& proxy) {
  const auto rules = route_rules(scenario, *proxy.personality);
  if (!rules) return std::unexpected(rules.error());
  for (const proxy::RouteRule& rule : *rules)
    for (const script::Statement& statement : rule.statements)
      if (auto checked = script::check_statement(statement, proxy.registry); !checked) return checked;
  return {};
}

/// The judges of a run, each with the check it judges.
using Judges = std::vector<std::unique_ptr<Judge>>;

Judges judges_of(const Scenario& scenario) {
  Judges judges;
  for (const Check& check : scenario.checks) judges.push_back(check.kind->judge(check, scenario));
  return judges;
}

/// A scenario that no file was read for may lack them.
Expected<void> require_kinds(const Scenario& scenario) {
  constexpr auto has_none = [](const auto& part) { return part.kind == nullptr; };
  if (std::ranges::any_of(scenario.checks, has_none))
    return std::unexpected(Error{ErrorKind::invalid_input, "a check says not what it judges"});
  if (std::ranges::any_of(scenario.faults, has_none))
    return std::unexpected(Error{ErrorKind::invalid_input, "a fault says not what it does"});
  return {};
}

Linger linger_of(const Scenario& scenario) {
  Linger longest = Linger::none;
  for (const Check& check : scenario.checks) longest = std::max(longest, check.kind->linger);
  return longest;
}

/// `told`: what the hosts of the run can tell.
Verdict judge(const Judge& one, Duration end, EventKinds told) {
  const EventKinds missing = one.needs() & ~told;
  if (missing == 0) return one.judge(end);
  return {.outcome = CheckOutcome::not_judged,
          .summary = "it is judged by events that this run's hosts do not tell: " + names_of(missing)};
}

void judge_all(const Scenario& scenario, const Judges& judges, const Places* places, Time now, EventKinds told,
               Recorder& recorder) {
  for (std::uint32_t index = 0; index < judges.size(); ++index) {
    const Check& check = scenario.checks[index];
    const Place place = places == nullptr ? Place{} : places->checks[index];
    const Verdict verdict = judge(*judges[index], now - recorder.start(), told);
    const std::vector<std::string_view> evidence(verdict.evidence.begin(), verdict.evidence.end());
    recorder.record(now, CheckJudged{.check = index,
                                     .that = check.kind->name,
                                     .outcome = verdict.outcome,
                                     .expect = check.expect,
                                     .summary = verdict.summary,
                                     .evidence = evidence,
                                     .line = place.line,
                                     .column = place.column});
  }
}

/// A proxy's shared memory and what events call its nodes.
struct PlannedProxy {
  std::string name;  ///< empty: the only one
  std::string address;
  Proxy shared;
  Names names;
};

constexpr std::uint16_t sip_port = 5060;

Expected<PlannedProxy> plan_proxy(const Scenario& scenario, const Client& client, const Names::Numbering& numbering,
                                  Time start) {
  if (client.workers == 0) return std::unexpected(Error{ErrorKind::invalid_input, "a proxy needs at least one worker"});
  auto shared = Proxy::configure(client.parameters, client.release(),
                                 scenario.speaks_tcp() ? TcpNodes::accepted : TcpNodes::refused);
  if (!shared) return std::unexpected(shared.error());
  if (!client.parameters.db_url.empty()) load_nodes(scenario, client, *shared, start);
  if (auto checked = check_scenario(scenario, *shared); !checked) return std::unexpected(checked.error());
  auto names = Names::of(scenario, *shared, numbering);
  if (!names) return std::unexpected(names.error());
  return PlannedProxy{.name = client.name,
                      // RFC 5737, documentation range, as the parties are.
                      .address = fmt::format("192.0.2.{}", numbering.proxy == 0 ? 10 : 100 + numbering.proxy),
                      .shared = std::move(*shared),
                      .names = std::move(*names)};
}

Expected<std::vector<PlannedProxy>> plan_proxies(const Scenario& scenario, SchemeSet played, Time start) {
  if (scenario.proxies.empty()) return std::unexpected(Error{ErrorKind::invalid_input, "there is no proxy"});
  std::vector<PlannedProxy> planned;
  planned.reserve(scenario.proxies.size());  // statements and names refer into it
  Names::Numbering numbering{.played = played};
  for (const Client& client : scenario.proxies) {
    auto proxy = plan_proxy(scenario, client, numbering, start);
    if (!proxy) return std::unexpected(proxy.error());
    ++numbering.proxy;
    numbering.first_node += proxy->shared.registry.node_count();
    planned.push_back(std::move(*proxy));
  }
  return planned;
}

void tell_start(const Scenario& scenario, const RunOptions& options, std::uint64_t seed,
                const std::vector<PlannedProxy>& planned, const Executor& executor, Recorder& recorder) {
  std::vector<ProxyEntry> proxies;
  std::vector<NodeEntry> nodes;
  for (std::size_t index = 0; index < planned.size(); ++index) {
    const PlannedProxy& proxy = planned[index];
    proxies.push_back({.name = proxy.name.empty() ? std::string_view("proxy") : proxy.name,
                       .host = executor.proxy_host(),
                       .personality = scenario.proxies[index].release().name,
                       .workers = scenario.proxies[index].workers});
    for (const NodeEntry& node : proxy.names.node_entries()) nodes.push_back(node);
  }
  std::vector<EngineEntry> engines;
  for (const Engine& engine : scenario.engines)
    engines.push_back({.name = engine.config.name, .host = executor.engine_host(), .listen = engine.listen});
  recorder.record(recorder.start(), RunStarted{.title = scenario.title,
                                               .file = scenario.file,
                                               .case_name = options.case_name,
                                               .clock = options.clock,
                                               .seed = seed,
                                               .start = recorder.start().time_since_epoch(),
                                               .proxies = proxies,
                                               .engines = engines,
                                               .nodes = nodes});
}

Expected<void> make_engines(const Scenario& scenario, const RunOptions& options, std::uint64_t seed, EventKinds asked,
                            Executor& executor, Recorder& recorder, Engines& engines) {
  const EngineDuties duties = engine_duties(scenario, options, asked);
  for (std::uint32_t index = 0; index < scenario.engines.size(); ++index) {
    auto host = executor.make_engine({.engine = scenario.engines[index],
                                      .seed = seed,
                                      .duties = duties,
                                      .recorder = recorder,
                                      .on_change = [&engines, index] { engines.tell_change(index); }});
    if (!host) return std::unexpected(host.error());
    engines.add(std::move(*host));
  }
  return {};
}

/// Kinds that are told only where the scenario asks for them: by its checks, or by faults that wait.
EventKinds asked_by(const Judges& judges, const FaultTriggers& triggers) {
  EventKinds asked = triggers.kinds();
  for (const auto& judge : judges) asked |= judge->interests();
  return asked & kinds_of<SdpSent, MediaMeasured>();
}

Expected<std::vector<std::unique_ptr<ProxyHost>>> make_proxies(const Scenario& scenario, std::uint64_t seed,
                                                               EventKinds asked, Executor& executor, Recorder& recorder,
                                                               std::vector<PlannedProxy>& planned, DmqPeers& peers) {
  std::vector<std::unique_ptr<ProxyHost>> hosts;
  for (std::uint32_t number = 0; number < planned.size(); ++number) {
    PlannedProxy& proxy = planned[number];
    auto host = executor.make_proxy({.scenario = scenario,
                                     .client = scenario.proxies[number],
                                     .seed = seed,
                                     .shared = proxy.shared,
                                     .names = proxy.names,
                                     .recorder = recorder,
                                     .sip = {.host = proxy.address, .port = sip_port},
                                     .name = proxy.name,
                                     .number = number,
                                     .peers = &peers,
                                     .asked = asked});
    if (!host) return std::unexpected(host.error());
    hosts.push_back(std::move(*host));
  }
  return hosts;
}

Expected<void> require_told(EventKinds waited_for, const Executor& executor) {
  const EventKinds untold = waited_for & ~executor.told();
  if (untold == 0) return {};
  return std::unexpected(
      Error{.message = "a fault waits for an event that these hosts do not tell: " + names_of(untold),
            .place = "when of [[fault]]"});
}

/// Under a clock that went wrong nothing that was seen can be trusted.
Expected<RunResult> with_clock(RunResult result, const RunOptions& options, std::optional<double> rate) {
  constexpr double tolerated = 0.05;
  result.time_scale = options.hosts.time_scale;
  if (result.time_scale == 1 || !rate) return result;
  result.time_scale_reached = *rate * result.time_scale;
  if (std::abs(*rate - 1) <= tolerated) return result;
  return std::unexpected(
      Error{.kind = ErrorKind::missing,
            .message = fmt::format("the program's clock went {:.2f} times as fast as the machine's, not {}",
                                   result.time_scale_reached, result.time_scale),
            .place = "--time-scale",
            .remedy = "this machine does not keep up; ask for less"});
}

}  // namespace

Expected<RunResult> run(const Scenario& scenario, const RunOptions& options) {
  const std::uint64_t seed = options.seed.value_or(scenario.seed);
  if (auto required = require_kinds(scenario); !required) return std::unexpected(required.error());
  const Judges judges = judges_of(scenario);
  auto triggers = FaultTriggers::of(scenario);
  if (!triggers) return std::unexpected(triggers.error());
  const EventKinds asked = asked_by(judges, *triggers);

  std::optional<flow::SipTextSink> datagrams;
  if (options.datagrams != nullptr) datagrams.emplace(*options.datagrams);
  const auto made_executor = make_executor(
      {.clock = options.clock, .seed = seed, .datagrams = datagrams ? &*datagrams : nullptr, .hosts = options.hosts});
  if (!made_executor) return std::unexpected(made_executor.error());
  Executor* const executor = made_executor->get();
  if (auto can = executor->check(scenario); !can) return std::unexpected(can.error());
  if (auto told = require_told(triggers->kinds(), *executor); !told) return std::unexpected(told.error());
  auto planned = plan_proxies(scenario, executor->schemes(), executor->world().now());
  if (!planned) return std::unexpected(planned.error());
  world::World& world = executor->world();
  Recorder recorder(world.start(), scenario.max_events, options.clock);
  Counters counters;
  recorder.add(counters);
  for (const auto& judge : judges) recorder.add(*judge);
  if (!triggers->empty()) recorder.add(*triggers);
  for (EventSink* sink : options.sinks) recorder.add(*sink);

  Engines engines;
  if (auto made = make_engines(scenario, options, seed, asked, *executor, recorder, engines); !made)
    return std::unexpected(made.error());
  DmqPeers peers;
  auto proxies = make_proxies(scenario, seed, asked, *executor, recorder, *planned, peers);
  if (!proxies) return std::unexpected(proxies.error());
  if (auto up = executor->come_up(options.interrupt); !up) return std::unexpected(up.error());
  recorder.begin(world.start());
  tell_start(scenario, options, seed, *planned, *executor, recorder);
  Simulation::Parts parts{.scenario = scenario,
                          .world = world,
                          .recorder = recorder,
                          .engines = engines,
                          .control = options.control,
                          .triggers = triggers->empty() ? nullptr : &*triggers};
  for (const auto& host : *proxies) parts.proxies.push_back(host.get());
  if (options.until == RunUntil::a_check_is_broken)
    parts.is_settled = [&judges] {
      return std::ranges::any_of(judges, [](const auto& judge) { return judge->is_broken(); });
    };
  Simulation simulation(std::move(parts), linger_of(scenario));
  lay_out(scenario, engines.sites(), world);
  if (auto started = simulation.start(seed); !started) return std::unexpected(started.error());
  const auto end = simulation.play(options.interrupt);
  if (!end) return std::unexpected(end.error());

  const Time now = world.now();
  judge_all(scenario, judges, options.places, now, options.told & executor->told(), recorder);
  RunEnded totals = counters.totals(*end);
  totals.events = recorder.events() + 1;
  recorder.record(now, totals);
  return with_clock(counters.result(), options, executor->clock_rate());
}

}  // namespace rtpe::scenario
