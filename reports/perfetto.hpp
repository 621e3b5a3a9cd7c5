// A run as a trace for ui.perfetto.dev: what every worker did when, calls, nodes, engines, faults, load over time.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "reports/perfetto_writer.hpp"
#include "reports/run_parts.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::report {

/// Written while the events come; what is still open when the run ends, ends there. docs/command-line.md says which
/// track has what.
class PerfettoTrace final : public scenario::EventSink {
 public:
  /// Calls that are drawn at once per proxy; of more there is the counter alone.
  static constexpr std::size_t most_call_lanes = 1000;
  /// `write` gets the trace in pieces; the last ones when run_ended comes.
  explicit PerfettoTrace(std::function<void(std::string_view)> write) : out_(std::move(write)) {}
  void record(Duration since_start, const scenario::Event& event) override;

 private:
  using Track = PerfettoWriter::Track;
  /// Who works in a process of a proxy, and on what.
  struct Process {
    Track track = 0;
    bool is_asking = false;  ///< a slice of an exchange is open
  };
  struct Counted {
    Track track = 0;
    std::int64_t value = 0;
  };
  struct CallLanes {
    std::vector<Track> tracks;
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> free;
  };
  struct ProxyTracks {
    Track group = 0, calls_group = 0, failed = 0;
    Counted busy, waiting, queued, calls, rows;
    CallLanes lanes;
    std::vector<Process> workers, others;  ///< others: by ProcessKind
  };
  struct Engine {
    std::string name;
    Track track = 0;
    Counted sessions;
    bool is_ill = false;
  };

  template <class E>
  void tell(Duration, const E&) {}  // nothing that is drawn
  void tell(Duration at, const scenario::RunStarted& event);
  void tell(Duration at, const scenario::CallStarted& event);
  void tell(Duration at, const scenario::CallEnded& event);
  void tell(Duration at, const scenario::SipMessage& event);
  void tell(Duration at, const scenario::SipDropped& event);
  void tell(Duration at, const scenario::OperationStarted& event);
  void tell(Duration at, const scenario::Selected& event);
  void tell(Duration at, const scenario::Sent& event);
  void tell(Duration at, const scenario::Stale& event);
  void tell(Duration at, const scenario::ExchangeEnded& event);
  void tell(Duration at, const scenario::NodeState& event);
  void tell(Duration at, const scenario::TableChange& event);
  void tell(Duration at, const scenario::LockWait& event);
  void tell(Duration at, const scenario::OperationEnded& event);
  void tell(Duration at, const scenario::Workers& event);
  void tell(Duration at, const scenario::EngineCall& event);
  void tell(Duration at, const scenario::EngineState& event);
  void tell(Duration at, const scenario::FaultChanged& event);
  void tell(Duration at, const scenario::CheckJudged& event);
  void tell(Duration at, const scenario::RunEnded& event);

  void begin(Duration at, Track track, std::string_view category, const PerfettoWriter::Name& name, TraceNotes notes,
             std::uint64_t flow = 0);
  void end(Duration at, Track track, TraceNotes notes);
  Process& process(std::uint32_t proxy, scenario::ProcessKind kind, std::uint32_t worker);
  Engine* engine(std::string_view name);
  /// Of a worker with an operation; 0: it is not known.
  [[nodiscard]] Track track_of(std::uint32_t proxy, std::uint64_t operation) const;
  void count(Duration at, Counted& counter, std::int64_t value);

  PerfettoWriter out_;
  RunParts parts_;
  std::vector<ProxyTracks> proxies_;
  std::vector<Track> nodes_;
  std::vector<Engine> engines_;
  Track engines_group_ = 0, verdict_ = 0;
  boost::unordered_flat_map<std::uint64_t, Track> faults_;
  boost::unordered_flat_map<scenario::CallKey, std::size_t> lane_of_;
  boost::unordered_flat_map<std::uint64_t, Track> by_operation_;
  boost::unordered_flat_map<Track, std::uint32_t> open_;  ///< slices that have not ended
};

}  // namespace rtpe::report
