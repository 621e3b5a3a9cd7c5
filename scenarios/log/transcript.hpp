// What a run decided, call by call, without times: what two runs of one scenario are compared by.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::scenario {

/// One script function of a call.
struct TranscriptRow {
  Duration at{};    ///< when it began
  std::string key;  ///< "200 INVITE rtpengine_manage", with " (2nd)" where a call has several
  std::string did;  ///< "answer to udp:10.0.0.1:2223 in 1 send: ok"
};

class Transcript final : public EventSink {
 public:
  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, CallStarted, OperationStarted, ExchangeEnded, OperationEnded, NodeState, CallEnded>();
  }
  void record(Duration since_start, const Event& event) override;

  struct Call {
    Duration began{};
    std::vector<TranscriptRow> rows;
    std::string end;  ///< "completed", "failed"; empty: it did not end
  };
  /// By Call-ID.
  [[nodiscard]] const std::map<std::string, Call>& calls() const { return calls_; }
  /// By node: "disabled", "enabled", as they followed each other.
  [[nodiscard]] const std::map<std::string, std::vector<std::string>>& states() const { return states_; }

 private:
  struct Running {
    std::string call_id;
    std::size_t row = 0;
    std::string sends;  ///< "offer to A in 5 sends: timed out; "
  };
  void note(Duration at, const RunStarted& event);
  void note(Duration at, const CallStarted& event);
  void note(Duration at, const OperationStarted& event);
  void note(Duration at, const ExchangeEnded& event);
  void note(Duration at, const OperationEnded& event);
  void note(Duration at, const NodeState& event);
  void note(Duration at, const CallEnded& event);

  std::vector<std::string> nodes_;
  std::map<std::string, Call> calls_;
  std::map<std::string, std::vector<std::string>> states_;
  std::map<CallKey, std::string> call_ids_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, Running> running_;  ///< by proxy and operation
};

struct Divergence {
  Duration at{};
  std::string where;          ///< "call 1f@192.0.2.20, INVITE rtpengine_manage"
  std::string first, second;  ///< what each did
};
/// In the order of time. Calls that one of the runs did not finish count as far as both went.
[[nodiscard]] std::vector<Divergence> divergences(const Transcript& first, const Transcript& second);

}  // namespace rtpe::scenario
