// The real world: the machine's clock and UDP sockets on its loopback addresses, links and faults on top.
#pragma once
#include <memory>

#include "scenarios/world/world.hpp"

namespace rtpe::scenario {

/// Time runs with the machine's steady clock, counted from the whole second at which the run began, so that second
/// boundaries lie where they lie in a virtual run. Engines really listen and workers really send; a crash closes the
/// port, so the kernel answers by ICMP. Latency, loss, duplication and cut paths are applied where the datagram enters
/// or leaves the listener.
/// Errors: a listen address is not local, a port is in use, a node is neither an engine of the scenario nor on
/// loopback.
Expected<std::unique_ptr<World>> open_real_world(WorldPlan plan);

}  // namespace rtpe::scenario
