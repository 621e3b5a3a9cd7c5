// The files that `rtpe-lab run` leaves behind.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "cli/play.hpp"
#include "cli/run_options.hpp"
#include "reports/played_run.hpp"

namespace rtpe::cli {

/// Whether there is something else than a file, such as /dev/stdout.
[[nodiscard]] bool is_device(const std::string& path);
/// Whether both paths are one file, be it that one of them does not exist yet.
[[nodiscard]] bool is_same_file(const std::string& left, const std::string& right);

/// --out DIR: one run: verdict.txt, summary.json, junit.xml and events.jsonl in DIR. Several runs: summary.json and
/// junit.xml of all in DIR, and a folder per run with its verdict.txt and events.jsonl. --events, --pcap, --html and
/// the reports for machines name single files.
class ReportFiles {
 public:
  ReportFiles(const RunVerbOptions& options, std::size_t runs) : options_(options), is_single_(runs == 1) {}
  /// Makes the folders. Error: missing (cannot be made).
  [[nodiscard]] Expected<void> prepare(const std::vector<PlannedRun>& plan) const;
  [[nodiscard]] RunFiles while_playing(const PlannedRun& run) const;
  [[nodiscard]] Expected<void> after_run(const PlannedRun& planned, const report::PlayedRun& run) const;
  [[nodiscard]] Expected<void> after_all(std::span<const report::PlayedRun> runs) const;

 private:
  [[nodiscard]] std::string folder_of(const PlannedRun& run) const;
  const RunVerbOptions& options_;
  bool is_single_;
};

}  // namespace rtpe::cli
