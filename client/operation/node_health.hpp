// How failures and pings change a node's state (behaviour.md 3.3 test, 3.5, 3.7).
#pragma once
#include "client/operation/exchange.hpp"
#include "client/operation/observer.hpp"
#include "client/operation/proxy.hpp"

namespace rtpe {

/// An exchange that got no reply disables the node for rtpengine_disable_tout seconds, unless it is permanently
/// disabled.
void record_failure(Proxy& proxy, Worker& worker, Node& node, ExchangeOutcome outcome, Time now);

/// What a ping found out.
enum class PingVerdict : std::uint8_t {
  pong,
  no_pong,  ///< a reply that is no dictionary or whose result is not "pong"
  no_reply,
};

/// The module's `test` after its ping: pong enables and leaves the recheck value; another reply disables and leaves it
/// too, so that the node stays due; silence disables for rtpengine_disable_tout seconds.
void record_ping(Proxy& proxy, Worker& worker, Node& node, PingVerdict verdict, Time now);

/// As Node has them.
struct NodeCondition {
  bool disabled = false;
  std::uint32_t recheck = 0;
};
/// Tells the observer when that changes anything.
void set_state(Worker& worker, Node& node, const NodeCondition& condition, StateCause cause, Time now);

}  // namespace rtpe
