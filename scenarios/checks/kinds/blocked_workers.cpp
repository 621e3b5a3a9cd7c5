// blocked_workers: how many workers at once wait for a silent node or for a lock that somebody holds meanwhile.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "scenarios/checks/evidence.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/limit.hpp"
#include "scenarios/checks/worker_rows.hpp"

namespace rtpe::scenario::checks::blocked_workers {
namespace {

KindOptions read(TableReader& table) {
  if (!table.has("max") && !table.has("max_share"))
    table.problems().error(table.place(),
                           "blocked_workers needs \"max\", a number of workers, or \"max_share\", a part of them");
  return KindOptions::of(read_limit(table, "all workers"));
}

void write(const KindOptions& options, Section& section) { write_limit(options.as<Limit>(), section); }

void relate(const Check& check, CheckRelations& relations) {
  std::uint32_t workers = 0;
  for (const Client& proxy : relations.scenario().proxies) workers += proxy.workers;
  const auto& most = check.options.as<Limit>().count;
  if (most && *most >= workers)
    relations.warn("max", fmt::format("this check cannot fail: there are only {} workers", workers));
}

/// A worker counts as blocked from the first repetition on (nothing came for rtpengine_tout_ms) until its exchange
/// ends, and while it waits for a lock.
class BlockedWorkers final : public Judge {
 public:
  explicit BlockedWorkers(const Check& check) : check_(check), limit_(check.options.as<Limit>()) {}

  [[nodiscard]] EventKinds interests() const override { return kinds_of<RunStarted, Sent, ExchangeEnded, Workers>(); }

  void record(Duration at, const Event& event) override {
    if (const auto* started = std::get_if<RunStarted>(&event)) {
      workers_.start(*started);
      load_.resize(started->proxies.size());
      for (const NodeEntry& node : started->nodes) nodes_.emplace_back(node.name);
    } else if (const auto* sent = std::get_if<Sent>(&event)) {
      asked_ = asked_ || sent->command != Command::ping;
      if (Row* row = workers_.of(*sent); row != nullptr && sent->attempt >= 2) wait(at, *row, *sent);
    } else if (const auto* ended = std::get_if<ExchangeEnded>(&event)) {
      if (Row* row = workers_.of(*ended); row != nullptr && std::exchange(row->silent, false)) {
        --silent_;
        changed(at);
      }
    } else if (const auto* load = std::get_if<Workers>(&event)) {
      load_[load->proxy] = *load;
      locked_ = queued_ = 0;
      for (const Workers& one : load_) {
        locked_ += one.waiting_for_lock;
        queued_ += one.queued;
      }
      changed(at);
    }
  }

  [[nodiscard]] Verdict judge(Duration end) const override;

 private:
  struct Row {
    bool silent = false;
    std::uint32_t node = no_node;
    Command command = Command::ping;
    Duration since{};
  };

  void wait(Duration at, Row& row, const Sent& event) {
    if (row.silent) return;
    row = {.silent = true, .node = event.node, .command = event.command, .since = at};
    ++silent_;
    changed(at);
  }

  void changed(Duration at) {
    const std::uint32_t all = static_cast<std::uint32_t>(workers_.all().size());
    const std::uint32_t blocked = std::min(silent_ + locked_, all);
    if (blocked_ == all && blocked != all) all_blocked_ += at - std::max(all_since_, check_.from);
    if (blocked_ != all && blocked == all) all_since_ = at;
    blocked_ = blocked;
    if (!check_.covers(at) || blocked <= most_) return;
    most_ = blocked;
    most_at_ = at;
    evidence_ = picture(at);
  }

  /// What every worker waits for now.
  [[nodiscard]] Evidence picture(Duration at) const {
    Evidence evidence;
    evidence.add(fmt::format("{}: {} wait for a silent node, {} for a lock, {} SIP messages wait for a worker",
                             clock_text(at), silent_, locked_, queued_));
    const auto& rows = workers_.all();
    for (std::size_t worker = 0; worker < rows.size(); ++worker)
      if (const Row& row = rows[worker]; row.silent)
        evidence.add(fmt::format("  worker {}: {} to {}, silent since before {}", worker, wire_name(row.command),
                                 nodes_[row.node], clock_text(row.since)));
    return evidence;
  }

  const Check& check_;
  const Limit& limit_;
  WorkerRows<Row> workers_;
  std::vector<Workers> load_;  ///< of each proxy
  std::vector<std::string> nodes_;
  bool asked_ = false;  ///< a command was sent to a node
  std::uint32_t silent_ = 0, locked_ = 0, queued_ = 0, blocked_ = 0, most_ = 0;
  Duration most_at_{}, all_since_{}, all_blocked_{};
  Evidence evidence_;
};

Verdict BlockedWorkers::judge(Duration end) const {
  const auto all = static_cast<double>(workers_.all().size());
  const double allowed = limit_.share ? *limit_.share * all : limit_.count.value_or(0);
  const bool blocked_now = !workers_.all().empty() && blocked_ == workers_.all().size();
  const Duration all_blocked =
      all_blocked_ + (blocked_now ? std::min(end, check_.until) - std::max(all_since_, check_.from) : Duration{});
  if (!asked_ && most_ == 0) return {.summary = "no command was sent to any node: nothing could block a worker"};
  Verdict result{.outcome = most_ <= allowed ? CheckOutcome::passed : CheckOutcome::failed};
  result.summary = fmt::format("at most {} of {} workers were blocked at once (allowed {:.0f})", most_,
                               workers_.all().size(), std::floor(allowed));
  if (all_blocked > Duration{}) result.summary += fmt::format("; all of them for {}", took_text(all_blocked));
  if (result.outcome == CheckOutcome::failed) result.evidence = evidence_.lines();
  return result;
}

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<BlockedWorkers>(check);
}

constexpr KeyRow keys[] = {{"max", "", "", KeyType::number},
                           {"max_share", "", "a part of all workers. One of the two is required", KeyType::share}};

}  // namespace

extern const CheckKind kind{
    .name = "blocked_workers",
    .keys = keys,
    .fails_when = "more workers than `max` at once waited for a silent node or a lock",
    .example = "max = 2",
    .read = read,
    .write = write,
    .relate = relate,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::blocked_workers
