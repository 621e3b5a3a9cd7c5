// A proxy that somebody else runs, as the proxy of a run.
#pragma once
#include <memory>

#include "scenarios/proxy/builtin_proxy.hpp"

namespace rtpe::scenario {

class ExternalProxy : public ProxyHost {
 public:
  /// Ports of engines have opened or closed in the world: the proxy shall see the same.
  virtual void ports_changed() = 0;
};

/// Kinds of events that nobody outside a proxy can know: what its functions did and chose, its workers, its view of the
/// nodes, its call table.
inline constexpr EventKinds unknown_of_external_proxy =
    kinds_of<Selected, TableChange, LockWait, SipDropped, SipMessage, OperationStarted, OperationEnded, Workers,
             NodeState, MediaMeasured, RpcEnded>();

/// Its addresses can be used. Error: they are not said, or not right.
[[nodiscard]] Expected<void> check_external_proxy(const Client& client);

/// Phones of this machine send SIP to its address, and its engines are at the `listen` of the scenario's engines, on
/// this machine: SIP and NG pass through the run's world. Error: a port is in use (it is named).
[[nodiscard]] Expected<std::unique_ptr<ExternalProxy>> make_external_proxy(world::RealWorld& world,
                                                                           const ProxySetup& setup);

}  // namespace rtpe::scenario
