// What both hosts of the built-in proxy make of a scenario. Private to scenarios/proxy.
#pragma once
#include "client/proxy/proxy_machine.hpp"
#include "scenarios/proxy/builtin_proxy.hpp"

namespace rtpe::scenario {

/// Workers, routes, and cookies from the run's seed.
[[nodiscard]] proxy::ProxyOptions options_of(const ProxySetup& setup);
/// By Node::index.
[[nodiscard]] std::vector<world::Address> node_addresses(const Names& names);

}  // namespace rtpe::scenario
