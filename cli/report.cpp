// rtpe-lab report FILE...: the verdicts of runs, from their event logs alone.
#include <fmt/format.h>

#include <memory>

#include "cli/commands.hpp"
#include "cli/event_log_input.hpp"
#include "cli/help.hpp"
#include "cli/machine_reports.hpp"
#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "cli/report_files.hpp"
#include "cli/verdicts.hpp"
#include "reports/html_report.hpp"
#include "reports/seed_table.hpp"
#include "reports/summary.hpp"
#include "scenarios/log/counters.hpp"
#include "scenarios/log/schema_text.hpp"

namespace rtpe::cli {
namespace {

struct ReportOptions {
  std::vector<std::string> paths;
  std::string html;
  MachineReports reports;
  bool json = false, schema = false, verdicts = false;
};

/// The counters, and who else wants to hear the log.
class Both final : public scenario::EventSink {
 public:
  Both(scenario::EventSink& counters, scenario::EventSink* also) : counters_(counters), also_(also) {}
  [[nodiscard]] scenario::EventKinds interests() const override {
    return counters_.interests() | (also_ != nullptr ? also_->interests() : 0);
  }
  void record(Duration since_start, const scenario::Event& event) override {
    counters_.record(since_start, event);
    if (also_ != nullptr) also_->record(since_start, event);
  }

 private:
  scenario::EventSink& counters_;
  scenario::EventSink* also_;
};

Expected<report::PlayedRun> read_run(const std::string& path, scenario::EventSink* also) {
  scenario::Counters counters;
  Both both(counters, also);
  if (auto read = read_event_log(path, both); !read) return std::unexpected(read.error());
  return report::played_run(counters.result());
}

void print_all(const std::vector<report::PlayedRun>& runs, const ReportOptions& options) {
  if (!options.verdicts && report::fits_seed_table(runs)) return print(report::seed_table(runs));
  for (std::size_t index = 0; index < runs.size(); ++index) print_verdict(runs[index], index);
  print_totals(runs);
}

int run_report(const ReportOptions& options) {
  if (options.schema) {
    print(scenario::schema_markdown());
    return exit_passed;
  }
  if (options.paths.empty()) return fail({.message = "FILE is required"});
  std::unique_ptr<report::HtmlReport> html;
  if (!options.html.empty()) {
    if (const auto built = report::HtmlReport::is_built(); !built) return fail(built.error());
    if (options.paths.size() > 1)
      return fail({.message = fmt::format("one page cannot hold {} runs", options.paths.size()), .place = "--html"});
    if (is_same_file(options.html, options.paths.front()))
      return fail({.message = options.html + " is the event log", .place = "--html"});
    html = std::make_unique<report::HtmlReport>();
  }
  std::vector<report::PlayedRun> runs;
  for (const std::string& path : options.paths) {
    auto run = read_run(path, html.get());
    if (!run) return fail(run.error());
    runs.push_back(std::move(*run));
  }
  if (options.json) {
    print(report::summary_json(runs));
  } else if (!options.reports.takes_stdout()) {
    print_all(runs, options);
  }
  if (html) {
    const auto page = html->page(runs.front());
    if (!page) return fail(page.error());
    if (const auto written = write_whole(options.html, *page); !written) return fail(written.error());
  }
  if (const auto written = options.reports.write(runs); !written) return fail(written.error());
  return exit_code_of_all(runs);
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = app.add_subcommand("report", "Print the verdict of a run from its event log");
  verb->footer(
      examples({"rtpe-lab run my-cluster.toml --events run.jsonl && rtpe-lab report run.jsonl",
                "rtpe-lab report run.jsonl --html run.html", "rtpe-lab report out/*/events.jsonl --junit junit.xml",
                "zcat run.jsonl.gz | rtpe-lab report - --json", "rtpe-lab report diff before.jsonl after.jsonl"}));
  verb->add_option("FILE", options->paths, "Event logs, as run --events writes them; - is stdin");
  verb->add_flag("--json", options->json, "One JSON object with all results instead of verdicts");
  verb->add_flag("--verdicts", options->verdicts,
                 "A verdict of each run, also of more than ten of one scenario, which else are one table");
  verb->add_flag("--schema", options->schema, "Print what every field of every kind of event means; reads no log");
  verb->add_option("--html", options->html, "File for one HTML page of the run, with every call; needs no network");
  options->reports.add_options(*verb);
  const CLI::App* diff = add_report_diff(*verb, exit_code);
  verb->callback([options, diff, &exit_code] {
    if (!diff->parsed()) exit_code = run_report(*options);
  });
}

}  // namespace rtpe::cli
