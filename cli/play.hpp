// Plays planned runs, several at once, and hands over their results in order.
#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "cli/run_options.hpp"
#include "cli/run_outputs.hpp"
#include "reports/played_run.hpp"

namespace rtpe::cli {

struct PlayAllOptions {
  scenario::ClockKind clock = scenario::ClockKind::virtual_time;
  scenario::Hosts hosts = {};
  std::uint32_t jobs = 1;
  scenario::EngineDetail engine_detail = scenario::EngineDetail::as_needed;
  bool fail_fast = false;                  ///< no run begins after one that did not pass
  Duration timeout{};                      ///< of this machine's time; a run that takes longer is interrupted; 0: none
  scenario::EventSink* watcher = nullptr;  ///< hears the events of the one run
  scenario::ControlInbox* control = nullptr;                                ///< real clock only
  std::function<RunFiles(const PlannedRun&)> files;                         ///< called in any thread
  std::function<void(const PlannedRun&, const report::PlayedRun&)> played;  ///< called in the calling thread, in order
};

/// A file that cannot be written makes a run an error. Returns the results in the order of the plan. After an interrupt
/// no further run begins: the result is shorter then.
[[nodiscard]] std::vector<report::PlayedRun> play_all(const std::vector<PlannedRun>& plan,
                                                      const PlayAllOptions& options,
                                                      const std::atomic<bool>& interrupt);

}  // namespace rtpe::cli
