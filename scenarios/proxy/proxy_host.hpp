// What plays a proxy in a run.
#pragma once
#include <functional>
#include <string_view>

#include "client/control/control_call.hpp"
#include "client/proxy/rpc_process.hpp"
#include "scenarios/flow/call_listener.hpp"
#include "scenarios/model/fault_kind.hpp"
#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Lives in a world: SIP comes to its endpoint, and what it does with nodes and messages is recorded as events.
class ProxyHost {
 public:
  virtual ~ProxyHost() = default;
  /// Where parties send their messages.
  [[nodiscard]] virtual world::EndpointId sip_endpoint() const = 0;
  /// Who is told how calls fare; before start().
  virtual void listen(flow::CallListener& listener) = 0;
  /// It comes up. Error: a node cannot be reached from this machine.
  virtual Expected<void> start() = 0;
  /// An RPC command; `done` is called when it is carried out.
  virtual void control(control::ControlRequest request, proxy::ControlDone done) = 0;
  /// What a fault makes it do; `done` is told whether it did, and what an RPC command answered (JSON).
  using ActionDone = std::function<void(bool done, std::string_view reply)>;
  virtual void act(const ProxyAction& action, ActionDone done) = 0;
};

}  // namespace rtpe::scenario
