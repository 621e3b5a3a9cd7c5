// failover_time: how long a message took, from its arrival at the proxy, whose operation had to go to another node. One
// that chose among all nodes and found none that answered took too long, whatever it took. Known calls whose node is
// gone do not move, so that there is no failover to time: calls_lost judges them.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/checks/call_traces.hpp"
#include "scenarios/checks/judge.hpp"
#include "scenarios/checks/worker_rows.hpp"

namespace rtpe::scenario::checks::failover_time {
namespace {

struct Options {
  Duration max{};
  bool operator==(const Options&) const = default;
};

KindOptions read(TableReader& table) {
  table.require("max", "the longest time, as \"5s\"");
  return KindOptions::of(Options{.max = table.duration("max").value_or(Duration{})});
}

void write(const KindOptions& options, Section& section) { section.duration("max", options.as<Options>().max); }

class FailoverTime final : public Judge {
 public:
  explicit FailoverTime(const Check& check) : check_(check), max_(check.options.as<Options>().max) {}

  [[nodiscard]] EventKinds interests() const override {
    return CallTraces::interests | kinds_of<SipMessage, OperationStarted, OperationEnded>();
  }
  /// Of choices only those in vain count, and these every host tells.
  [[nodiscard]] EventKinds needs() const override { return interests() & ~kinds_of<Selected>(); }

  void record(Duration at, const Event& event) override {
    traces_.see(at, event);
    if (const auto* started = std::get_if<RunStarted>(&event))
      workers_.start(*started);
    else if (const auto* message = std::get_if<SipMessage>(&event))
      workers_.of(*message)->waited = message->waited;
    else if (const auto* begun = std::get_if<OperationStarted>(&event))
      workers_.of(*begun)->failed_exchanges = 0;
    else if (const auto* selected = std::get_if<Selected>(&event))
      note(*selected);
    else if (const auto* exchange = std::get_if<ExchangeEnded>(&event))
      count(*exchange);
    else if (const auto* ended = std::get_if<OperationEnded>(&event))
      measure(at, *ended);
  }

  [[nodiscard]] Verdict judge(Duration /*end*/) const override {
    if (operations_ == 0) return {.summary = "no operation needed a node"};
    Verdict result{.outcome = too_long_ == 0 && helpless_ == 0 ? CheckOutcome::passed : CheckOutcome::failed};
    if (failovers_ == 0)
      result.summary = fmt::format("none of {} operations had to go to another node", operations_);
    else
      result.summary = fmt::format("{} operation{} went to another node, the slowest took {} (allowed {})", failovers_,
                                   failovers_ == 1 ? "" : "s", took_text(longest_), took_text(max_));
    if (helpless_ > 0) result.summary += fmt::format("; {} found no node that answered", helpless_);
    result.evidence = evidence_.lines();
    return result;
  }

 private:
  struct WorkerRow {
    Duration waited{};
    std::uint32_t failed_exchanges = 0;  ///< of the operation at hand
  };

  void note(const Selected& event) {
    if (event.failure == NoChoice::no_eligible_node) chose_in_vain_.insert({event.proxy, event.operation});
  }

  void count(const ExchangeEnded& event) {
    WorkerRow* worker = workers_.of(event);
    if (worker == nullptr || event.operation == 0 || event.command == Command::ping) return;
    const bool accepted = event.outcome == ExchangeOutcome::answered && event.result == ReplyResult::ok;
    if (!accepted) ++worker->failed_exchanges;
  }

  void measure(Duration at, const OperationEnded& event) {
    const WorkerRow& worker = *workers_.of(event);
    const bool in_vain = chose_in_vain_.erase({event.proxy, event.operation}) > 0;
    if (!event.outcome || !check_.covers(at)) return;
    ++operations_;
    const Duration took = worker.waited + event.took;
    if (event.outcome == OperationOutcome::nodes_limit || (event.outcome == OperationOutcome::no_node && in_vain)) {
      ++helpless_;
      return show(event, fmt::format("{} found no node that answered, after {}", event.function, took_text(took)));
    }
    // A node that answers no is an answer.
    if (worker.failed_exchanges == 0 || event.end != OperationEnd::ok) return;
    ++failovers_;
    longest_ = std::max(longest_, took);
    if (took <= max_) return;
    ++too_long_;
    show(event, fmt::format("{} took {} (waited {} for a worker), answered by {}", event.function, took_text(took),
                            took_text(worker.waited), traces_.node_name(event.node)));
  }

  void show(const OperationEnded& event, std::string_view what) {
    const CallTrace* trace = traces_.find(call_of(event));
    if (trace == nullptr) return;
    if (evidence_.full()) return evidence_.skip(1 + trace->notes);
    evidence_.add(fmt::format("call {}: {}", trace->call_id, what));
    traces_.describe(*trace, evidence_);
  }

  const Check& check_;
  Duration max_, longest_{};
  CallTraces traces_;
  WorkerRows<WorkerRow> workers_;
  std::set<std::pair<std::uint32_t, std::uint64_t>> chose_in_vain_;  ///< operations under way, by proxy and number
  Evidence evidence_;
  std::uint64_t operations_ = 0, failovers_ = 0, too_long_ = 0, helpless_ = 0;
};

std::unique_ptr<Judge> judge(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<FailoverTime>(check);
}

constexpr KeyRow keys[] = {{"max", "required", "a duration", KeyType::duration}};

}  // namespace

extern const CheckKind kind{
    .name = "failover_time",
    .keys = keys,
    .fails_when =
        "an operation that had to go to another node took longer, from the arrival of its SIP message, until "
        "some node had answered it; or chose among all nodes and found none that answered. Known calls do "
        "not move to another node, so their commands are no failover",
    .example = "max = \"5s\"",
    .read = read,
    .write = write,
    .judge = judge,
};

}  // namespace rtpe::scenario::checks::failover_time
