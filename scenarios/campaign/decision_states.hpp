// The decision states that a run goes through, and how near its invariants came to breaking: what a guided search is
// guided by.
#pragma once
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/campaign/play.hpp"

namespace rtpe::scenario::campaign {

class DecisionStates final : public EventSink {
 public:
  explicit DecisionStates(const Budgets& budgets) : budgets_(budgets) {}
  [[nodiscard]] EventKinds interests() const override {
    return kinds_of<RunStarted, Selected, ExchangeEnded, NodeState, OperationStarted, OperationEnded, EngineCall,
                    EngineState, FaultChanged, CallEnded, RpcEnded>();
  }
  void record(Duration since_start, const Event& event) override;

  [[nodiscard]] std::vector<std::uint32_t> states() const;
  [[nodiscard]] std::vector<double> nearness() const;

 private:
  struct Node {
    std::string url = {}, engine = {};
    bool disabled = false;
    std::uint8_t was_disabled = 0;  ///< times, up to 2
    bool by_operator = false;       ///< disabled for good
    // While an operator has taken it out, and he has not taken it back:
    std::optional<Duration> pinged = {};  ///< last time that he pinged it
    std::optional<Duration> dead = {};    ///< when its engine was last seen not to be well
  };
  void note(const Selected& event);
  void note(const ExchangeEnded& event);
  void note(Duration at, const OperationStarted& event);
  void note(Duration at, const OperationEnded& event);
  void note(const FaultChanged& event);
  void note(Duration at, const NodeState& event);
  void note(Duration at, const EngineState& event);
  void note(Duration at, const RpcEnded& event);
  /// How near an operator's word about that node came to being lost.
  void weigh_maintenance(const Node& node);
  void reach(std::uint32_t family, std::uint32_t a, std::uint32_t b, std::uint32_t c = 0, std::uint32_t d = 0);
  /// A state that is told apart by more than four small numbers.
  void reach_mixed(std::uint32_t family, std::uint32_t mixed);
  [[nodiscard]] std::uint32_t condition_of(std::uint32_t node) const;
  /// What the proxy thinks of all nodes and how their engines are, in one number.
  [[nodiscard]] std::uint32_t situation() const;
  /// Something that changes what comes: it is told together with what turned last.
  void turn(std::uint32_t what);

  Budgets budgets_;
  std::vector<Node> nodes_;
  boost::unordered_flat_map<std::string, std::uint32_t> conditions_;  ///< of engines: what it is like, and was
  boost::unordered_flat_map<OperationKey, std::uint32_t> rounds_;     ///< of operations, by proxy and number
  boost::unordered_flat_set<std::uint32_t> reached_;
  std::vector<std::uint32_t> workers_, inside_;
  Duration longest_{}, full_since_{}, longest_full_{};
  std::uint32_t failed_ = 0, kept_ = 0, faults_begun_ = 0, faults_on_ = 0;
  std::uint32_t last_fault_ = 0, last_turn_ = 0;
  double maintenance_ = 0;
};

}  // namespace rtpe::scenario::campaign
