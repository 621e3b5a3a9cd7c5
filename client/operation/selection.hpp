// Choosing a node for one send: call table, then weighted choice with the pings it makes (behaviour.md 3.3, 3.4).
#pragma once
#include <cstdint>
#include <string_view>

#include "client/operation/action.hpp"
#include "client/operation/ping.hpp"
#include "client/operation/proxy.hpp"

namespace rtpe {

/// What a selection is for.
struct SelectionRequest {
  Command command = Command::offer;
  std::string_view call_id = {}, via_branch = {};
  NodeSet* set = nullptr;
};

/// Reusable: begin(), then resume() until finished. A new choice holds the set's lock, pings included; a known node is
/// used without any lock. Nodes in Worker::tried are not chosen.
class Selection {
 public:
  void begin(Proxy& proxy, Worker& worker, const SelectionRequest& request);
  Action resume(Time now, const Input& input);
  /// nullptr: nothing to send to.
  [[nodiscard]] Node* node() const { return node_; }
  /// Ping commands since begin().
  [[nodiscard]] std::uint32_t pings() const { return pings_; }

 private:
  enum class Step : std::uint8_t { start, locking, pinging, unlocking };
  enum class Sweep : std::uint8_t { due, forced };  ///< which nodes the current pass over the set pings

  Action start(Time now);
  /// A node of the call table is used as it is; one that is disabled only as rtpengine_allow_op says.
  Action use_known(Time now, Node& node);
  Action choose(Time now);
  [[nodiscard]] Node* walk() const;
  /// Pass over the set from `position_` on; returns at each ping.
  Action sweep(Time now);
  [[nodiscard]] bool wants_ping(Node& node, Time now) const;
  void start_sweep(Sweep sweep);
  Action unlock(Node* node);
  Action finish(Time now);

  Proxy* proxy_ = nullptr;
  Worker* worker_ = nullptr;
  SelectionRequest request_;
  Ping ping_;
  Node* node_ = nullptr;
  std::size_t position_ = 0;
  HashSteps hash_;  ///< only the number, when nobody listens
  std::uint32_t weight_sum_ = 0, pings_ = 0;
  Step step_ = Step::start;
  Sweep sweep_ = Sweep::due;
  bool forced_ = false;
  ChoiceSource source_ = ChoiceSource::none;
  NoChoice failure_ = NoChoice::chosen;
};

}  // namespace rtpe
