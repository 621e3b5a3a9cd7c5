// Pings of all nodes: by the first SIP worker at startup, by the RPC process when its sockets had to be rebuilt.
#pragma once
#include "client/control/node_walk.hpp"

namespace rtpe::control {

/// Every displayed node that has a socket is pinged, enabled or not; permanently disabled ones are not, and nodes
/// without socket keep their state (behaviour.md 1.5, 1.6). begin(), then resume() until finished.
///
/// At startup call Proxy::renew_sockets() for every process, and run this for the first worker unless the personality
/// has ping_mode and it is 0.
class PingAll : private NodeVisitor {
 public:
  void begin(Proxy& proxy, Worker& worker);
  Action resume(Time now, const Input& input) { return walk_.resume(now, input); }
  /// Ping commands since begin().
  [[nodiscard]] std::uint32_t pings() const { return pings_; }

 private:
  Visit visit(Time now, Node& node) override;
  void pinged(Time now, Node& node, PingVerdict verdict) override;

  Proxy* proxy_ = nullptr;
  Worker* worker_ = nullptr;
  NodeWalk walk_;
  std::uint32_t pings_ = 0;
};

}  // namespace rtpe::control
