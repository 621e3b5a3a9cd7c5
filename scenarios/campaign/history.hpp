// What every operation of a run did, step by step: what reasons and explanations are made of.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/log/event.hpp"

namespace rtpe::scenario::campaign {

/// One thing that an operation did or suffered.
struct Step {
  enum class What : std::uint8_t { choice, exchange, lock } what = What::choice;
  Duration at{}, took{};  ///< when it ended, and how long it took
  std::uint32_t node = no_node;
  // choice:
  ChoiceSource source = ChoiceSource::none;
  NoChoice failure = NoChoice::chosen;
  bool forced = false;
  // exchange:
  Command command = Command::ping;
  ExchangeOutcome outcome = ExchangeOutcome::answered;
  ReplyResult result = ReplyResult::none;
  std::string reason = {};
  std::uint32_t sends = 0;
};

struct OperationHistory {
  std::uint32_t proxy = 0, worker = 0, set = 0;
  std::uint64_t operation = 0;
  CallKey call;
  std::string function, message, failure;
  Duration started{};
  std::optional<Duration> ended;
  std::optional<Command> command;
  std::optional<HashAlgorithm> algorithm;
  std::uint32_t weight_sum = 0;
  OperationEnd end = OperationEnd::ok;
  std::uint32_t node = no_node;
  std::vector<Step> steps;
};

struct CallHistory {
  CallKey call;
  std::string call_id, flow, message, failure;
  Duration started{};
  std::optional<Duration> ended;
  CallEnd end = CallEnd::unfinished;
  std::vector<std::size_t> operations;  ///< places in History::operations
};

struct StateChange {
  Duration at{};
  std::uint32_t node = no_node;
  bool disabled = false;
  StateCause cause = StateCause::no_reply;
};

struct EngineChange {
  Duration at{};
  std::string engine = {};
  EngineCondition state = EngineCondition::up;
};

struct EngineCallChange {
  Duration at{};
  std::string engine = {}, call_id = {};
  bool created = false;
  RemovalCause cause = RemovalCause::none;
};

struct FaultMoment {
  Duration at{};
  std::uint32_t fault = 0;
  std::string engine = {}, verb = {};
  bool begins = false;
  std::string words = {};  ///< what happens, where the verb alone does not say it
};

class History final : public EventSink {
 public:
  void record(Duration since_start, const Event& event) override;

  std::vector<OperationHistory> operations;
  std::vector<CallHistory> calls;
  std::vector<StateChange> states;
  std::vector<EngineChange> engines;
  std::vector<EngineCallChange> engine_calls;
  std::vector<FaultMoment> faults;
  std::vector<std::uint32_t> workers;  ///< of each proxy
  struct Node {
    std::string name = {}, url = {}, engine = {};
    std::uint32_t proxy = 0, set = 0;
  };
  std::vector<Node> nodes;
  Duration end{};

  /// The engine behind a node, or the node's name.
  [[nodiscard]] std::string called(std::uint32_t node) const;
  /// nullptr: there is no such call.
  [[nodiscard]] const CallHistory* call(CallKey key) const;

 private:
  void note(Duration at, const RunStarted& event);
  void note(Duration at, const CallStarted& event);
  void note(Duration at, const OperationStarted& event);
  void note(Duration at, const Selected& event);
  void note(Duration at, const ExchangeEnded& event);
  void note(Duration at, const LockWait& event);
  void note(Duration at, const OperationEnded& event);
  void note(Duration at, const NodeState& event);
  void note(Duration at, const CallEnded& event);
  void note(Duration at, const EngineCall& event);
  void note(Duration at, const EngineState& event);
  void note(Duration at, const FaultChanged& event);
  void note(Duration at, const RunEnded& event);
  OperationHistory* running(std::uint32_t proxy, std::uint64_t operation);

  std::map<std::pair<std::uint32_t, std::uint64_t>, std::size_t> running_;    ///< by proxy and operation
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> of_worker_;  ///< what a worker is in
  std::map<CallKey, std::size_t> calls_by_key_;
};

}  // namespace rtpe::scenario::campaign
