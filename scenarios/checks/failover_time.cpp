// failover_time: how long a message took whose operation had to go to another node, from its arrival at the proxy.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/checks/call_traces.hpp"
#include "scenarios/checks/check.hpp"

namespace rtpe::scenario {
namespace {

constexpr Duration default_max = std::chrono::seconds(5);

class FailoverTime final : public Judge {
 public:
  explicit FailoverTime(const Check& check)
      : from_(check.from), until_(check.until), max_(check.max_duration.value_or(default_max)) {}

  [[nodiscard]] EventKinds interests() const override {
    return CallTraces::interests | kinds_of<SipMessage, OperationStarted, OperationEnded>();
  }

  void record(Duration at, const Event& event) override {
    traces_.see(at, event);
    if (const auto* started = std::get_if<RunStarted>(&event))
      workers_.resize(started->workers);
    else if (const auto* message = std::get_if<SipMessage>(&event))
      workers_[message->worker].waited = message->waited;
    else if (const auto* begun = std::get_if<OperationStarted>(&event))
      workers_[begun->worker].failed_exchanges = 0;
    else if (const auto* exchange = std::get_if<ExchangeEnded>(&event))
      count(*exchange);
    else if (const auto* ended = std::get_if<OperationEnded>(&event))
      measure(at, *ended);
  }

  [[nodiscard]] CheckResult judge(Duration /*end*/) const override {
    CheckResult result{.passed = too_long_ == 0};
    if (failovers_ == 0)
      result.summary = "no operation had to go to another node";
    else
      result.summary = fmt::format("{} operation{} went to another node, the slowest took {} (allowed {})", failovers_,
                                   failovers_ == 1 ? "" : "s", took_text(longest_), took_text(max_));
    if (helpless_ > 0) result.summary += fmt::format("; {} more found no other node", helpless_);
    result.evidence = evidence_.lines();
    return result;
  }

 private:
  struct WorkerRow {
    Duration waited{};
    std::uint32_t failed_exchanges = 0;  ///< of the operation at hand
  };

  void count(const ExchangeEnded& event) {
    if (event.operation == 0 || event.command == "ping" || event.worker >= workers_.size()) return;
    const bool accepted = event.outcome == ExchangeOutcome::answered && event.result == "ok";
    if (!accepted) ++workers_[event.worker].failed_exchanges;
  }

  void measure(Duration at, const OperationEnded& event) {
    const WorkerRow& worker = workers_[event.worker];
    if (worker.failed_exchanges == 0 || at < from_ || at >= until_) return;
    if (event.end != OperationEnd::ok) {
      ++helpless_;
      return;
    }
    ++failovers_;
    const Duration took = worker.waited + event.took;
    longest_ = std::max(longest_, took);
    if (took <= max_) return;
    ++too_long_;
    const CallTrace* trace = traces_.find(event.call);
    if (trace == nullptr) return;
    if (evidence_.full()) return evidence_.skip(1 + trace->notes);
    evidence_.add(fmt::format("call {}: {} took {} (waited {} for a worker), answered by {}", trace->call_id,
                              event.function, took_text(took), took_text(worker.waited), event.node));
    traces_.describe(*trace, evidence_);
  }

  Duration from_, until_, max_, longest_{};
  CallTraces traces_;
  std::vector<WorkerRow> workers_;
  Evidence evidence_;
  std::uint64_t failovers_ = 0, too_long_ = 0, helpless_ = 0;
};

}  // namespace

std::unique_ptr<Judge> make_failover_time(const Check& check, const Scenario& /*scenario*/) {
  return std::make_unique<FailoverTime>(check);
}

}  // namespace rtpe::scenario
