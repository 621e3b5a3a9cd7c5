// The built-in proxy: client/proxy's machine, in a virtual world or over real sockets.
#pragma once
#include <memory>
#include <string>

#include "scenarios/log/recorder.hpp"
#include "scenarios/model/scenario.hpp"
#include "scenarios/proxy/dmq_peer.hpp"
#include "scenarios/proxy/names.hpp"
#include "scenarios/proxy/proxy_host.hpp"
#include "scenarios/world/real_world.hpp"

namespace rtpe::scenario {

struct ProxySetup {
  const Scenario& scenario;
  const Client& client;  ///< one of its proxies
  std::uint64_t seed = 1;
  Proxy& shared;  ///< configured
  const Names& names;
  Recorder& recorder;
  world::Address sip;
  std::string name;           ///< empty: the only one
  std::uint32_t number = 0;   ///< in events
  DmqPeers* peers = nullptr;  ///< of the run; null: none
  EventKinds asked = 0;       ///< of the kinds that are told only where the scenario asks for them
};

/// The setup's parts and the world must outlive it.
[[nodiscard]] std::unique_ptr<ProxyHost> make_builtin_proxy(world::World& world, const ProxySetup& setup);
/// Its processes have sockets of their own; SIP stays inside the world.
[[nodiscard]] std::unique_ptr<ProxyHost> make_real_proxy(world::RealWorld& world, const ProxySetup& setup);

}  // namespace rtpe::scenario
