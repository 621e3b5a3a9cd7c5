// rtpe-lab report merge FILE...: the results of several places as one.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>

#include "cli/commands.hpp"
#include "cli/event_log_input.hpp"
#include "cli/help.hpp"
#include "cli/machine_reports.hpp"
#include "cli/output.hpp"
#include "cli/report_files.hpp"
#include "cli/verdicts.hpp"
#include "reports/merged_runs.hpp"
#include "reports/read_summary.hpp"
#include "reports/summary.hpp"
#include "reports/text.hpp"
#include "scenarios/log/counters.hpp"

namespace rtpe::cli {
namespace {

struct MergeOptions {
  std::vector<std::string> paths;
  MachineReports reports;
  bool is_json = false, has_verdicts = false;
};

constexpr std::string_view log_begins = "{\"at_ns\"";

Expected<std::vector<report::PlayedRun>> read_log(const std::string& path) {
  scenario::Counters counters;
  if (auto read = read_event_log(path, counters); !read) return std::unexpected(read.error());
  std::vector<report::PlayedRun> runs;
  runs.push_back(report::played_run(counters.result()));
  return runs;
}

/// An event log, or a summary, told by how it begins.
Expected<std::vector<report::PlayedRun>> read_results(const std::string& path) {
  if (path == "-") return read_log(path);
  std::ifstream file(path, std::ios::binary);
  std::string begin(log_begins.size(), '\0');
  if (!file || !file.read(begin.data(), static_cast<std::streamsize>(begin.size())))
    return read_log(path);  // which says what is wrong
  if (begin == log_begins) return read_log(path);
  std::ostringstream text;
  text << begin << file.rdbuf();
  auto runs = report::read_summary(text.view(), report::printable(path));
  if (!runs) runs.error().message = report::printable(runs.error().message);
  return runs;
}

int run_merge(const MergeOptions& options) {
  for (const auto& [file, option] : options.reports.files())
    for (const std::string& path : options.paths)
      if (!is_device(file) && is_same_file(file, path))
        return fail({.message = file + " is one of the results", .place = option});
  if (!options.reports.files().empty()) outlive_the_reader();
  report::MergedRuns merged;
  for (const std::string& path : options.paths) {
    auto runs = read_results(path);
    if (!runs) return fail(runs.error());
    if (const auto added = merged.add(std::move(*runs), report::printable(path)); !added) return fail(added.error());
  }
  const std::size_t left_out = merged.left_out();
  const std::vector<report::PlayedRun> runs = merged.take();
  if (runs.empty()) return fail({.message = "there is no run in them"});
  if (options.is_json)
    print(report::summary_json(runs));
  else if (!options.reports.takes_stdout())
    print_runs(runs, options.has_verdicts);
  if (left_out > 0)
    complain(fmt::format("{} came more than once and {} counted once",
                         left_out == 1 ? "a run" : fmt::format("{} runs", left_out), left_out == 1 ? "is" : "are"));
  if (const auto written = options.reports.write(runs); !written) return fail(written.error());
  return exit_code_of_all(runs);
}

}  // namespace

CLI::App* add_report_merge(CLI::App& group, int& exit_code) {
  auto options = std::make_shared<MergeOptions>();
  CLI::App* verb = group.add_subcommand("merge", "The results of several places as one, nothing counted twice");
  verb->footer(examples({"rtpe-lab report merge shard-*/summary.json --junit junit.xml",
                         "rtpe-lab report merge a.jsonl b.jsonl more.json --json > all.json"}));
  verb->add_option("FILE", options->paths, "Event logs, and summaries as run --json prints and run --out leaves")
      ->required();
  verb->add_flag("--json", options->is_json, "One JSON object with all results, which can be merged again");
  verb->add_flag("--verdicts", options->has_verdicts,
                 "A verdict of each run, also of more than ten of one scenario, which else are one table");
  options->reports.add_options(*verb);
  verb->callback([options, &exit_code] { exit_code = run_merge(*options); });
  return verb;
}

}  // namespace rtpe::cli
