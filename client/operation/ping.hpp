// One ping to one node, and what its reply says (behaviour.md 3.3, 5.1).
#pragma once
#include "client/operation/exchange.hpp"
#include "client/operation/node_health.hpp"

namespace rtpe {

/// Reusable, driven as Exchange is. Does not touch the node's state.
class Ping {
 public:
  void begin(Proxy& proxy, Worker& worker, Node& node);
  Action resume(Time now, const Input& input);
  [[nodiscard]] PingVerdict verdict() const { return verdict_; }
  [[nodiscard]] Node& node() const { return exchange_.node(); }

 private:
  Worker* worker_ = nullptr;
  Exchange exchange_;
  PingVerdict verdict_ = PingVerdict::no_reply;
};

}  // namespace rtpe
