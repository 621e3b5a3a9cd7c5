// rtpe-lab relay: between anyone's proxy and anyone's engines until a signal.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>

#include "base/whole_file.hpp"
#include "cli/commands.hpp"
#include "cli/help.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/run_outputs.hpp"
#include "mock_engine/options.hpp"
#include "mock_engine/program/program_file.hpp"
#include "scenarios/engines/remote_host.hpp"
#include "scenarios/model/relay_file.hpp"
#include "scenarios/relay/ng_relay.hpp"

namespace rtpe::cli {
namespace {

using scenario::NgRelay;

constexpr std::size_t relayed_to_remember = 1000;

struct RelayVerbOptions {
  std::string file;
  std::vector<std::string> pairs;
  std::string latency, bandwidth, program, control, events, pcap;
  double loss = 0, duplication = 0, reordering = 0;
  std::optional<std::uint64_t> seed;
  std::optional<std::size_t> journal;
  bool datagrams = false, json = false;
};

std::unexpected<std::vector<Error>> relay_refused(Error error) {
  return std::unexpected(std::vector{std::move(error)});
}

/// [NAME=]LISTEN=ENGINE.
Expected<scenario::Engine> engine_of_pair(const std::string& text, std::size_t number) {
  scenario::Engine engine;
  engine.config.name = fmt::format("engine-{}", number);
  std::string rest = text;
  if (const auto first = rest.find('='); first != std::string::npos && rest.find('=', first + 1) != std::string::npos) {
    engine.config.name = rest.substr(0, first);
    rest = rest.substr(first + 1);
  }
  const auto middle = rest.find('=');
  if (middle == std::string::npos || !mock::is_engine_name(engine.config.name))
    return std::unexpected(Error{.message = fmt::format("\"{}\" is no pair", text),
                                 .place = "--pair",
                                 .remedy = "[NAME=]LISTEN=ENGINE, as a=udp:127.0.0.1:2223=udp:192.0.2.1:2223"});
  engine.listen = rest.substr(0, middle);
  engine.address = rest.substr(middle + 1);
  return engine;
}

Read<scenario::Scenario> plan_of_pairs(const RelayVerbOptions& options) {
  scenario::Scenario plan;
  plan.title = "relay";
  plan.network = scenario::clear_link();
  for (const std::string& pair : options.pairs) {
    auto engine = engine_of_pair(pair, plan.engines.size() + 1);
    if (!engine) return relay_refused(engine.error());
    plan.engines.push_back(std::move(*engine));
  }
  if (!options.latency.empty()) {
    auto latency = parse_duration_range(options.latency);
    if (!latency) {
      latency.error().place = "--latency";
      return relay_refused(latency.error());
    }
    plan.network.latency = *latency;
  }
  if (!options.bandwidth.empty()) {
    auto bits = parse_bandwidth(options.bandwidth);
    if (!bits) {
      bits.error().place = "--bandwidth";
      return relay_refused(bits.error());
    }
    plan.network.bits_per_s = *bits;
  }
  plan.network.loss = options.loss;
  plan.network.duplication = options.duplication;
  plan.network.reordering = options.reordering;
  return plan;
}

/// The rules of a file, for one engine or all.
Read<void> add_rules(const std::string& path, scenario::Engine& engine) {
  const auto text = read_whole_file(path, 4);
  if (!text) return relay_refused(text.error());
  auto program = mock::read_program(*text, path);
  if (!program) return std::unexpected(program.error());
  engine.rules = std::move(program->rules);
  if (program->seed) engine.program_seed = *program->seed;
  return {};
}

Read<void> check_rules(const scenario::Engine& engine) {
  for (const mock::Rule& rule : engine.rules)
    for (const mock::Effect& effect : rule.effects)
      if (const auto refusal = scenario::remote_refusal(effect); !refusal.empty())
        return relay_refused(
            Error{.message = std::string(refusal),
                  .place = fmt::format("rule \"{}\" of engine \"{}\"", rule.name, engine.config.name)});
  return {};
}

Read<scenario::Scenario> plan_of(const RelayVerbOptions& options) {
  auto plan = [&]() -> Read<scenario::Scenario> {
    if (options.file.empty()) return plan_of_pairs(options);
    const auto text = read_whole_file(options.file, 4);
    if (!text) return relay_refused(text.error());
    return scenario::read_relay(*text, options.file);
  }();
  if (!plan) return plan;
  for (scenario::Engine& engine : plan->engines) {
    const auto beside = std::filesystem::path(options.file).parent_path() / engine.program;
    const std::string path = options.program.empty() && !engine.program.empty() ? beside.string() : options.program;
    if (!path.empty())
      if (auto added = add_rules(path, engine); !added) return std::unexpected(added.error());
    if (auto checked = check_rules(engine); !checked) return std::unexpected(checked.error());
  }
  if (options.seed) plan->seed = *options.seed;
  return plan;
}

Expected<std::optional<mock::ListenAddress>> control_of(const RelayVerbOptions& options) {
  if (options.control.empty()) return std::nullopt;
  auto control = mock::parse_listen(options.control);
  if (!control) return std::unexpected(control.error());
  if (control->kind != mock::ListenKind::http)
    return std::unexpected(Error{.message = "--control takes an http address", .remedy = "as http:127.0.0.1:9901"});
  return *control;
}

std::string relay_table(const NgRelay& relay) {
  std::string text = fmt::format("{:<16} {:<28} {:>9} {:>9} {:>9} {:>9}\n", "engine", "at", "commands", "passed on",
                                 "replies", "answered");
  for (const NgRelay::Row& row : relay.rows())
    text += fmt::format("{:<16} {:<28} {:>9} {:>9} {:>9} {:>9}\n", row.name, row.engine, row.commands, row.passed,
                        row.replies, row.answered);
  return text;
}

std::string relay_json(const NgRelay& relay) {
  boost::json::array engines;
  for (const NgRelay::Row& row : relay.rows())
    engines.push_back({{"name", row.name},
                       {"listen", row.listen.text()},
                       {"address", row.engine},
                       {"commands", row.commands},
                       {"passed", row.passed},
                       {"replies", row.replies},
                       {"answered", row.answered}});
  return boost::json::serialize(boost::json::object{{"engines", std::move(engines)}}) + "\n";
}

int run_relay(const RelayVerbOptions& options) {
  if (options.file.empty() == options.pairs.empty())
    return fail(Error{.message = "a relay needs a FILE or --pair, one of them",
                      .remedy = "rtpe-lab relay --pair udp:127.0.0.1:2223=udp:192.0.2.1:2223"});
  auto plan = plan_of(options);
  if (!plan) return fail(plan.error());
  const auto control = control_of(options);
  if (!control) return fail(control.error());
  RunFiles files;
  files.events = options.events;
  files.pcap = options.pcap;
  files.with_datagrams = options.datagrams;
  auto outputs = RunOutputs::open(files, *plan, Time(std::chrono::system_clock::now().time_since_epoch()));
  if (!outputs) return fail(outputs.error());
  scenario::RunOptions listeners;
  (*outputs)->listen(listeners);
  const auto relay =
      NgRelay::open(std::move(*plan), {.control = *control,
                                       .journal_entries = options.journal.value_or(*control ? relayed_to_remember : 0),
                                       .sinks = listeners.sinks,
                                       .datagrams = listeners.datagrams});
  if (!relay) return fail(relay.error());
  for (const NgRelay::Row& row : (*relay)->rows())
    complain(fmt::format("engine {}: {} to {}{}", row.name, row.listen.text(), row.engine,
                         row.engine.contains(row.host) ? std::string() : fmt::format(" ({})", row.host)));
  if (const auto at = (*relay)->control())
    complain(fmt::format("control http://{}", at->text().substr(std::string_view("http:").size())));
  const auto& interrupt = interrupt_flag();
  complain("ready");
  const auto ended = (*relay)->run(interrupt);
  print(options.json ? relay_json(**relay) : relay_table(**relay));
  if (const auto closed = (*outputs)->close(); !closed) return fail(closed.error());
  return ended ? exit_passed : fail(ended.error());
}

}  // namespace

void add_relay(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RelayVerbOptions>();
  CLI::App* verb = app.add_subcommand("relay", "Stand between a proxy and its engines and disturb what passes");
  verb->footer(examples({"rtpe-lab relay --pair udp:127.0.0.1:2223=udp:192.0.2.1:2223 --latency 20ms..40ms --loss 0.02",
                         "rtpe-lab relay --pair a=udp:127.0.0.1:2223=udp:192.0.2.1:2223 --control http:127.0.0.1:9901",
                         "rtpe-lab relay relay.toml --events relay.jsonl"}));
  CLI::Option* file = verb->add_option("FILE", options->file, "Engines, links, rules and faults (TOML)");
  const auto without_file = [&](CLI::Option* option) { option->excludes(file); };
  without_file(verb->add_option("--pair", options->pairs,
                                "[NAME=]LISTEN=ENGINE, as udp:127.0.0.1:2223=udp:192.0.2.1:2223; repeatable")
                   ->expected(1)
                   ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
  without_file(verb->add_option("--latency", options->latency, "One way, as 20ms or 10ms..50ms; default 0s"));
  without_file(verb->add_option("--bandwidth", options->bandwidth, "Of each direction, as 64kbit/s; default: any"));
  for (const auto& [name, value, what] : {std::tuple{"--loss", &options->loss, "lost"},
                                          {"--duplication", &options->duplication, "comes twice"},
                                          {"--reordering", &options->reordering, "is overtaken"}})
    without_file(verb->add_option(name, *value, fmt::format("Part of the datagrams that {}, as 0.02", what))
                     ->check(CLI::Range(0.0, 1.0)));
  verb->add_option("--program", options->program, "Rules as of a mock engine, for all engines (TOML)");
  verb->add_option("--control", options->control, "Control API, as http:127.0.0.1:9901");
  verb->add_option("--journal", options->journal, "Commands to remember for the control API; default 1000 with it")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--events", options->events, "File for the event log, as JSON Lines");
  verb->add_flag("--datagrams", options->datagrams, "Datagrams too, in the event log");
  verb->add_option("--pcap", options->pcap, "File for what passed, as pcapng");
  verb->add_option("--seed", options->seed, "Of everything random; default 1 or the file's");
  verb->add_flag("--json", options->json, "Summary as JSON");
  verb->callback([options, &exit_code] { exit_code = run_relay(*options); });
}

}  // namespace rtpe::cli
