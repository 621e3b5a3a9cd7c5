// The numbers of a RunResult, counted over the event log.
#pragma once
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <vector>

#include "scenarios/run/latency_histogram.hpp"
#include "scenarios/run/runner.hpp"

namespace rtpe::scenario {

class Counters final : public EventSink {
 public:
  [[nodiscard]] EventKinds interests() const override;
  void record(Duration since_start, const Event& event) override;
  /// Writes totals and nodes into `result`; `end`: since the start of the run.
  void fill(RunResult& result, Duration end) const;
  [[nodiscard]] RunEnded totals(std::string_view end) const;

 private:
  struct NodeCount {
    NodeSummary summary;
    LatencyHistogram latency;
    bool disabled = false;
    Duration disabled_since{};
  };

  void count(Duration at, const RunStarted& event);
  void count(Duration at, const CallEnded& event);
  void count(Duration at, const Sent& event);
  void count(Duration at, const ExchangeEnded& event);
  void count(Duration at, const NodeState& event);
  void count(Duration at, const OperationEnded& event);
  void count(Duration at, const Workers& event);

  RunResult totals_;
  std::vector<NodeCount> nodes_;
  boost::unordered_flat_set<std::uint64_t> anchored_;  ///< calls that have an accepted command
};

}  // namespace rtpe::scenario
