// A RunResult made from events: of a live run as of a log that is read back.
#pragma once
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <vector>

#include "scenarios/log/event.hpp"
#include "scenarios/log/latency_histogram.hpp"
#include "scenarios/log/result.hpp"

namespace rtpe::scenario {

class Counters final : public EventSink {
 public:
  static constexpr std::size_t most_reasons =
      32;  ///< different refusals kept per node; the rest count as "other reasons"

  [[nodiscard]] EventKinds interests() const override;
  void record(Duration since_start, const Event& event) override;
  /// The numbers so far; `events` is for the caller to fill in.
  [[nodiscard]] RunEnded totals(RunEnd end) const;
  /// Complete after RunEnded.
  [[nodiscard]] RunResult result() const;

 private:
  struct NodeCount {
    NodeSummary summary;
    std::vector<LatencyHistogram> latency;  ///< by Command
    bool disabled = false;
    Duration disabled_since{};
  };

  void count(Duration at, const RunStarted& event);
  void count(Duration at, const CallStarted& event);
  void count(Duration at, const CallEnded& event);
  void count(Duration at, const SipMessage& event);
  void count(Duration at, const SipDropped& event);
  void count(Duration at, const Sent& event);
  void count(Duration at, const ExchangeEnded& event);
  void count(Duration at, const NodeState& event);
  void count(Duration at, const OperationEnded& event);
  void count(Duration at, const Workers& event);
  void count(Duration at, const CheckJudged& event);
  void count(Duration at, const RunEnded& event);
  static void count_refusal(NodeSummary& node, const ExchangeEnded& event);
  static NodeSummary summary_of(const NodeCount& node, Duration end);

  RunResult result_;
  std::vector<NodeCount> nodes_;
  std::vector<Workers> load_;                    ///< of each proxy
  boost::unordered_flat_set<CallKey> anchored_;  ///< calls that have an accepted command
};

}  // namespace rtpe::scenario
