// rtpe-lab run FILE|DIR...: plays scenarios, prints verdicts, writes reports.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "cli/commands.hpp"
#include "cli/compare.hpp"
#include "cli/control_mailbox.hpp"
#include "cli/external_options.hpp"
#include "cli/help.hpp"
#include "cli/interrupt.hpp"
#include "cli/kamailio_cfg.hpp"
#include "cli/live_line.hpp"
#include "cli/output.hpp"
#include "cli/play.hpp"
#include "cli/report_files.hpp"
#include "cli/verdicts.hpp"
#include "reports/seed_table.hpp"
#include "reports/summary.hpp"
#include "reports/text.hpp"

namespace rtpe::cli {
namespace {

using report::PlayedRun;

void print_list(const std::vector<PlannedRun>& plan) {
  for (const PlannedRun& run : plan) {
    std::string checks;
    for (const scenario::Check& check : run.scenario->checks)
      checks.append(checks.empty() ? "" : ", ").append(check.kind->name);
    print(fmt::format("{}  {} (seed {}; {})\n", run.scenario->file, report::printable(run.scenario->title), run.seed,
                      checks.empty() ? "no checks" : checks));
  }
}

/// A counter on stderr while several runs are played; only on a terminal.
class Progress {
 public:
  Progress(std::size_t all, bool wanted) : all_(all), shown_(wanted && all > 1 && isatty(STDERR_FILENO) != 0) {}
  void step() {
    if (shown_) fmt::print(stderr, "\r{} of {} runs played", ++played_, all_);
  }
  void clear() const {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  std::size_t all_, played_ = 0;
  bool shown_;
};

/// Many seeds of one scenario are a table.
bool fits_seed_table(const std::vector<PlannedRun>& plan) {
  return plan.size() > report::most_verdicts &&
         std::ranges::all_of(plan, [&](const PlannedRun& run) { return run.scenario == plan.front().scenario; });
}

std::uint32_t jobs_of(const RunVerbOptions& options) {
  if (options.clock_kind() == scenario::ClockKind::real_time) return 1;
  return options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

/// One for each run; none: nobody asked.
std::vector<report::RunSituations> asked_situations(const std::vector<PlannedRun>& plan,
                                                    const RunVerbOptions& options) {
  std::vector<report::RunSituations> out;
  if (options.situations)
    for (const PlannedRun& run : plan) out.push_back({.run = report::printable(run.name), .situations = {}});
  return out;
}

/// `run` is one of the plan's.
RunFiles files_of(const PlannedRun& run, const ReportFiles& files, const std::vector<PlannedRun>& plan,
                  std::vector<report::RunSituations>& situations) {
  RunFiles out = files.while_playing(run);
  if (!situations.empty()) out.situations = &situations[static_cast<std::size_t>(&run - plan.data())].situations;
  return out;
}

int play_and_report(const std::vector<PlannedRun>& plan, const RunVerbOptions& options) {
  ReportFiles files(options, plan.size());
  if (const auto prepared = files.prepare(plan); !prepared) return fail(prepared.error());
  std::unique_ptr<ControlMailbox> control;
  if (!options.control.empty() && !plan.empty()) {
    auto opened = ControlMailbox::open(options.control, plan.front().scenario->proxies.front().release());
    if (!opened) return fail(opened.error());
    control = std::move(*opened);
  }
  const auto& interrupt = interrupt_flag();
  const bool is_silent = options.json || options.reports.takes_stdout();
  Progress progress(plan.size(), !options.quiet);
  LiveLine live(plan.empty() ? Duration{} : report::expected_length(*plan.front().scenario));
  const bool is_watched = plan.size() == 1 && !options.quiet && !is_silent && isatty(STDERR_FILENO) != 0;
  std::size_t printed = 0;
  auto situations = asked_situations(plan, options);
  const bool is_table = !options.verdicts && fits_seed_table(plan);
  std::optional<Error> unwritten;
  const PlayAllOptions play_options{
      .clock = options.clock_kind(),
      .hosts = options.hosts(),
      .jobs = jobs_of(options),
      .engine_detail = options.engine_detail(),
      .fail_fast = options.fail_fast,
      .timeout = parse_duration(options.timeout).value_or(Duration{}),
      .watcher = is_watched ? &live : nullptr,
      .control = control.get(),
      .files = [&](const PlannedRun& run) { return files_of(run, files, plan, situations); },
      .played =
          [&](const PlannedRun& planned, const PlayedRun& run) {
            progress.clear();
            live.clear();
            if (!is_silent && !is_table && !(options.quiet && run.passed())) print_verdict(run, printed++);
            if (const auto written = files.after_run(planned, run); !written && !unwritten) unwritten = written.error();
            progress.step();
          },
  };
  const auto runs = play_all(plan, play_options, interrupt);
  progress.clear();
  if (options.json)
    print(report::summary_json(runs));
  else if (is_table && !is_silent && !runs.empty())
    print(report::seed_table(runs));
  else if (!options.quiet && !is_silent)
    print_totals(runs);
  if (!situations.empty() && !is_silent) print("\n" + report::situation_table(situations));
  if (runs.size() < plan.size())
    complain(fmt::format("{} of {} runs were not played", plan.size() - runs.size(), plan.size()));
  if (const auto written = files.after_all(runs); !written && !unwritten) unwritten = written.error();
  if (unwritten) return fail(*unwritten);
  const int code = exit_code_of_all(runs);
  return runs.size() == plan.size() ? code : std::max<int>(code, exit_check_failed);
}

int run_verb(RunVerbOptions& options) {
  const auto variables = given_variables(options.settings);
  if (!variables) return fail(variables.error());
  options.variables = *variables;
  if (const auto checked = check_options(options); !checked) return fail(checked.error());
  const auto scenarios = read_scenarios(options);
  if (!scenarios) {
    int code = exit_passed;
    for (const Error& error : scenarios.error().errors) code = std::max(code, fail(error));
    return code;
  }
  if (!options.kamailio_cfg.empty()) {
    auto configuration = read_kamailio_cfg(options.kamailio_cfg, options.defines);
    if (!configuration) return fail(configuration.error());
    options.configuration = std::move(*configuration);
  }
  const auto plan = plan_runs(options, *scenarios);
  if (!plan) return fail(plan.error());
  if (options.list) {
    print_list(*plan);
    return exit_passed;
  }
  for (const scenario::ScenarioFile& scenario : *scenarios)
    for (const Error& warning : scenario.warnings) complain("warning: " + warning.text());
  if (!options.compare.empty()) return compare_runs(*plan, options);
  return play_and_report(*plan, options);
}

void add_output_options(CLI::App& verb, RunVerbOptions& options) {
  auto* list = verb.add_flag("--list", options.list, "Name the runs, play nothing");
  auto* json = verb.add_flag("--json", options.json, "One JSON object with all results instead of verdicts");
  auto* quiet = verb.add_flag("--quiet,-q", options.quiet, "Print only what did not pass");
  verb.add_flag("--verdicts", options.verdicts,
                "A verdict of each run, also of more than ten seeds of one scenario, which else are one table");
  auto* situations = verb.add_flag("--situations", options.situations,
                                   "After the verdicts: which situations the runs reached, how often, and which never");
  situations->excludes(json);
  list->excludes(json)->excludes(quiet);
  json->excludes(quiet);
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunVerbOptions>();
  CLI::App* verb = app.add_subcommand("run", "Play scenarios and print the verdict");
  verb->footer(examples({"rtpe-lab run scenarios/library/node-dies-mid-call.toml",
                         "rtpe-lab run scenarios/library --filter 'node-*' --out out",
                         "rtpe-lab run my-cluster.toml --html run.html",
                         "rtpe-lab run my-cluster.toml --seed 1..20 --junit junit.xml --quiet"}));
  verb->add_option("FILE", options->paths, "Scenario files, or directories of them")->required();
  verb->add_option("--seed", options->seed, "Seed instead of the scenario's, or a range such as 1..20");
  verb->add_option("--clock", options->clock, "virtual: simulated time; real: UDP sockets on this machine")
      ->check(CLI::IsMember({"virtual", "real"}));
  verb->add_option("--client", options->client,
                   "Who is the proxy: builtin; kamailio: Debian's, started here, in real time; external: yours")
      ->check(CLI::IsMember({"builtin", "kamailio", "external"}));
  verb->add_option("--engines", options->engines,
                   "Who are the engines: mock; mock-full: also what nobody in the run reads; rtpengine: "
                   "Debian's, started here, in real time; external: yours")
      ->check(CLI::IsMember({"mock", "mock-full", "rtpengine", "external"}));
  add_external_options(*verb, *options);
  verb->add_option("--compare", options->compare,
                   "Plays each scenario with two hosts and prints where they differ: builtin,kamailio");
  verb->add_option("--loopback", options->loopback,
                   "127.N.N: the addresses that started programs get (default: free ones)");
  verb->add_option("--out", options->out, "Directory for verdict.txt, summary.json, junit.xml and events.jsonl");
  verb->add_option("--html", options->html, "File for one HTML page of the run, with every call; needs no network");
  verb->add_option("--perfetto", options->perfetto, "File for ui.perfetto.dev: who did what when");
  verb->add_option("--hep", options->hep, "HOST:PORT of a Homer that gets the run's SIP and NG, as HEP3 over UDP");
  options->reports.add_options(*verb);
  verb->add_option("--events", options->events, "File for the event log of the run, as JSON Lines");
  verb->add_flag("--datagrams", options->datagrams,
                 "SIP messages and dictionaries too, in the event log and on the page: SDP before and after");
  verb->add_option("--pcap", options->pcap, "File for what the run sent, as pcapng");
  verb->add_option("--control", options->control,
                   "unix:PATH: take RPC commands while it runs (rtpe-lab control); needs --clock real");
  verb->add_option("--filter", options->filter, "Only scenarios whose file name or title matches the pattern");
  verb->add_option("--set", options->settings,
                   "NAME=VALUE: of [variables], or the one case of [matrix]; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb->add_option("--tag", options->tags, "Only scenarios with this tag; may be repeated: with any of them")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  verb->add_option("--until", options->until, "A run ends then at the latest: 10min of the scenario's time");
  verb->add_option("--timeout", options->timeout, "A run that takes longer is interrupted and fails: 30s of your time");
  verb->add_option("--repeat", options->repeat,
                   "Plays each run so often; virtual runs repeat exactly, real ones do not")
      ->check(CLI::Range(1U, 1000000U));
  verb->add_flag("--fail-fast", options->fail_fast, "No run begins after one that did not pass");
  verb->add_option("--jobs,-j", options->jobs, "Virtual runs played at once (default: one per processor)")
      ->check(CLI::Range(1U, 1024U));
  add_output_options(*verb, *options);
  verb->callback([options, &exit_code] { exit_code = run_verb(*options); });
}

}  // namespace rtpe::cli
