#include "cli/play.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "scenarios/world/virtual_world.hpp"

namespace rtpe::cli {
namespace {

using report::PlayedRun;

Time wall_now() {
  return Time(std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()));
}

/// Virtual runs begin at a fixed time, so that their captures are the same on every machine.
Time capture_start(scenario::ClockKind clock) {
  return clock == scenario::ClockKind::real_time ? wall_now()
                                                 : Time(std::chrono::seconds(scenario::world::virtual_epoch_s));
}

Expected<scenario::RunResult> run_with_outputs(const PlannedRun& planned, const PlayAllOptions& all,
                                               RunOutputs& outputs, const std::atomic<bool>& interrupt) {
  scenario::RunOptions options{.clock = all.clock,
                               .hosts = all.hosts,
                               .seed = planned.seed,
                               .places = &planned.scenario->places,
                               .case_name = planned.scenario->case_name,
                               .engine_detail = all.engine_detail,
                               .sinks = {},
                               .datagrams = nullptr,
                               .interrupt = &interrupt,
                               .control = all.control};
  outputs.listen(options);
  if (all.watcher != nullptr) options.sinks.push_back(all.watcher);
  const auto began = std::chrono::steady_clock::now();
  auto result = scenario::run(*planned.scenario, options);
  if (result) {
    result->wall = std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - began);
    if (const auto closed = outputs.close(); !closed) return std::unexpected(closed.error());
  }
  return result;
}

/// Results of the threads, taken in order by the one that prints.
class Results {
 public:
  explicit Results(std::size_t count) : results_(count) {}
  void put(std::size_t index, std::optional<PlayedRun> result) {
    const std::lock_guard lock(mutex_);
    results_[index] = std::move(result);
    done_.insert(index);
    ready_.notify_one();
  }
  /// nullopt: the run was not played.
  std::optional<PlayedRun> take(std::size_t index) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return done_.contains(index); });
    return std::exchange(results_[index], std::nullopt);
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::vector<std::optional<PlayedRun>> results_;
  std::set<std::size_t> done_;
};

/// Interrupts one run when the user does, or when it takes longer than `timeout`.
class Watchdog {
 public:
  Watchdog(Duration timeout, const std::atomic<bool>& interrupt) : interrupt_(interrupt) {
    if (timeout > Duration{})
      thread_ = std::jthread([this, timeout](const std::stop_token& over) { watch(over, timeout); });
  }
  [[nodiscard]] const std::atomic<bool>& flag() const { return thread_.joinable() ? fired_ : interrupt_; }

 private:
  void watch(const std::stop_token& over, Duration timeout) {
    constexpr std::chrono::milliseconds step{50};
    const auto end = std::chrono::steady_clock::now() + timeout;
    std::unique_lock lock(mutex_);
    while (!over.stop_requested() && !interrupt_ && std::chrono::steady_clock::now() < end)
      ready_.wait_for(lock, over, step, [] { return false; });
    fired_ = true;
  }

  const std::atomic<bool>& interrupt_;
  std::atomic<bool> fired_ = false;
  std::mutex mutex_;
  std::condition_variable_any ready_;
  std::jthread thread_;  ///< ends before what it uses
};

/// Plays one run in the calling thread.
PlayedRun play(const PlannedRun& planned, const PlayAllOptions& options, const std::atomic<bool>& interrupt) {
  const Watchdog watchdog(options.timeout, interrupt);
  auto outputs = RunOutputs::open(options.files(planned), *planned.scenario, capture_start(options.clock));
  PlayedRun run{.title = planned.scenario->title,
                .file = planned.scenario->file,
                .case_name = planned.scenario->case_name,
                .seed = planned.seed,
                .started = wall_now(),
                .replay_command = planned.replay_command,
                .result = outputs ? run_with_outputs(planned, options, **outputs, watchdog.flag())
                                  : std::unexpected(outputs.error())};
  if (run.result)
    if (const auto written = (*outputs)->write_page(run); !written) run.result = std::unexpected(written.error());
  return run;
}

}  // namespace

std::vector<PlayedRun> play_all(const std::vector<PlannedRun>& plan, const PlayAllOptions& options,
                                const std::atomic<bool>& interrupt) {
  Results results(plan.size());
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  const auto play_one = [&](std::size_t index) {
    PlayedRun played = play(plan[index], options, interrupt);
    if (options.fail_fast && !played.passed()) stopped = true;
    results.put(index, std::move(played));
  };
  const auto work = [&] {
    for (std::size_t index = next++; index < plan.size(); index = next++) {
      if (interrupt || stopped)
        results.put(index, std::nullopt);
      else
        play_one(index);
    }
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < std::min<std::size_t>(options.jobs, plan.size()); ++i) threads.emplace_back(work);
  std::vector<PlayedRun> all;
  for (std::size_t index = 0; index < plan.size(); ++index) {
    auto result = results.take(index);
    if (!result) continue;
    options.played(plan[index], *result);
    all.push_back(std::move(*result));
  }
  return all;
}

}  // namespace rtpe::cli
