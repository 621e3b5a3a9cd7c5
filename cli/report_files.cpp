#include "cli/report_files.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "cli/output.hpp"
#include "cli/replaced_file.hpp"
#include "reports/junit.hpp"
#include "reports/summary.hpp"
#include "reports/verdict.hpp"

namespace rtpe::cli {

namespace fs = std::filesystem;

bool is_device(const std::string& path) {
  std::error_code ignored;
  const auto there = fs::status(path, ignored);
  return fs::exists(there) && !fs::is_regular_file(there);
}

bool is_same_file(const std::string& left, const std::string& right) {
  std::error_code ignored;
  // Absolute first: what does not exist yet is told from its text.
  return fs::weakly_canonical(fs::absolute(left), ignored) == fs::weakly_canonical(fs::absolute(right), ignored) ||
         fs::equivalent(left, right, ignored);
}

std::string ReportFiles::folder_of(const PlannedRun& run) const {
  return is_single_ ? options_.out : options_.out + "/" + run.name;
}

Expected<void> ReportFiles::prepare(const std::vector<PlannedRun>& plan) const {
  std::vector<std::pair<std::string, std::string>> taken;
  for (const PlannedRun& run : plan) taken.emplace_back(run.scenario->file, "the scenario");
  auto files = options_.reports.files();
  files.insert(files.begin(), {{options_.events, "--events"},
                               {options_.pcap, "--pcap"},
                               {options_.html, "--html"},
                               {options_.perfetto, "--perfetto"}});
  for (const auto& [path, option] : files) {
    if (path.empty() || is_device(path)) continue;
    for (const auto& [other, what] : taken)
      if (is_same_file(path, other))
        return std::unexpected(Error{.message = fmt::format("{} is {}", path, what), .place = option});
    taken.emplace_back(path, std::string("the file of ") + option);
  }
  if (taken.size() > plan.size() || !options_.out.empty()) outlive_the_reader();
  if (options_.out.empty()) return {};
  for (const PlannedRun& run : plan) {
    std::error_code error;
    std::filesystem::create_directories(folder_of(run), error);
    if (error)
      return std::unexpected(Error{.kind = ErrorKind::missing,
                                   .message = "cannot make this folder: " + error.message(),
                                   .place = folder_of(run)});
  }
  return {};
}

RunFiles ReportFiles::while_playing(const PlannedRun& run) const {
  RunFiles files{.events = options_.events,
                 .pcap = options_.pcap,
                 .html = options_.html,
                 .perfetto = options_.perfetto,
                 .hep = options_.hep,
                 .with_datagrams = options_.datagrams};
  if (!options_.out.empty() && files.events.empty()) files.events = folder_of(run) + "/events.jsonl";
  return files;
}

Expected<void> ReportFiles::after_run(const PlannedRun& planned, const report::PlayedRun& run) const {
  if (options_.out.empty()) return {};
  return write_whole(folder_of(planned) + "/verdict.txt", report::verdict(run));
}

Expected<void> ReportFiles::after_all(std::span<const report::PlayedRun> runs) const {
  if (const auto written = options_.reports.write(runs); !written) return written;
  if (options_.out.empty()) return {};
  if (const auto written = write_whole(options_.out + "/junit.xml", report::junit_xml(runs)); !written) return written;
  return write_whole(options_.out + "/summary.json", report::summary_json(runs));
}

}  // namespace rtpe::cli
