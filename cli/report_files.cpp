#include "cli/report_files.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "reports/junit.hpp"
#include "reports/summary.hpp"
#include "reports/verdict.hpp"

namespace rtpe::cli {

Expected<void> write_file(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  bool good = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if (file != nullptr && std::fclose(file) != 0) good = false;
  if (good) return {};
  return std::unexpected(Error{
      .kind = ErrorKind::missing, .message = std::string("cannot write: ") + std::strerror(errno), .place = path});
}

std::string ReportFiles::folder_of(const PlannedRun& run) const {
  return is_single_ ? options_.out : options_.out + "/" + run.name;
}

Expected<void> ReportFiles::prepare(const std::vector<PlannedRun>& plan) const {
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
  RunFiles files{.events = options_.events, .pcap = options_.pcap};
  if (!options_.out.empty() && files.events.empty()) files.events = folder_of(run) + "/events.jsonl";
  return files;
}

Expected<void> ReportFiles::after_run(const PlannedRun& planned, const report::PlayedRun& run) const {
  if (options_.out.empty()) return {};
  return write_file(folder_of(planned) + "/verdict.txt", report::verdict(run));
}

Expected<void> ReportFiles::after_all(std::span<const report::PlayedRun> runs) const {
  if (!options_.junit.empty())
    if (const auto written = write_file(options_.junit, report::junit_xml(runs)); !written) return written;
  if (options_.out.empty()) return {};
  if (const auto written = write_file(options_.out + "/junit.xml", report::junit_xml(runs)); !written) return written;
  return write_file(options_.out + "/summary.json", report::summary_json(runs));
}

}  // namespace rtpe::cli
