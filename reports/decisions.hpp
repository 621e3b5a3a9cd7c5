// What the proxies of a run decided, call by call: to which node each command went and what came of it.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/run_parts.hpp"
#include "scenarios/log/event.hpp"

namespace rtpe::report {

struct Decision {
  Duration at{};
  Command command = Command::ping;
  std::uint32_t node = scenario::no_node;
  ExchangeOutcome outcome = ExchangeOutcome::answered;
  scenario::ReplyResult result = scenario::ReplyResult::none;
  std::uint32_t sends = 0;
  /// Times aside; nodes by name, as two runs may number them differently.
  [[nodiscard]] std::string text(const RunParts& parts) const;
};

struct CallDecisions {
  std::uint32_t proxy = 0;
  std::string call_id;  ///< as logged
  Duration started{};
  std::vector<Decision> decisions;
};

class Decisions final : public scenario::EventSink {
 public:
  [[nodiscard]] scenario::EventKinds interests() const override;
  void record(Duration since_start, const scenario::Event& event) override;
  /// In the order in which they began.
  [[nodiscard]] const std::vector<CallDecisions>& calls() const { return calls_; }
  [[nodiscard]] const RunParts& parts() const { return parts_; }

 private:
  RunParts parts_;
  std::vector<CallDecisions> calls_;
  boost::unordered_flat_map<scenario::CallKey, std::size_t> places_;
};

/// A call whose decisions differ, from the first that does.
struct Divergence {
  std::string call_id, proxy;  ///< printable
  std::size_t place = 0;       ///< of the decision in the call, from 0
  std::string left, right;     ///< what each decided; empty: nothing more
};

struct DecisionComparison {
  std::size_t compared = 0, decisions = 0;  ///< calls that both have, and their decisions on the left
  std::size_t only_left = 0, only_right = 0;
  std::vector<Divergence> divergences;  ///< one per call that differs, in the order of the left's calls
};

/// Calls are paired by proxy and Call-ID; the second call with one Call-ID with the second, and so on.
[[nodiscard]] DecisionComparison compare_decisions(const Decisions& left, const Decisions& right);

}  // namespace rtpe::report
