// blocked_workers: how many workers at once wait for a silent node or for a lock that somebody holds meanwhile.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/checks/check.hpp"
#include "scenarios/checks/evidence.hpp"

namespace rtpe::scenario {
namespace {

/// A worker counts as blocked from the first repetition on (nothing came for rtpengine_tout_ms) until its exchange
/// ends, and while it waits for a lock.
class BlockedWorkers final : public Judge {
 public:
  explicit BlockedWorkers(const Check& check) : check_(check) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, Sent, ExchangeEnded, Workers>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      workers_.resize(started->workers);
    } else if (const auto* sent = std::get_if<Sent>(&event)) {
      if (sent->attempt >= 2 && sent->worker < workers_.size()) wait(at, *sent);
    } else if (const auto* ended = std::get_if<ExchangeEnded>(&event)) {
      if (ended->worker < workers_.size() && workers_[ended->worker].silent) {
        workers_[ended->worker].silent = false;
        --silent_;
        changed(at);
      }
    } else if (const auto* load = std::get_if<Workers>(&event)) {
      locked_ = load->waiting_for_lock;
      queued_ = load->queued_messages;
      changed(at);
    }
  }

  [[nodiscard]] CheckResult judge(Duration end) const override;

 private:
  struct Row {
    bool silent = false;
    std::string node, command;
    Duration since{};
  };

  void wait(Duration at, const Sent& event) {
    Row& row = workers_[event.worker];
    if (row.silent) return;
    row = {.silent = true, .node = std::string(event.node), .command = std::string(event.command), .since = at};
    ++silent_;
    changed(at);
  }

  void changed(Duration at) {
    const std::uint32_t all = static_cast<std::uint32_t>(workers_.size());
    const std::uint32_t blocked = std::min(silent_ + locked_, all);
    if (blocked_ == all && blocked != all) all_blocked_ += at - std::max(all_since_, check_.from);
    if (blocked_ != all && blocked == all) all_since_ = at;
    blocked_ = blocked;
    if (at < check_.from || at >= check_.until || blocked <= most_) return;
    most_ = blocked;
    most_at_ = at;
    evidence_ = picture(at);
  }

  /// What every worker waits for now.
  [[nodiscard]] Evidence picture(Duration at) const {
    Evidence evidence;
    evidence.add(fmt::format("{}: {} wait for a silent node, {} for a lock, {} SIP messages wait for a worker",
                             clock_text(at), silent_, locked_, queued_));
    for (std::size_t worker = 0; worker < workers_.size(); ++worker)
      if (workers_[worker].silent)
        evidence.add(fmt::format("  worker {}: {} to {}, silent since before {}", worker, workers_[worker].command,
                                 workers_[worker].node, clock_text(workers_[worker].since)));
    return evidence;
  }

  const Check& check_;
  std::vector<Row> workers_;
  std::uint32_t silent_ = 0, locked_ = 0, queued_ = 0, blocked_ = 0, most_ = 0;
  Duration most_at_{}, all_since_{}, all_blocked_{};
  Evidence evidence_;
};

CheckResult BlockedWorkers::judge(Duration end) const {
  const auto all = static_cast<double>(workers_.size());
  const double allowed = check_.max_share ? *check_.max_share * all : check_.max.value_or(all - 1);
  const bool blocked_now = !workers_.empty() && blocked_ == workers_.size();
  const Duration all_blocked =
      all_blocked_ + (blocked_now ? std::min(end, check_.until) - std::max(all_since_, check_.from) : Duration{});
  CheckResult result{.passed = most_ <= allowed};
  result.summary = fmt::format("at most {} of {} workers were blocked at once (allowed {:.0f})", most_, workers_.size(),
                               std::floor(allowed));
  if (all_blocked > Duration{}) result.summary += fmt::format("; all of them for {}", took_text(all_blocked));
  if (!result.passed) result.evidence = evidence_.lines();
  return result;
}

}  // namespace

std::unique_ptr<Judge> make_blocked_workers(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<BlockedWorkers>(check);
}

}  // namespace rtpe::scenario
