// The reports for machines that `run` and `report` write of all their runs.
#pragma once
#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "reports/played_run.hpp"

namespace rtpe::cli {

struct MachineReports {
  std::string junit, tap, markdown, gitlab, prometheus;  ///< files; empty: not wanted
  bool is_github = false;  ///< annotations on stdout; the summary goes where GITHUB_STEP_SUMMARY says

  /// The options' values go here: it must not move any more.
  void add_options(CLI::App& verb);
  /// Files that are wanted, with the option of each.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> files() const;
  /// One of them is all that stdout may have.
  [[nodiscard]] bool takes_stdout() const;
  [[nodiscard]] Expected<void> write(std::span<const report::PlayedRun> runs) const;
};

}  // namespace rtpe::cli
