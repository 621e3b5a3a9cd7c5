// What a run did over time, in some hundred intervals whatever its length.
#pragma once
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/run_parts.hpp"
#include "scenarios/log/event.hpp"
#include "scenarios/log/latency_histogram.hpp"

namespace rtpe::report {

/// Counts per interval. When a run needs more than most_intervals, intervals become twice as long.
class Series final : public scenario::EventSink {
 public:
  static constexpr std::size_t most_intervals = 800;
  static constexpr std::size_t most_nodes = 64;  ///< that have series of their own

  void record(Duration at, const scenario::Event& event) override;
  /// A JSON object: `width` of an interval in microseconds and an array per series. Levels (calls, workers, queue,
  /// rows) are the highest of the interval, latencies percentiles of replies in microseconds, null where there were
  /// none; `p50_of_4`: of four intervals each.
  [[nodiscard]] std::string json() const;
  /// The same as a table of comma-separated values with a line of names: a row per interval, times in seconds.
  [[nodiscard]] std::string csv(const RunParts& parts) const;

 private:
  struct NodeCounts {
    std::uint32_t answered = 0, failed = 0, repeats = 0;
  };
  struct ProxyLevels {
    std::uint32_t busy = 0, locked = 0, queued = 0, rows = 0;
    void raise(const ProxyLevels& other);
  };
  struct Interval {
    std::uint32_t started = 0, failed = 0, active = 0, answered = 0, refused = 0, silent = 0, repeats = 0;
    scenario::LatencyHistogram latency;
    std::vector<NodeCounts> nodes;
    std::vector<ProxyLevels> proxies;
    void add(const Interval& other);
  };

  Interval& interval(Duration at);
  void widen();
  void count(Interval& now, const scenario::Event& event);
  void count_exchange(Interval& now, const scenario::ExchangeEnded& event);
  void count_row(const scenario::TableChange& event);

  Duration width_ = std::chrono::milliseconds(1);
  std::vector<Interval> intervals_;
  std::uint32_t active_ = 0;
  std::vector<ProxyLevels> levels_;                ///< now
  boost::unordered_flat_set<std::uint64_t> rows_;  ///< of all call tables, as hashes
};

}  // namespace rtpe::report
