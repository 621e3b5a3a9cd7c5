// One row per call of an event log.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/run_parts.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::report {

struct CallRow {
  scenario::CallKey key;
  std::string call_id, flow;  ///< valid UTF-8, as the texts below
  Duration started{}, ended{};
  scenario::CallEnd end = scenario::CallEnd::unfinished;
  std::string message, failure;      ///< what went wrong
  std::vector<std::uint32_t> nodes;  ///< that were asked for it, in this order, pings aside
  std::uint64_t operations = 0, commands = 0;
  std::uint64_t sends = 0;  ///< datagrams of its commands
  Duration slowest{};       ///< the longest time for which it blocked a worker
  std::uint64_t unanswered = 0, refused = 0;
};

class CallList final : public scenario::EventSink {
 public:
  [[nodiscard]] scenario::EventKinds interests() const override;
  void record(Duration since_start, const scenario::Event& event) override;
  /// In the order in which they began.
  [[nodiscard]] const std::vector<CallRow>& rows() const { return rows_; }
  [[nodiscard]] const RunParts& parts() const { return parts_; }

 private:
  CallRow* row_of(const scenario::CallKey& key);
  RunParts parts_;
  std::vector<CallRow> rows_;
  boost::unordered_flat_map<scenario::CallKey, std::size_t> places_;
};

/// A table of 80 columns and more, where Call-IDs are cut to fit. Empty for no rows.
[[nodiscard]] std::string call_table(const std::vector<const CallRow*>& rows, const RunParts& parts);
/// An array of objects, one a line; docs/command-line.md describes it. Times in ns.
[[nodiscard]] std::string call_json(const std::vector<const CallRow*>& rows, const RunParts& parts);

}  // namespace rtpe::report
