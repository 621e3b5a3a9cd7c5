// One process walking over every node of every set with the locks held, pinging some: startup and RPC commands do that.
#pragma once
#include <cstddef>
#include <cstdint>

#include "client/operation/action.hpp"
#include "client/operation/ping.hpp"
#include "client/operation/proxy.hpp"

namespace rtpe::control {

/// What a walk does at each node.
class NodeVisitor {
 public:
  virtual ~NodeVisitor() = default;
  enum class Visit : std::uint8_t { next, ping };
  /// Called for every displayed node, in set order and node order. `ping`: pinged() follows.
  virtual Visit visit(Time now, Node& node) = 0;
  virtual void pinged(Time /*now*/, Node& /*node*/, PingVerdict /*verdict*/) {}
};

/// Reusable: begin(), then resume() until finished. Holds the set list's lock during the whole walk and each set's lock
/// while it is in that set (behaviour.md section 16). Hidden nodes are skipped.
class NodeWalk {
 public:
  void begin(Proxy& proxy, Worker& worker, NodeVisitor& visitor);
  Action resume(Time now, const Input& input);

 private:
  enum class Step : std::uint8_t { start, list_granted, set_granted, pinging, set_released, list_released };

  Action enter_set();
  Action visit_nodes(Time now);
  Action leave_set();

  Proxy* proxy_ = nullptr;
  Worker* worker_ = nullptr;
  NodeVisitor* visitor_ = nullptr;
  Ping ping_;
  std::size_t set_ = 0, node_ = 0;
  Step step_ = Step::start;
};

}  // namespace rtpe::control
