// rtpe-lab report FILE...: the verdicts of runs, from their event logs alone.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <random>

#include "cli/bundle.hpp"
#include "cli/commands.hpp"
#include "cli/datagram_events.hpp"
#include "cli/event_log_input.hpp"
#include "cli/help.hpp"
#include "cli/hep_sender.hpp"
#include "cli/machine_reports.hpp"
#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "cli/report_files.hpp"
#include "cli/trace_file.hpp"
#include "cli/verdicts.hpp"
#include "reports/html_report.hpp"
#include "reports/series.hpp"
#include "reports/situations.hpp"
#include "reports/summary.hpp"
#include "reports/text.hpp"
#include "scenarios/log/counters.hpp"
#include "scenarios/log/schema_text.hpp"

namespace rtpe::cli {
namespace {

struct ReportOptions {
  std::vector<std::string> paths;
  std::string html, csv, perfetto, pcap;  ///< files for the one run; empty: not wanted
  std::string hep;                        ///< "HOST:PORT"; empty: nothing is sent there
  BundleWish bundle{.folder = {}, .call = {}, .loopback = "127.0.13"};
  bool is_anonymised = false;  ///< the bundle
  std::string replaced;        ///< file with what was replaced in it
  MachineReports reports;
  bool json = false, schema = false, verdicts = false, situations = false;
};

/// The run's series over time, with the names that its columns need.
class NamedSeries final : public scenario::EventSink {
 public:
  void record(Duration since_start, const scenario::Event& event) override {
    if (const auto* run = std::get_if<scenario::RunStarted>(&event)) parts_ = report::RunParts(*run);
    series_.record(since_start, event);
  }
  [[nodiscard]] std::string csv() const { return series_.csv(parts_); }

 private:
  report::RunParts parts_;
  report::Series series_;
};

/// What is made of the events beside the numbers of the runs.
struct Views {
  std::unique_ptr<report::HtmlReport> html;
  std::unique_ptr<NamedSeries> series;
  std::unique_ptr<TraceFile> trace;
  std::unique_ptr<LoggedDatagrams> capture;
  std::unique_ptr<HepSender> hep;
  std::vector<report::RunSituations> situations;
};

/// One file, one run, and no file is another.
Expected<void> check_files(const ReportOptions& options) {
  if (options.paths.size() > 1 && (!options.hep.empty() || !options.bundle.folder.empty()))
    return std::unexpected(Error{.message = fmt::format("{} logs, and it is of one", options.paths.size()),
                                 .place = options.hep.empty() ? "--bundle" : "--hep"});
  auto taken = options.reports.files();
  for (const auto& [path, option] : {std::pair(options.html, "--html"), std::pair(options.csv, "--csv"),
                                     std::pair(options.perfetto, "--perfetto"), std::pair(options.pcap, "--pcap")}) {
    if (path.empty()) continue;
    if (options.paths.size() > 1)
      return std::unexpected(
          Error{.message = fmt::format("one file cannot hold {} runs", options.paths.size()), .place = option});
    taken.emplace_back(path, option);
  }
  if (!taken.empty() || !options.hep.empty() || !options.bundle.folder.empty()) outlive_the_reader();
  for (auto one = taken.begin(); one != taken.end(); ++one) {
    if (is_device(one->first)) continue;
    for (const std::string& log : options.paths)
      if (is_same_file(one->first, log))
        return std::unexpected(Error{.message = one->first + " is the event log", .place = one->second});
    for (auto other = taken.begin(); other != one; ++other)
      if (is_same_file(one->first, other->first))
        return std::unexpected(
            Error{.message = fmt::format("{} is the file of {}", one->first, other->second), .place = one->second});
  }
  return {};
}

Expected<void> prepare(const ReportOptions& options, Views& views) {
  if (auto checked = check_files(options); !checked) return checked;
  if (!options.html.empty()) {
    if (auto built = report::HtmlReport::is_built(); !built) return built;
    views.html = std::make_unique<report::HtmlReport>();
  }
  if (!options.csv.empty()) views.series = std::make_unique<NamedSeries>();
  const auto make = [](const std::string& wish, auto& view, auto&& open) -> Expected<void> {
    if (wish.empty()) return {};
    auto made = open(wish);
    if (!made) return std::unexpected(made.error());
    view = std::move(*made);
    return {};
  };
  if (auto made = make(options.perfetto, views.trace, TraceFile::create); !made) return made;
  if (auto made = make(options.pcap, views.capture, LoggedDatagrams::create); !made) return made;
  return make(options.hep, views.hep, HepSender::open);
}

Expected<report::PlayedRun> read_run(const std::string& path, const ReportOptions& options, Views& views) {
  scenario::Counters counters;
  SinkList sinks;
  sinks.add(&counters);
  if (views.html) sinks.add(views.html.get());
  if (views.series) sinks.add(views.series.get());
  if (views.trace) sinks.add(&views.trace->sink());
  if (views.capture) sinks.add(views.capture.get());
  if (views.hep) sinks.add(views.hep.get());
  if (options.situations)
    sinks.add(&views.situations.emplace_back(report::RunSituations{.run = report::printable(path), .situations = {}})
                   .situations);
  if (auto read = read_event_log(path, sinks); !read) return std::unexpected(read.error());
  return report::played_run(counters.result());
}

Expected<void> write_views(const ReportOptions& options, Views& views, const report::PlayedRun& run) {
  if (views.html) {
    const auto page = views.html->page(run);
    if (!page) return std::unexpected(page.error());
    if (auto written = write_whole(options.html, *page); !written) return written;
  }
  if (views.series)
    if (auto written = write_whole(options.csv, views.series->csv()); !written) return written;
  if (views.trace)
    if (auto closed = views.trace->close(); !closed) return closed;
  if (views.capture)
    if (auto closed = views.capture->close(); !closed) return closed;
  return views.hep ? views.hep->close() : Expected<void>();
}

Expected<void> make_bundle(const ReportOptions& options) {
  if (options.bundle.folder.empty()) return {};
  BundleWish wish = options.bundle;
  if (options.is_anonymised) {
    std::random_device device;
    wish.anonymiser_seed = std::uint64_t{device()} << 32U | device();
  }
  const auto replaced = write_bundle(options.paths.front(), wish);
  if (!replaced) return std::unexpected(replaced.error());
  if (options.replaced.empty()) return {};
  return write_whole(options.replaced, fmt::format("{}\n", fmt::join(*replaced, "\n")));
}

int run_report(const ReportOptions& options) {
  if (options.schema) {
    print(scenario::schema_markdown());
    return exit_passed;
  }
  if (options.paths.empty()) return fail({.message = "FILE is required"});
  Views views;
  if (const auto prepared = prepare(options, views); !prepared) return fail(prepared.error());
  std::vector<report::PlayedRun> runs;
  for (const std::string& path : options.paths) {
    auto run = read_run(path, options, views);
    if (!run) return fail(run.error());
    runs.push_back(std::move(*run));
  }
  if (options.json)
    print(report::summary_json(runs));
  else if (options.situations)
    print(report::situation_table(views.situations));
  else if (!options.reports.takes_stdout())
    print_runs(runs, options.verdicts);
  if (const auto written = write_views(options, views, runs.front()); !written) return fail(written.error());
  if (const auto written = options.reports.write(runs); !written) return fail(written.error());
  if (const auto written = make_bundle(options); !written) return fail(written.error());
  return exit_code_of_all(runs);
}

}  // namespace

void add_report(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = app.add_subcommand("report", "Print the verdict of a run from its event log");
  verb->footer(
      examples({"rtpe-lab run my-cluster.toml --events run.jsonl && rtpe-lab report run.jsonl",
                "rtpe-lab report run.jsonl --html run.html", "rtpe-lab report out/*/events.jsonl --junit junit.xml",
                "zcat run.jsonl.gz | rtpe-lab report - --json", "rtpe-lab report run.jsonl --perfetto run.perfetto",
                "rtpe-lab report diff before.jsonl after.jsonl", "rtpe-lab report merge shard-*/summary.json"}));
  verb->add_option("FILE", options->paths, "Event logs, as run --events writes them; - is stdin");
  verb->add_flag("--json", options->json, "One JSON object with all results instead of verdicts");
  verb->add_flag("--verdicts", options->verdicts,
                 "A verdict of each run, also of more than ten of one scenario, which else are one table");
  verb->add_flag("--schema", options->schema, "Print what every field of every kind of event means; reads no log");
  verb->add_option("--html", options->html, "File for one HTML page of the run, with every call; needs no network");
  verb->add_option("--csv", options->csv, "File for what one run did over time: a row per interval");
  verb->add_flag("--situations", options->situations,
                 "Which situations the runs reached, how often, and which never, instead of verdicts");
  verb->add_option("--perfetto", options->perfetto, "File for ui.perfetto.dev: who did what when");
  verb->add_option("--pcap", options->pcap, "File for the datagrams, as pcapng; of a log written with run --datagrams");
  verb->add_option("--hep", options->hep, "HOST:PORT of a Homer that gets the datagrams, as HEP3 over UDP; likewise");
  verb->add_option(
      "--bundle", options->bundle.folder,
      "Folder to make: one call for the real Kamailio, rtpengine and SIPp, with the steps to see it there");
  verb->add_option("--call", options->bundle.call,
                   "Its number or Call-ID (default: the first that failed, or had trouble)");
  verb->add_option("--loopback", options->bundle.loopback, "127.N.N: where its programs are (default 127.0.13)");
  auto* anonymise = verb->add_flag("--anonymise", options->is_anonymised,
                                   "Replace names, numbers, addresses, hosts and keys in the bundle");
  verb->add_option("--replaced", options->replaced, "File that gets what was replaced: to look for, and to keep")
      ->needs(anonymise);
  options->reports.add_options(*verb);
  const CLI::App *diff = add_report_diff(*verb, exit_code), *merge = add_report_merge(*verb, exit_code);
  verb->callback([options, diff, merge, &exit_code] {
    if (!diff->parsed() && !merge->parsed()) exit_code = run_report(*options);
  });
}

}  // namespace rtpe::cli
